//! Support access. An account manager has nothing of a channel's campaigns or audience, by type: the capability holds no
//! tenant handle. A channel's owner may let support in: for some hours, in a role that never reaches members or keys,
//! with a reason, and take it back at any moment. An account manager then *enters*: the session names the channel until it
//! leaves, every request asks whether the grant still stands, and all that is done stands in the channel's audit log as
//! support's.

mod entity;
pub mod graphql;
mod store;
mod visit_entity;

use std::collections::HashMap;

use chrono::TimeDelta;
use data_encoding::HEXLOWER;
use serde_json::json;
use tenants::{Absent, Entry, Tenant, TenantId};

use crate::audit::{Event, chain};
use crate::ctx::{Platform, Scope};
use crate::error::{Error, Result};
use crate::ids::SupportGrantId;
use crate::member::{AccountManager, Owner, Session, SessionKey};
use crate::page::Page;
use crate::text;

pub use entity::{Model as Grant, SupportRole};
pub use visit_entity::Model as Visit;

const HOURS: std::ops::RangeInclusive<i32> = 1..=72;
pub const HOURS_DEFAULT: i32 = 4;
const REASON_CHARS_MAX: usize = 200;

#[derive(Clone, Debug)]
pub struct NewGrant {
    pub hours: i32,
    pub role: SupportRole,
    pub reason: String,
}

/// What became of a grant.
#[derive(Clone, Debug)]
pub enum Granted {
    Granted(Grant),
    /// One stands already: revoke it first.
    Already(Grant),
}

#[derive(Clone, Debug)]
pub enum Revoked {
    Revoked(Grant),
    /// Revoked before, or over.
    Already(Grant),
    NotFound,
}

/// What became of going in.
#[derive(Clone, Debug)]
pub enum Entered {
    Entered(Grant, Entry),
    /// Nothing stands, or there is no such channel.
    NotGranted,
    /// Nobody is let into the channel at present.
    Suspended,
}

/// # Errors
/// `BAD_USER_INPUT` on hours that are not 1 to 72, or on no reason.
pub async fn grant(owner: &Owner, new: NewGrant) -> Result<Granted> {
    if !HOURS.contains(&new.hours) {
        return Err(Error::bad_input("hours", "1 to 72"));
    }
    let reason = text::line("reason", &new.reason, REASON_CHARS_MAX)?;
    let (id, now, tenant): (SupportGrantId, _, _) = (owner.new_id(), owner.now(), owner.tenant.id());
    let tx = owner.platform.registry.control_write().await?;
    if let Some(made_before) = store::find(&tx, tenant, id).await? {
        return Ok(Granted::Granted(made_before));
    }
    if let Some(standing) = store::find_standing(&tx, tenant, now).await? {
        return Ok(Granted::Already(standing));
    }
    let grant = Grant {
        id: id.0,
        tenant_id: tenant.uuid(),
        role: new.role,
        granted_by: owner.member.0,
        granted_at: now,
        expires_at: now + TimeDelta::hours(new.hours.into()),
        revoked_at: None,
        reason,
    };
    store::insert(&tx, grant.clone()).await?;
    // The reason is anybody's words: what is hashed is its hash, so that it can't be changed unseen and can be taken out.
    let facts = json!({
        "role": grant.role,
        "expires_at": grant.expires_at,
        "reason_sha256": HEXLOWER.encode(&chain::sha256(grant.reason.as_bytes())),
    });
    owner
        .record(&tx, Event::new("support.grant", id).after(facts))
        .await?;
    tx.commit().await?;
    Ok(Granted::Granted(grant))
}

/// Whoever is inside is out with their next request, on every node.
///
/// # Errors
/// The record is out of reach.
pub async fn revoke(owner: &Owner, id: SupportGrantId) -> Result<Revoked> {
    let now = owner.now();
    let tx = owner.platform.registry.control_write().await?;
    let Some(grant) = store::find(&tx, owner.tenant.id(), id).await? else {
        return Ok(Revoked::NotFound);
    };
    if !grant.stands(now) {
        return Ok(Revoked::Already(grant));
    }
    store::set_revoked(&tx, id, now).await?;
    owner.record(&tx, Event::new("support.revoke", id)).await?;
    tx.commit().await?;
    Ok(Revoked::Revoked(Grant {
        revoked_at: Some(now),
        ..grant
    }))
}

/// Newest first.
///
/// # Errors
/// `BAD_USER_INPUT` on a cursor of another list.
pub async fn list(owner: &Owner, page: &Page) -> Result<Vec<Grant>> {
    let after = page.after.as_deref().map(store::parse_key).transpose()?;
    let tx = owner.platform.registry.control_read().await?;
    Ok(store::list(&tx, owner.tenant.id(), after, page.limit()).await?)
}

#[must_use]
pub fn list_key(grant: &Grant) -> String {
    store::list_key(grant)
}

/// Who used these, oldest visit first.
///
/// # Errors
/// The record is out of reach.
pub async fn visits(platform: &Platform, grants: &[Grant]) -> Result<HashMap<SupportGrantId, Vec<Visit>>> {
    let tx = platform.registry.control_read().await?;
    let mut of_grants: HashMap<_, Vec<_>> = HashMap::new();
    for visit in store::visits(&tx, grants).await? {
        of_grants
            .entry(SupportGrantId(visit.grant_id))
            .or_default()
            .push(visit);
    }
    Ok(of_grants)
}

/// What stands for a channel now: shown to all of its members, and to account managers.
///
/// # Errors
/// The record is out of reach.
pub async fn standing(platform: &Platform, tenant: TenantId) -> Result<Option<Grant>> {
    let tx = platform.registry.control_read().await?;
    Ok(store::find_standing(&tx, tenant, platform.clock.now()).await?)
}

/// From here on the account manager's session is one of this channel.
///
/// # Errors
/// The record is out of reach.
pub async fn enter(manager: &AccountManager, slug: &str) -> Result<Entered> {
    let platform = &manager.platform;
    let Some(entry) = platform.registry.find(slug) else {
        return Ok(Entered::NotGranted);
    };
    let now = platform.clock.now();
    let tx = platform.registry.control_write().await?;
    let Some(grant) = store::find_standing(&tx, entry.id, now).await? else {
        return Ok(Entered::NotGranted);
    };
    if platform.registry.admit(entry.id).is_err() {
        return Ok(Entered::Suspended);
    }
    store::leave(&tx, manager.key, now).await?;
    let visit = Visit {
        id: platform.fresh_id(),
        grant_id: grant.id,
        member_id: manager.member.0,
        session_hash: manager.key.as_bytes().to_vec(),
        entered_at: now,
        left_at: None,
    };
    store::insert_visit(&tx, visit).await?;
    let event = Event::new("support.enter", grant.id()).after(json!({ "role": grant.role }));
    manager.record(&tx, Scope::Tenant(entry.id), event).await?;
    tx.commit().await?;
    Ok(Entered::Entered(grant, entry))
}

/// Back to the platform. False: the session is no support's.
///
/// # Errors
/// The record is out of reach.
pub async fn leave(session: &Session) -> Result<bool> {
    let Some(grant) = session.support else {
        return Ok(false);
    };
    let tx = session.platform.registry.control_write().await?;
    store::leave(&tx, session.key, session.now()).await?;
    session.record(&tx, Event::new("support.leave", grant)).await?;
    tx.commit().await?;
    Ok(true)
}

/// For authentication, with every request of an account manager: where the session has gone in, while that stands and the
/// channel is served.
///
/// # Errors
/// The record is out of reach.
pub async fn visited(platform: &Platform, key: SessionKey) -> Result<Option<(Grant, Tenant)>> {
    let tx = platform.registry.control_read().await?;
    let grant = store::find_visited(&tx, key).await?;
    drop(tx);
    let Some(grant) = grant.filter(|grant| grant.stands(platform.clock.now())) else {
        return Ok(None);
    };
    match platform.registry.admit(grant.tenant()) {
        Ok(tenant) => Ok(Some((grant, tenant))),
        Err(Absent::Suspended | Absent::Unknown) => Ok(None),
    }
}
