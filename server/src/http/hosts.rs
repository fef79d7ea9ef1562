//! A channel's own addresses (`hosts` of its manifest) are for that channel: what belongs to another one is not there. On
//! every other address of the platform all channels are served.

use actix_web::http::header::{self, HeaderMap};
use tenants::{Registry, TenantId};

/// Whether the request came to an address that is another channel's own.
#[must_use]
pub fn is_anothers(headers: &HeaderMap, registry: &Registry, tenant: TenantId) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else {
        return false;
    };
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let mut is_somebodys = false;
    for entry in registry.list() {
        if entry
            .manifest
            .hosts
            .iter()
            .any(|own| own.eq_ignore_ascii_case(name))
        {
            if entry.id == tenant {
                return false;
            }
            is_somebodys = true;
        }
    }
    is_somebodys
}
