//! The audit log: who did what, when, from where, with what it was before and after. One chain of hashes for each tenant
//! and one for the platform ([`chain`] has the recipe), so that [`verify`] finds any row changed, taken out, put in,
//! moved or cut off.
//!
//! **An action and its entry are one.** On the control plane [`append`] writes into the action's own transaction. On a
//! data plane, which may be another server, [`commit`] writes the entry beside the action into an outbox and commits
//! both; [`ship`] then moves it to the chain, at once or by a worker after a crash, and never twice. So what has been
//! acknowledged is recorded, what has not happened never is; the chain's order is that of arrival, `at` is when it
//! happened.
//!
//! **Nothing personal is hashed**: ids, roles, settings, amounts. Names and e-mails are looked up by who reads; the
//! address is kept beside the chain and can be forgotten without breaking it ([`forget_origins`]).
//!
//! Minting viewer tokens is not in it: that is traffic of the channel's app, at the scale of the audience, and changes
//! nothing.

pub mod chain;
mod entity;
mod event;
pub mod graphql;
mod head_entity;
mod outbox_entity;
pub mod read;
mod store;
pub mod verify;

use chrono::{DateTime, Utc};
use tenants::{ControlTx, Owner, TenantTx};
use uuid::Uuid;

use crate::ctx::{Ctx, Platform, Scope};
use crate::doer::Doer;
use crate::error::{Error, Result};
use crate::failpoint;

pub use entity::Model as Row;
pub use event::{Event, TooLong};
pub use read::Reader;

use event::Entry;
use verify::{Fault, Head, Walk};

/// Entries shipped in one transaction.
const SHIPPED_AT_ONCE: u64 = 100;

/// Links read in one transaction.
const CHECKED_AT_ONCE: u64 = 1000;

/// Records something done on the control plane, in the transaction that does it, just before its commit: from here to
/// there nobody else adds to the chain. What the platform does to a channel stands in both chains, under one id.
///
/// # Errors
/// The record is out of reach; then the action must not happen either.
pub async fn append(
    tx: &ControlTx,
    platform: &Platform,
    doer: &Doer,
    scope: Scope,
    event: Event,
) -> Result<()> {
    let entry = Entry::new(platform, doer, scope, event)?;
    // Always in this order, so that two of them can't wait for each other.
    link(tx, scope, &entry).await?;
    if doer.is_of_platform() && scope != Scope::Platform {
        link(tx, Scope::Platform, &entry).await?;
    }
    Ok(())
}

/// Commits something done on a tenant's data plane together with its record, and ships that.
///
/// # Errors
/// The record is out of reach: as of any commit, ask again under the same key.
pub async fn commit(ctx: &Ctx, tx: TenantTx, event: Event) -> Result<()> {
    let scope = Scope::Tenant(ctx.tenant.id());
    let entry = Entry::new(&ctx.platform, &ctx.doer, scope, event)?;
    store::queue(&tx, &entry).await?;
    tx.commit().await?;
    failpoint::pass("audit.queued");
    // It is done and it is recorded: that the log does not have it yet is the worker's concern, not the caller's.
    if let Err(error) = ship(ctx).await {
        tracing::warn!(tenant = %ctx.tenant.slug(), error = %error, "an action waits for the audit log");
    }
    Ok(())
}

/// Moves what has been done on a tenant's data plane to its chain: what came after a commit, and, by a worker, what a
/// crash has left. Several nodes may do it at once.
///
/// # Errors
/// The record is out of reach; what is waiting waits on.
pub async fn ship(ctx: &Ctx) -> Result<()> {
    loop {
        let linked = link_waiting(ctx).await?;
        if linked.is_empty() {
            return Ok(());
        }
        let tx = ctx.tenant.write().await?;
        store::remove(&tx, linked).await?;
        tx.commit().await?;
    }
}

/// As [`ship`], for a channel that is not written any more: the last of it.
///
/// # Errors
/// As [`ship`].
pub async fn ship_last(ctx: &Ctx, owner: &Owner) -> Result<()> {
    loop {
        let linked = link_waiting(ctx).await?;
        if linked.is_empty() {
            return Ok(());
        }
        let tx = owner.begin(ctx.tenant.id()).await?;
        store::remove(&tx, linked).await?;
        tx.commit().await?;
    }
}

/// Some of what waits is in the chain now, and may be removed from where it waits.
async fn link_waiting(ctx: &Ctx) -> Result<Vec<Uuid>> {
    let waiting = store::waiting(&ctx.tenant.read().await?, SHIPPED_AT_ONCE).await?;
    if !waiting.is_empty() {
        let scope = Scope::Tenant(ctx.tenant.id());
        let tx = ctx.platform.registry.control_write().await?;
        let mut entries = Vec::new();
        for row in &waiting {
            let entry: Entry = serde_json::from_value(row.entry.clone()).map_err(Error::internal)?;
            entries.push(entry);
        }
        for entry in &entries {
            link(&tx, scope, entry).await?;
        }
        tx.commit().await?;
        failpoint::pass("audit.linked");
    }
    Ok(waiting.iter().map(|row| row.id).collect())
}

/// The next link of a chain; nothing where the chain has this entry already.
async fn link(tx: &ControlTx, scope: Scope, entry: &Entry) -> Result<()> {
    let key = scope.key();
    let head = store::head_locked(tx, &key).await?;
    if store::has(tx, &key, entry.id).await? {
        return Ok(());
    }
    let row = entry.row(&key, head.seq + 1, head.hash);
    store::insert(tx, row).await?;
    Ok(())
}

/// Forgets from where actions came that are older than this. The chain stays whole: it holds a salted hash of it only.
///
/// # Errors
/// The record is out of reach.
pub async fn forget_origins(platform: &Platform, before: DateTime<Utc>) -> Result<()> {
    let tx = platform.registry.control_write().await?;
    store::forget_origins(&tx, before).await?;
    Ok(tx.commit().await?)
}

/// Forgets from where everything in one chain was done, as when its channel is deleted.
///
/// # Errors
/// The record is out of reach.
pub async fn forget_origins_of(platform: &Platform, scope: Scope) -> Result<()> {
    let tx = platform.registry.control_write().await?;
    store::forget_origins_of(&tx, &scope.key()).await?;
    Ok(tx.commit().await?)
}

/// The links after this one, in order.
///
/// # Errors
/// The record is out of reach.
pub async fn rows_after(platform: &Platform, scope: Scope, after: i64, limit: u64) -> Result<Vec<Row>> {
    let tx = platform.registry.control_read().await?;
    Ok(store::rows_after(&tx, &scope.key(), after, limit).await?)
}

/// Recomputes a chain. Its end, or the first thing that is wrong with it.
///
/// # Errors
/// The record is out of reach.
pub async fn check(
    platform: &Platform,
    scope: Scope,
    noted: Option<Head>,
) -> Result<std::result::Result<Head, Fault>> {
    let key = scope.key();
    let mut walk = Walk::new(&key, noted);
    loop {
        // The head before the rows: it stands for every row that has been read, and for none that came later.
        let head = store::head(&platform.registry.control_read().await?, &key).await?;
        let rows = rows_after(platform, scope, walk.at().seq, CHECKED_AT_ONCE).await?;
        if rows.is_empty() {
            return Ok(walk.end(head.as_ref()));
        }
        for row in rows {
            if let Err(fault) = walk.step(&row) {
                return Ok(Err(fault));
            }
        }
    }
}

/// Every chain that there is, of deleted channels, too.
///
/// # Errors
/// The record is out of reach.
pub async fn scopes(platform: &Platform) -> Result<Vec<Scope>> {
    let tx = platform.registry.control_read().await?;
    let keys = store::scopes(&tx).await?;
    let scopes = keys
        .iter()
        .map(|key| Scope::of_key(key).ok_or_else(|| Error::internal(format!("a chain of nothing: {key}"))));
    scopes.collect()
}
