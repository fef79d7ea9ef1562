//! The end of a channel, in two steps: an account manager asks for it and is told a code; whoever confirms with the code
//! and the channel's name, typed, takes the channel off the air at once. After a time of grace, within which it can be
//! taken back, everything of it goes ([`purge`]).
//!
//! What stays: the row of `deletions` (which channel, when, by which account manager; its slug is nobody else's from then
//! on) and the audit log's chain, which only account managers can read then. Neither holds anything personal of the
//! channel's: no name, no e-mail, no viewer.

mod entity;
pub mod graphql;
mod purge;
mod store;

use aws_lc_rs::{constant_time, digest};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE32_NOPAD;
use serde_json::json;
use tenants::{Entry, Status, TenantId, Turn};
use zeroize::Zeroizing;

use crate::audit::Event;
use crate::ctx::{Platform, Scope};
use crate::error::Result;
use crate::ids::ChannelId;
use crate::member::AccountManager;

pub use entity::{Model as Deletion, Step};
pub use purge::{can_purge, purge_due};

/// How long a code lasts.
const CODE_FOR: TimeDelta = TimeDelta::hours(1);

/// After so many wrong ones the code that was told is void: 40 bits must not be guessed at leisure.
const FAILURES_MAX: i32 = 5;

pub enum Requested {
    /// The code, told once; it does until then.
    Code(Zeroizing<String>, DateTime<Utc>),
    /// It is being moved, or deleted already.
    Refused,
    NotFound,
}

pub enum Confirmed {
    /// When it begins.
    Done(Entry, DateTime<Utc>),
    /// Another code, an old one, or another name than the channel's.
    Rejected,
    /// It is being moved, or deleted already.
    Refused,
    NotFound,
}

pub enum Restored {
    Done(Entry),
    /// Not being deleted, or too late.
    Refused,
    NotFound,
}

fn hash(code: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, code.as_bytes()).as_ref().to_vec()
}

/// Step one. Nothing happens to the channel yet.
///
/// # Errors
/// The record is out of reach.
pub async fn request(manager: &AccountManager, slug: &str) -> Result<Requested> {
    let platform = &*manager.platform;
    platform.registry.refresh().await?;
    let Some(entry) = platform.registry.find(slug) else {
        return Ok(Requested::NotFound);
    };
    if !matches!(entry.status, Status::Active | Status::Suspended) {
        return Ok(Requested::Refused);
    }
    let now = platform.clock.now();
    let code = Zeroizing::new(BASE32_NOPAD.encode(&platform.random.bytes::<5>()));
    let tx = platform.registry.control_write().await?;
    let deletion = Deletion {
        tenant_id: entry.id.uuid(),
        slug: slug.to_owned(),
        step: Step::Requested,
        suspended: entry.status == Status::Suspended,
        code_hash: Some(hash(&code)),
        requested_by: manager.member.to_string(),
        requested_at: now,
        confirmed_by: None,
        due_at: None,
        done_at: None,
        failures: None,
    };
    store::put(&tx, deletion).await?;
    let event = Event::new("channel.request_deletion", ChannelId(entry.id.uuid()));
    manager.record(&tx, Scope::Tenant(entry.id), event).await?;
    tx.commit().await?;
    Ok(Requested::Code(code, now + CODE_FOR))
}

/// Step two: nobody is served any more, and after the time of grace everything goes. `grace`: none for the platform's own.
///
/// # Errors
/// The record is out of reach.
pub async fn confirm(
    manager: &AccountManager,
    slug: &str,
    typed: &str,
    code: &str,
    grace: Option<TimeDelta>,
) -> Result<Confirmed> {
    let platform = &*manager.platform;
    let now = platform.clock.now();
    let grace = grace.unwrap_or_else(|| TimeDelta::days(platform.config.deletion_grace_days.into()));
    if !guess(platform, slug, code).await? {
        return Ok(Confirmed::Rejected);
    }
    let from = [Status::Active, Status::Suspended];
    let pending = match platform
        .registry
        .set_status(slug, &from, Status::Deleting, now)
        .await?
    {
        Turn::Taken(pending) => pending,
        Turn::Refused(_) => return Ok(Confirmed::Refused),
        Turn::Unknown => return Ok(Confirmed::NotFound),
    };
    let known = store::find_locked(pending.tx(), pending.id()).await?;
    let asked = known.filter(|known| known.fits(code) && now < known.requested_at + CODE_FOR);
    let Some(mut deletion) = asked.filter(|_| typed == slug) else {
        return Ok(Confirmed::Rejected);
    };
    let due_at = now + grace;
    deletion.step = Step::Waiting;
    deletion.code_hash = None;
    deletion.confirmed_by = Some(manager.member.to_string());
    deletion.due_at = Some(due_at);
    store::save(pending.tx(), deletion).await?;
    let event = Event::new("channel.delete", ChannelId(pending.id().uuid()));
    let event = event.after(json!({ "due_at": due_at }));
    manager
        .record(pending.tx(), Scope::Tenant(pending.id()), event)
        .await?;
    Ok(Confirmed::Done(pending.commit().await?, due_at))
}

impl Deletion {
    fn fits(&self, code: &str) -> bool {
        self.step == Step::Requested
            && self.code_hash.as_deref().is_some_and(|kept| {
                constant_time::verify_slices_are_equal(kept, &hash(&code.trim().to_uppercase())).is_ok()
            })
    }
}

/// False: a wrong code, which is counted before anything else is said. The last one that may be wrong takes the right
/// one with it.
async fn guess(platform: &Platform, slug: &str, code: &str) -> Result<bool> {
    let tx = platform.registry.control_write().await?;
    let Some(known) = store::find(&tx, slug).await? else {
        return Ok(true);
    };
    let Some(mut known) = store::find_locked(&tx, TenantId::new(known.tenant_id)).await? else {
        return Ok(true);
    };
    if known.step != Step::Requested || known.fits(code) {
        return Ok(true);
    }
    let failures = known.failures.unwrap_or(0) + 1;
    known.failures = Some(failures);
    if failures >= FAILURES_MAX {
        known.code_hash = None;
    }
    store::save(&tx, known).await?;
    tx.commit().await?;
    Ok(false)
}

/// Takes it back, within the time of grace: the channel is what it was before.
///
/// # Errors
/// The record is out of reach.
pub async fn restore(manager: &AccountManager, slug: &str) -> Result<Restored> {
    let platform = &*manager.platform;
    let now = platform.clock.now();
    let known = store::find(&platform.registry.control_read().await?, slug).await?;
    let before = match known {
        Some(known) if known.suspended => Status::Suspended,
        _ => Status::Active,
    };
    let turn = platform
        .registry
        .set_status(slug, &[Status::Deleting], before, now);
    let pending = match turn.await? {
        Turn::Taken(pending) => pending,
        Turn::Refused(_) => return Ok(Restored::Refused),
        Turn::Unknown => return Ok(Restored::NotFound),
    };
    let known = store::find_locked(pending.tx(), pending.id()).await?;
    let Some(mut deletion) = known.filter(|known| known.step == Step::Waiting) else {
        return Ok(Restored::Refused);
    };
    deletion.step = Step::Restored;
    deletion.due_at = None;
    store::save(pending.tx(), deletion).await?;
    let event = Event::new("channel.restore", ChannelId(pending.id().uuid()));
    manager
        .record(pending.tx(), Scope::Tenant(pending.id()), event)
        .await?;
    Ok(Restored::Done(pending.commit().await?))
}

/// When the channel's data goes, where it is being deleted.
///
/// # Errors
/// The record is out of reach.
pub async fn due_at(manager: &AccountManager, slug: &str) -> Result<Option<DateTime<Utc>>> {
    let tx = manager.platform.registry.control_read().await?;
    let known = store::find(&tx, slug).await?;
    Ok(known
        .filter(|known| matches!(known.step, Step::Waiting | Step::Purging))
        .and_then(|known| known.due_at))
}
