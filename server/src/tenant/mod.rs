//! Channels of the platform: made and changed by applying a manifest, suspended and resumed. Rules for account managers
//! and for whoever runs the `ovation` command; a channel's own members can't call them.

mod apply;
pub mod graphql;
mod identity;
mod status;
mod store;
mod tombstone_entity;

use tenants::Entry;

use crate::ctx::Platform;
use crate::page::Page;

pub use apply::{Application, Outcome, apply};
pub use status::{Switched, resume, suspend};

/// Every channel, by slug.
#[must_use]
pub fn list(platform: &Platform, page: &Page) -> Vec<Entry> {
    let mut entries = platform.registry.list();
    if let Some(after) = &page.after {
        entries.retain(|entry| entry.manifest.slug.as_str() > after.as_str());
    }
    entries.truncate(usize::try_from(page.limit()).unwrap_or(usize::MAX));
    entries
}
