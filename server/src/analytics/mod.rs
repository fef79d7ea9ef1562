//! Tries, outcomes, distinct viewers and money, by campaign and minute. Counted in passing, in memory, and written to the
//! record about once a second by the worker: a crash may lose the last of it. Exact totals come from the record's own
//! rows, never from here.

mod entity;
mod point;
mod store;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use tenants::{Tenant, TenantId};
use uuid::Uuid;

use crate::error::Result;
use crate::ids::CampaignId;

pub use point::Point;

type Key = (CampaignId, DateTime<Utc>);

/// One node's counters.
pub struct Meter {
    /// Names this node's rows: each start is a node of its own, so that no row is written by two.
    node: String,
    points: Mutex<HashMap<TenantId, HashMap<Key, Point>>>,
}

/// What happened in one try.
#[derive(Clone, Copy, Debug)]
pub struct Try<'a> {
    pub viewer: &'a str,
    /// As the API names it: WON, SOLD_OUT, …
    pub outcome: &'a str,
    pub count: u64,
    /// Minor units granted by this very try.
    pub money: i64,
}

impl Meter {
    #[must_use]
    pub fn new(node: Uuid) -> Self {
        Self {
            node: node.simple().to_string(),
            points: Mutex::default(),
        }
    }

    pub fn note(&self, tenant: &Tenant, campaign: CampaignId, at: DateTime<Utc>, what: Try<'_>) {
        let minute = at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at);
        let mut points = self.points.lock().unwrap_or_else(PoisonError::into_inner);
        points
            .entry(tenant.id())
            .or_default()
            .entry((campaign, minute))
            .or_default()
            .note(what);
    }

    /// Writes what has changed for one tenant since the last time, and forgets minutes that are over.
    ///
    /// # Errors
    /// The record is out of reach; then it is written next time.
    pub async fn flush(&self, tenant: &Tenant, now: DateTime<Utc>) -> Result<()> {
        let changed: Vec<(Key, Point)> = {
            let points = self.points.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(points) = points.get(&tenant.id()) else {
                return Ok(());
            };
            points
                .iter()
                .filter(|(_, point)| point.changed)
                .map(|(key, point)| (*key, point.clone()))
                .collect()
        };
        if changed.is_empty() {
            return Ok(());
        }
        let tx = tenant.write().await?;
        for ((campaign, minute), point) in &changed {
            store::put(&tx, *campaign, *minute, &self.node, point).await?;
        }
        tx.commit().await?;
        self.settle(tenant, &changed, now);
        Ok(())
    }

    /// The tenant is gone.
    pub fn forget(&self, tenant: TenantId) {
        let mut points = self.points.lock().unwrap_or_else(PoisonError::into_inner);
        points.remove(&tenant);
    }

    fn settle(&self, tenant: &Tenant, written: &[(Key, Point)], now: DateTime<Utc>) {
        let mut points = self.points.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(points) = points.get_mut(&tenant.id()) else {
            return;
        };
        for (key, was) in written {
            if let Some(point) = points.get_mut(key)
                && point.tries == was.tries
            {
                point.changed = false;
            }
        }
        points.retain(|(_, minute), point| point.changed || now - *minute < TimeDelta::minutes(2));
    }
}

/// One minute of one campaign, over all nodes.
#[derive(Clone, Debug)]
pub struct Minute {
    pub minute: DateTime<Utc>,
    pub point: Point,
}

/// Oldest first; at most `limit`, the newest ones.
///
/// # Errors
/// The record is out of reach.
pub async fn series(
    tenant: &Tenant,
    campaign: CampaignId,
    range: (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    limit: usize,
) -> Result<Vec<Minute>> {
    store::series(&tenant.read().await?, campaign, range, limit).await
}

/// Everything of one campaign in one point.
///
/// # Errors
/// The record is out of reach.
pub async fn total(tenant: &Tenant, campaign: CampaignId) -> Result<Point> {
    let minutes = store::series(&tenant.read().await?, campaign, (None, None), usize::MAX).await?;
    let mut total = Point::default();
    for minute in &minutes {
        total.merge(&minute.point);
    }
    Ok(total)
}
