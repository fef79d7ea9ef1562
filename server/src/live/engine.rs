//! The engine of one node: every campaign that it has met.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tenants::{HotError, Tenant, TenantId};
use tokio::runtime::Handle;
use uuid::Uuid;

use super::book::Book;
use super::core::Core;
use super::door::Live;
use super::doors::Doors;
use super::scribe::Scribe;
use super::settled;
use super::shape::Shape;
use crate::telemetry::stages::AllStages;

/// A shut campaign that nobody asks about gives its memory back.
const IDLE: Duration = Duration::from_secs(600);

type Key = (TenantId, Uuid);

/// Every campaign that this node has met. One a process.
pub struct Engine {
    lives: RwLock<HashMap<Key, Arc<Live>>>,
    doors: Doors,
    runtime: Handle,
    stages: AllStages,
}

impl Engine {
    /// The campaigns' tasks will run on `runtime`, whoever asks: it must outlive the requests.
    #[must_use]
    pub fn new(runtime: Handle, stages: AllStages) -> Self {
        Self {
            lives: RwLock::default(),
            doors: Doors::new(),
            runtime,
            stages,
        }
    }

    /// The campaign's door: the one that is there, or a new one where there is none of this shape. Cheap, and
    /// nothing is asked of the record yet. Call it only with a shape that won't change while viewers play: a pool's slots and
    /// its shards are fixed when the campaign is scheduled.
    pub fn open(
        &self,
        tenant: &Tenant,
        campaign: Uuid,
        shape: impl Into<Shape>,
        book: impl Book,
    ) -> Arc<Live> {
        let (key, shape) = ((tenant.id(), campaign), shape.into());
        // One from before its tenant was moved writes where nothing may be written any more.
        let fits = |live: &&Arc<Live>| live.core.shape == shape && live.core.tenant.is_beside(tenant);
        if let Some(live) = self.read().get(&key).filter(fits) {
            return live.clone();
        }
        let mut lives = self.lives.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(live) = lives.get(&key).filter(fits) {
            return live.clone();
        }
        let beside = |live: &&Arc<Live>| live.core.tenant.is_beside(tenant);
        let scribe = lives.values().find(beside).map(|live| live.core.scribe.clone());
        let scribe = scribe.unwrap_or_else(|| {
            let stages = self.stages.of(tenant.slug().as_str());
            Arc::new(Scribe::new(tenant, self.runtime.clone(), stages))
        });
        let runtime = self.runtime.clone();
        let core = Core::new(tenant, campaign, shape, Box::new(book), scribe, runtime);
        let live = Arc::new(Live::new(core));
        lives.insert(key, live.clone());
        live
    }

    /// The gate was changed by this node: what is remembered of it is forgotten, so that the next play sees the change.
    /// Other nodes notice within a second.
    pub fn changed(&self, tenant: &Tenant, campaign: Uuid) {
        self.doors.forget(tenant, campaign);
        if let Some(live) = self.read().get(&(tenant.id(), campaign)) {
            live.core.watch.forget();
        }
    }

    /// The campaign is settled: its hot state goes, here and in Redis. Other nodes let go of theirs with the next sweep.
    /// May be called again.
    ///
    /// # Errors
    /// Redis is out of reach: it still holds what it held.
    pub async fn settled(&self, tenant: &Tenant, campaign: Uuid) -> Result<(), HotError> {
        self.changed(tenant, campaign);
        if let Some(live) = self.read().get(&(tenant.id(), campaign)) {
            live.core.let_go();
        }
        settled::delete_keys(tenant, campaign).await
    }

    /// Whether the campaign is open, as of at most a second ago.
    ///
    /// # Errors
    /// The record is out of reach.
    pub async fn is_open(&self, tenant: &Tenant, campaign: Uuid) -> Result<bool, tenants::RecordError> {
        self.doors.is_open(tenant, campaign).await
    }

    /// Lets go of all that stands for tenants that are gone, suspended or elsewhere by now.
    pub fn keep(&self, is_current: impl Fn(&Tenant) -> bool) {
        let mut lives = self.lives.write().unwrap_or_else(PoisonError::into_inner);
        lives.retain(|_, live| is_current(&live.core.tenant));
    }

    /// Settles what was handed out longer than `older_than` ago and never came to the record, and lets go of campaigns
    /// that nobody asks about. To be called every few seconds; `older_than` should exceed the longest transaction
    /// (30 s). Returns how many values were given back. A campaign that fails is logged and tried again next time.
    pub async fn sweep(&self, now: DateTime<Utc>, older_than: Duration) -> usize {
        let lives: Vec<Arc<Live>> = self.read().values().cloned().collect();
        let age = i64::try_from(older_than.as_micros()).unwrap_or(i64::MAX);
        let before = now.timestamp_micros().saturating_sub(age);
        let mut given_back = 0;
        for live in lives {
            match live.core.sweep(before).await {
                Ok(count) => given_back += count,
                Err(error) => tracing::warn!(%error, campaign = %live.core.campaign, "the sweep failed"),
            }
        }
        let mut lives = self.lives.write().unwrap_or_else(PoisonError::into_inner);
        lives.retain(|_, live| Arc::strong_count(live) > 1 || live.idle_for() < IDLE);
        given_back
    }

    fn read(&self) -> RwLockReadGuard<'_, HashMap<Key, Arc<Live>>> {
        self.lives.read().unwrap_or_else(PoisonError::into_inner)
    }
}
