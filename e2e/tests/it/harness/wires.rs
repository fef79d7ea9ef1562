//! What lies between the server and what it stands on, and can be broken.

use anyhow::{Context, Result};
use e2e::proxy::Proxy;

use super::Services;

pub struct Wires {
    pub postgres: Proxy,
    pub redis: Proxy,
}

impl Wires {
    pub async fn before(services: &Services, seed: u64) -> Result<Self> {
        let port = |name| {
            let url = services.setting(name).context("no such service")?;
            port_of(&url).with_context(|| format!("{name} names no port"))
        };
        Ok(Self {
            postgres: Proxy::start(port("OVATION_DATABASE_URL")?, seed).await?,
            redis: Proxy::start(port("OVATION_REDIS_URL")?, seed).await?,
        })
    }

    /// The same address by way of the proxy.
    pub fn rewire(&self, name: &str, url: &str) -> String {
        let proxy = if name == "OVATION_REDIS_URL" {
            &self.redis
        } else {
            &self.postgres
        };
        port_of(url).map_or_else(
            || url.to_owned(),
            |port| {
                url.replace(
                    &format!("127.0.0.1:{port}"),
                    &format!("127.0.0.1:{}", proxy.port()),
                )
            },
        )
    }
}

fn port_of(url: &str) -> Option<u16> {
    let rest = url.rsplit_once("127.0.0.1:")?.1;
    rest.split('/').next()?.parse().ok()
}
