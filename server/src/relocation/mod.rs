//! Moving a channel's data between the database that it shares with others and one of its own. The channel is read all the
//! while, and not written from the first step until its rows are at their new place: every write is answered
//! `CHANNEL_READ_ONLY`, by every node, whatever it has heard (`tenants::fence`).
//!
//! Where it is stands in `moves`. Each step may be taken again, so that whoever starts the same move goes on where the last
//! one ended, however it ended; one process at a time does. Until the switch it can be taken back.
//!
//! | step | done when it is over |
//! | --- | --- |
//! | `CLOSING` | nothing is written any more on either side, nothing is read at the new place |
//! | `COPYING` | every row is there, compared table by table: counts and hashes |
//! | `VERIFIED` | the new place is open for reading, and the control plane says so: there is no way back |
//! | `SWITCHED` | the nodes have heard of it; nothing is read at the old place; epochs are bumped; the new place is open |
//! | `OPENED` | the old rows are seen to be what they were when they were compared |
//! | `CLEARING` | the old rows are deleted; their fence stays, for a node that slept through all of it |
//!
//! What is not in a data plane does not move: members, keys, sessions, kept responses, the audit log. Nor does Redis, whose
//! keys carry no placement: what it holds is of an older epoch.

mod copy;
mod entity;
mod proof;
mod steps;
mod store;

use std::time::Duration;

use serde_json::json;
use tenants::{Entry, Lease, Owner, Placement, Status, TenantId, Turn};
use thiserror::Error;

use crate::audit::Event;
use crate::ctx::{Platform, Scope};
use crate::error::{Error, Result};
use crate::ids::ChannelId;
use crate::member::AccountManager;
use crate::table::{self, DATA};
use steps::Mover;

pub use entity::{Model as Move, Step};
pub use proof::Counted;

/// Why a channel is not moved, in words for whoever runs the command.
#[derive(Debug, Error)]
pub enum Obstacle {
    #[error("there is no channel {0}")]
    NotFound(String),
    #[error("each channel has a file of its own: there is nothing to move without a PostgreSQL")]
    NoPool,
    #[error("another process is moving this channel")]
    Busy,
    #[error("the channel is {0:?}: that comes first")]
    Status(Status),
    #[error("the channel is being moved the other way: go on with that, or take it back with --abort")]
    OtherWay,
    #[error("the move is being taken back: go on with --abort")]
    TakenBack,
    #[error("there is no move that could be taken back")]
    NoWayBack,
    #[error("both placements are one and the same database")]
    SameDatabase,
    #[error(
        "the {0} database is not reached as its owner, who alone may delete rows and close them off: set {1}"
    )]
    NotOwner(&'static str, String),
    #[error("the {placement} database holds {rows} rows of this channel already: they must go first")]
    Occupied { placement: &'static str, rows: u64 },
    #[error("the copy is not the same: {}", .0.join("; "))]
    Differs(Vec<String>),
    #[error("the old rows have changed since they were copied, so they are kept: {}", .0.join("; "))]
    Changed(Vec<String>),
    #[error(transparent)]
    Fault(#[from] Error),
}

impl From<tenants::RecordError> for Obstacle {
    fn from(error: tenants::RecordError) -> Self {
        Self::Fault(error.into())
    }
}

const LEASE_TRIES: u32 = 30;
const LEASE_PAUSE: Duration = Duration::from_millis(100);

/// Hears of each step, a line each.
pub type Say<'a> = &'a (dyn Fn(&str) + Sync);

type Moving<T> = std::result::Result<T, Obstacle>;

#[derive(Debug)]
pub enum Moved {
    /// By this call, or by an earlier one that it has finished.
    Done(Vec<Counted>),
    Already,
}

/// Moves the channel, or goes on with it.
///
/// # Errors
/// Something stands in the way, or is out of reach. What is done is done: start it again, or [`abort`] it.
pub async fn relocate(manager: &AccountManager, slug: &str, to: Placement, say: Say<'_>) -> Moving<Moved> {
    let entry = entry(&manager.platform, slug).await?;
    let lease = lease(&manager.platform, entry.id).await?;
    let standing = standing(&manager.platform, entry.id).await?;
    let (one, entry) = match standing.filter(|one| !one.step.is_over()) {
        Some(one) if one.step == Step::Aborting => return Err(Obstacle::TakenBack),
        Some(one) if one.target != to.name() => return Err(Obstacle::OtherWay),
        Some(one) => (one, entry),
        None if entry.manifest.placement == to => return Ok(Moved::Already),
        None if entry.status != Status::Active => return Err(Obstacle::Status(entry.status)),
        None => {
            prepare(&manager.platform, &entry, to).await?;
            begin(manager, slug, to).await?
        }
    };
    let mut mover = Mover::new(manager, entry, one, lease, say).await?;
    mover.go().await?;
    Ok(Moved::Done(mover.proof()))
}

/// Takes a move back, as long as the channel has not been switched over: everything is as it was.
///
/// # Errors
/// There is none, it is too late, or something is out of reach: start it again.
pub async fn abort(manager: &AccountManager, slug: &str, say: Say<'_>) -> Moving<()> {
    let entry = entry(&manager.platform, slug).await?;
    let lease = lease(&manager.platform, entry.id).await?;
    let standing = standing(&manager.platform, entry.id).await?;
    let Some(one) = standing.filter(|one| one.step.has_a_way_back()) else {
        return Err(Obstacle::NoWayBack);
    };
    let mut mover = Mover::new(manager, entry, one, lease, say).await?;
    mover.at(Step::Aborting).await?;
    mover.go().await
}

/// The channel's move that is under way, or its last one.
///
/// # Errors
/// The record is out of reach.
pub async fn standing(platform: &Platform, tenant: TenantId) -> Result<Option<Move>> {
    let tx = platform.registry.control_read().await?;
    Ok(store::find(&tx, tenant).await?)
}

async fn entry(platform: &Platform, slug: &str) -> Moving<Entry> {
    if platform.registry.storage().database_url.is_none() {
        return Err(Obstacle::NoPool);
    }
    platform.registry.refresh().await?;
    let found = platform.registry.find(slug);
    found.ok_or_else(|| Obstacle::NotFound(slug.to_owned()))
}

async fn lease(platform: &Platform, tenant: TenantId) -> Moving<Lease> {
    let control = Owner::of_control(platform.registry.storage()).await;
    let control = control.map_err(Error::from)?;
    let what = format!("ovation move {tenant}");
    // One that was killed lets go when PostgreSQL has noticed that.
    for _ in 0..LEASE_TRIES {
        if let Some(lease) = control.lease(&what).await? {
            return Ok(lease);
        }
        tokio::time::sleep(LEASE_PAUSE).await;
    }
    Err(Obstacle::Busy)
}

/// The tables' owner where a channel of this placement has its rows.
async fn owner(platform: &Platform, entry: &Entry, placement: Placement) -> Moving<Owner> {
    let manifest = entry.manifest.placed(placement).map_err(Error::internal)?;
    let storage = platform.registry.storage();
    Owner::check(storage, &manifest).map_err(Error::internal)?;
    Ok(Owner::of_data(storage, &manifest).await.map_err(Error::from)?)
}

/// Everything that can stand in the way is found before anything is done.
async fn prepare(platform: &Platform, entry: &Entry, to: Placement) -> Moving<()> {
    let source = owner(platform, entry, entry.manifest.placement).await?;
    let target = owner(platform, entry, to).await?;
    if source.is_same_database(&target).await? {
        return Err(Obstacle::SameDatabase);
    }
    migrations::up(&target).await.map_err(Error::from)?;
    for (owner, placement) in [(&source, entry.manifest.placement), (&target, to)] {
        if !owner.owns_the_tables().await.map_err(Error::from)? {
            let variable = Owner::variable(&entry.manifest.slug, placement);
            return Err(Obstacle::NotOwner(placement.name(), variable));
        }
    }
    let mut rows = 0;
    let tx = target.begin(entry.id).await?;
    for table in DATA {
        rows += table::count(&tx, table).await.map_err(Error::from)?;
    }
    if rows > 0 {
        let placement = to.name();
        return Err(Obstacle::Occupied { placement, rows });
    }
    Ok(())
}

async fn begin(manager: &AccountManager, slug: &str, to: Placement) -> Moving<(Move, Entry)> {
    let platform = &*manager.platform;
    let now = platform.clock.now();
    let turn = platform
        .registry
        .set_status(slug, &[Status::Active], Status::Moving, now);
    let pending = match turn.await? {
        Turn::Taken(pending) => pending,
        Turn::Refused(entry) => return Err(Obstacle::Status(entry.status)),
        Turn::Unknown => return Err(Obstacle::NotFound(slug.to_owned())),
    };
    let one = Move {
        tenant_id: pending.id().uuid(),
        step: Step::Closing,
        target: to.name().to_owned(),
        rows_total: 0,
        rows_copied: 0,
        at: None,
        proof: None,
        started_at: now,
        ended_at: None,
    };
    store::put(pending.tx(), one.clone()).await.map_err(Error::from)?;
    let event = Event::new("channel.begin_move", ChannelId(one.tenant_id));
    let event = event.after(json!({ "placement": to.name() }));
    manager
        .record(pending.tx(), Scope::Tenant(pending.id()), event)
        .await?;
    Ok((one, pending.commit().await?))
}
