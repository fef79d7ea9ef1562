//! One node's counters.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use tenants::{Tenant, TenantId};
use uuid::Uuid;

use super::{Point, store};
use crate::error::Result;
use crate::ids::CampaignId;
use crate::stripe::{self, STRIPES, Stripe};

/// A campaign's minute.
type Key = (CampaignId, DateTime<Utc>);
type Points = HashMap<TenantId, HashMap<Key, Point>>;

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

/// Each thread notes in a share of its own; a flush brings them together.
pub struct Meter {
    /// Names this node's rows: each start is a node of its own, so that no row is written by two.
    node: String,
    shares: [Stripe<Mutex<Share>>; STRIPES],
    /// Everything of the minutes that are not over, the shares' part as of the last flush.
    whole: Mutex<Points>,
}

/// Noted since the last flush.
#[derive(Default)]
struct Share {
    points: Points,
    /// Where the last try went: the next one is of the same campaign and minute, mostly.
    last: Option<(TenantId, Key, Point)>,
}

impl Share {
    fn note(&mut self, tenant: TenantId, key: Key, what: Try<'_>) {
        match &mut self.last {
            Some((of, minute, point)) if *minute == key && *of == tenant => point.note(what),
            _ => {
                self.settle();
                let points = self.points.get_mut(&tenant);
                let mut point = points.and_then(|points| points.remove(&key)).unwrap_or_default();
                point.note(what);
                self.last = Some((tenant, key, point));
            }
        }
    }

    fn settle(&mut self) {
        if let Some((tenant, key, point)) = self.last.take() {
            self.points.entry(tenant).or_default().insert(key, point);
        }
    }

    fn take(&mut self, tenant: TenantId) -> HashMap<Key, Point> {
        self.settle();
        self.points.remove(&tenant).unwrap_or_default()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Meter {
    #[must_use]
    pub fn new(node: Uuid) -> Self {
        Self {
            node: node.simple().to_string(),
            shares: Default::default(),
            whole: Mutex::default(),
        }
    }

    pub fn note(&self, tenant: &Tenant, campaign: CampaignId, at: DateTime<Utc>, what: Try<'_>) {
        let minute = at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at);
        lock(&self.shares[stripe::own()].0).note(tenant.id(), (campaign, minute), what);
    }

    /// Writes what has changed for one tenant since the last time, and forgets minutes that are over.
    ///
    /// # Errors
    /// The record is out of reach; then it is written next time.
    pub async fn flush(&self, tenant: &Tenant, now: DateTime<Utc>) -> Result<()> {
        let changed = self.gather(tenant.id());
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
        for share in &self.shares {
            drop(lock(&share.0).take(tenant));
        }
        lock(&self.whole).remove(&tenant);
    }

    /// What is to be written.
    fn gather(&self, tenant: TenantId) -> Vec<(Key, Point)> {
        let taken: Vec<_> = self
            .shares
            .iter()
            .map(|share| lock(&share.0).take(tenant))
            .filter(|points| !points.is_empty())
            .collect();
        let mut whole = lock(&self.whole);
        if !taken.is_empty() {
            let points = whole.entry(tenant).or_default();
            for (key, point) in taken.into_iter().flatten() {
                let merged = points.entry(key).or_default();
                merged.merge(&point);
                merged.changed = true;
            }
        }
        let points = whole.get(&tenant).into_iter().flatten();
        points
            .filter(|(_, point)| point.changed)
            .map(|(key, point)| (*key, point.clone()))
            .collect()
    }

    fn settle(&self, tenant: &Tenant, written: &[(Key, Point)], now: DateTime<Utc>) {
        let mut whole = lock(&self.whole);
        let Some(points) = whole.get_mut(&tenant.id()) else {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn a_try(viewer: &str) -> Try<'_> {
        Try {
            viewer,
            outcome: "WON",
            count: 1,
            money: 3,
        }
    }

    #[test]
    fn what_many_threads_note_is_counted_once_each() {
        let meter = Meter::new(Uuid::nil());
        let (tenant, other) = (
            TenantId::new(Uuid::from_u128(1)),
            TenantId::new(Uuid::from_u128(2)),
        );
        let keys: Vec<Key> = (0..3)
            .map(|campaign| (CampaignId(Uuid::from_u128(campaign)), DateTime::UNIX_EPOCH))
            .collect();
        let gathered = Mutex::new(0);
        std::thread::scope(|scope| {
            for thread in 0..20 {
                let (meter, keys, gathered) = (&meter, &keys, &gathered);
                scope.spawn(move || {
                    for turn in 0..300 {
                        let viewer = format!("{thread}/{turn}");
                        let share = &meter.shares[stripe::own()].0;
                        lock(share).note(tenant, keys[turn % 7 % 3], a_try(&viewer));
                        lock(share).note(other, keys[0], a_try(&viewer));
                        if turn % 100 == 99 {
                            *lock(gathered) += meter.gather(tenant).len();
                        }
                    }
                });
            }
        });
        let sums = |tenant| {
            let points = meter.gather(tenant);
            let tries: u64 = points.iter().map(|(_, point)| point.tries).sum();
            let money: i64 = points.iter().map(|(_, point)| point.money).sum();
            (points.len(), tries, money)
        };
        assert!(*lock(&gathered) > 0);
        assert_eq!(sums(tenant), (3, 6000, 18_000));
        assert_eq!(sums(other), (1, 6000, 18_000));
        meter.forget(tenant);
        assert_eq!((sums(tenant).0, sums(other).0), (0, 1));
    }
}
