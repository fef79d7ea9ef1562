//! Suspending a channel and taking that back: nothing is lost, nobody is served.

use tenants::{Entry, Status, Turn};

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
    /// It is being moved or deleted.
    Refused(Entry),
    NotFound,
}

/// Viewers, members and apps of the channel are refused from now on, on this node at once and on the others within half
/// a second; what is in flight is finished. Nothing opens by itself meanwhile.
///
/// # Errors
/// The record is out of reach.
pub async fn suspend(manager: &AccountManager, slug: &str) -> Result<Switched> {
    switch(
        manager,
        slug,
        Status::Active,
        Status::Suspended,
        "channel.suspend",
    )
    .await
}

/// # Errors
/// The record is out of reach.
pub async fn resume(manager: &AccountManager, slug: &str) -> Result<Switched> {
    switch(manager, slug, Status::Suspended, Status::Active, "channel.resume").await
}

async fn switch(
    manager: &AccountManager,
    slug: &str,
    from: Status,
    to: Status,
    action: &'static str,
) -> Result<Switched> {
    let platform = &*manager.platform;
    let turn = platform
        .registry
        .set_status(slug, &[from], to, platform.clock.now())
        .await?;
    Ok(match turn {
        Turn::Taken(pending) => {
            let event = Event::new(action, ChannelId(pending.id().uuid()));
            manager
                .record(pending.tx(), Scope::Tenant(pending.id()), event)
                .await?;
            Switched::Done(pending.commit().await?)
        }
        Turn::Refused(entry) if entry.status == to => Switched::Already(entry),
        Turn::Refused(entry) => Switched::Refused(entry),
        Turn::Unknown => Switched::NotFound,
    })
}
