//! One look at what a provider publishes. Its address stands in a manifest, so it leads where somebody wants: over TLS, to a
//! public address that was checked and to no other, not further along a redirect, for two seconds and 64 KiB at most.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use reqwest::header::ACCEPT;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use tenants::Jwks;
use url::{Host, Url};

use super::public::is_public;
use crate::config::Stage;

const TIME_MAX: Duration = Duration::from_secs(2);
const BYTES_MAX: usize = 64 * 1024;

/// The set as it came, which is one and has a key in it; or a sentence for the channel's owner.
pub(super) async fn fetch(url: &Url, stage: Stage) -> Result<String, String> {
    tokio::time::timeout(TIME_MAX, get(url, stage))
        .await
        .unwrap_or_else(|_| Err("there was no whole answer within 2 seconds".to_owned()))
}

async fn get(url: &Url, stage: Stage) -> Result<String, String> {
    let addresses = addresses(url).await?;
    check(url, &addresses, stage)?;
    let host = url.host_str().unwrap_or_default().to_owned();
    // Reads the system's certificates.
    let client = tokio::task::spawn_blocking(move || {
        let client = Client::builder().no_proxy().redirect(Policy::none());
        client.resolve_to_addrs(&host, &addresses).build()
    });
    let client = match client.await {
        Ok(Ok(client)) => client,
        _ => return Err("no connection could be prepared".to_owned()),
    };
    let asked = client.get(url.clone()).header(ACCEPT, "application/json").send();
    let response = asked.await.map_err(|_| "it could not be reached".to_owned())?;
    let status = response.status();
    if status.is_redirection() {
        return Err(format!("it answered {status}; a redirect is not followed"));
    }
    if status != StatusCode::OK {
        return Err(format!("it answered {status}"));
    }
    let text = String::from_utf8(body(response).await?).map_err(|_| "its answer is no text".to_owned())?;
    let jwks = Jwks::parse(text.as_bytes()).map_err(|error| error.message)?;
    if jwks.keys.is_empty() {
        let why = jwks.refused.join("; ");
        return Err(format!("there is no key in it that may verify tokens. {why}"));
    }
    Ok(text)
}

async fn addresses(url: &Url) -> Result<Vec<SocketAddr>, String> {
    let port = url.port_or_known_default().unwrap_or(443);
    let known: Vec<SocketAddr> = match url.host() {
        Some(Host::Ipv4(address)) => vec![(address, port).into()],
        Some(Host::Ipv6(address)) => vec![(address, port).into()],
        Some(Host::Domain(name)) => tokio::net::lookup_host((name, port))
            .await
            .map_err(|_| format!("{name} has no address"))?
            .collect(),
        None => Vec::new(),
    };
    if known.is_empty() {
        return Err("its name has no address".to_owned());
    }
    Ok(known)
}

/// All of them: a name that leads here and there leads wherever its owner likes.
fn check(url: &Url, addresses: &[SocketAddr], stage: Stage) -> Result<(), String> {
    let all = |fits: fn(IpAddr) -> bool| addresses.iter().all(|address| fits(address.ip()));
    match (url.scheme(), stage) {
        ("https", Stage::Development) => Ok(()),
        ("https", Stage::Production) if all(is_public) => Ok(()),
        ("https", Stage::Production) => Err("its name does not lead to a public address".to_owned()),
        ("http", Stage::Development) if all(|address| address.is_loopback()) => Ok(()),
        _ => Err("https is wanted".to_owned()),
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    let broken = |_| "its answer broke off".to_owned();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if body.len() + chunk.len() > BYTES_MAX {
            return Err("its answer is longer than 64 KiB".to_owned());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests;
