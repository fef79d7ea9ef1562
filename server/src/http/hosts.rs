//! A channel's own addresses (`hosts` of its manifest) are for that channel: what belongs to another one is not there. On
//! every other address of the platform all channels are served.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::header::{self, HeaderMap};
use arc_swap::ArcSwap;
use tenants::{Registry, TenantId};

/// Whose each host is, as of one generation of the registry.
#[derive(Default)]
struct Owners {
    generation: Option<u64>,
    by_host: HashMap<String, Vec<TenantId>>,
}

impl Owners {
    fn of(registry: &Registry) -> Self {
        // Taken first: what changes meanwhile is read again.
        let generation = Some(registry.generation());
        let mut by_host: HashMap<String, Vec<TenantId>> = HashMap::new();
        for entry in registry.list() {
            for host in &entry.manifest.hosts {
                by_host
                    .entry(host.to_ascii_lowercase())
                    .or_default()
                    .push(entry.id);
            }
        }
        Self { generation, by_host }
    }
}

#[derive(Default)]
pub struct Hosts(ArcSwap<Owners>);

impl Hosts {
    /// Whether the request came to an address that is another channel's own.
    #[must_use]
    pub fn is_anothers(&self, headers: &HeaderMap, registry: &Registry, tenant: TenantId) -> bool {
        let mut owners = self.0.load();
        if owners.generation != Some(registry.generation()) {
            self.0.store(Arc::new(Owners::of(registry)));
            owners = self.0.load();
        }
        if owners.by_host.is_empty() {
            return false;
        }
        let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else {
            return false;
        };
        let mut name = Cow::from(host.rsplit_once(':').map_or(host, |(name, _)| name));
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            name.to_mut().make_ascii_lowercase();
        }
        let owners = owners.by_host.get(&*name);
        owners.is_some_and(|owners| !owners.contains(&tenant))
    }
}
