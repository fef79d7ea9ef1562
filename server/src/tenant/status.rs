//! Suspending a channel and taking that back: nothing is lost, nobody is served.

use tenants::{Entry, Status};

use crate::audit::Event;
use crate::ctx::Scope;
use crate::error::Result;
use crate::ids::ChannelId;
use crate::member::AccountManager;

#[derive(Clone, Debug)]
pub enum Switched {
    Done(Entry),
    /// It was so already.
    Already(Entry),
    NotFound,
}

/// Viewers, members and apps of the channel are refused from now on.
///
/// # Errors
/// The record is out of reach.
pub async fn suspend(manager: &AccountManager, slug: &str) -> Result<Switched> {
    switch(manager, slug, Status::Suspended).await
}

/// # Errors
/// The record is out of reach.
pub async fn resume(manager: &AccountManager, slug: &str) -> Result<Switched> {
    switch(manager, slug, Status::Active).await
}

async fn switch(manager: &AccountManager, slug: &str, status: Status) -> Result<Switched> {
    let platform = &*manager.platform;
    // What another node has done meanwhile counts.
    platform.registry.refresh().await?;
    match platform.registry.find(slug) {
        None => return Ok(Switched::NotFound),
        Some(entry) if entry.status == status => return Ok(Switched::Already(entry)),
        Some(_) => {}
    }
    let now = platform.clock.now();
    let Some(pending) = platform.registry.set_status(slug, status, now).await? else {
        return Ok(Switched::NotFound);
    };
    let action = match status {
        Status::Active => "channel.resume",
        Status::Suspended => "channel.suspend",
    };
    let event = Event::new(action, ChannelId(pending.id().uuid()));
    manager
        .record(pending.tx(), Scope::Tenant(pending.id()), event)
        .await?;
    Ok(Switched::Done(pending.commit().await?))
}
