//! What the parts of one campaign share: the record, the gate as last seen, the hot state in use, what is remembered.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tenants::Tenant;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::book::AnyBook;
use super::claim::LiveError;
use super::claims::Lesson;
use super::gate::{Status, Watch};
use super::hot::{Answer, Asked, HotState};
use super::lane::Lane;
use super::lock;
use super::redis::Redis;
use super::remembered::Remembered;
use super::scribe::Scribe;
use super::shape::Shape;
use super::underway::Underway;

/// A campaign's hot state, shard by shard.
pub(super) type Shards = Arc<[Arc<HotState>]>;

pub(super) struct Core {
    pub(super) tenant: Tenant,
    pub(super) campaign: Uuid,
    pub(super) shape: Shape,
    pub(super) book: Box<dyn AnyBook>,
    pub(super) watch: Watch,
    /// Redis, where there is one. Without, each node has its own state and the record's unique keys decide.
    pub(super) shared: Option<Shards>,
    pub(super) source: Mutex<Option<Source>>,
    /// One rebuild at a time, and since when it has been going on.
    pub(super) healing: tokio::sync::Mutex<()>,
    pub(super) healing_since: Mutex<Option<Instant>>,
    pub(super) returning: AtomicBool,
    /// One shard takes over from the others at a time.
    pub(super) refilling: tokio::sync::Mutex<()>,
    /// The epoch in which every slot is known to be in the record.
    pub(super) finished: AtomicI64,
    trouble: Mutex<Option<(i64, Trouble)>>,
    pub(super) lanes: Box<[Lane]>,
    pub(super) places: AtomicUsize,
    pub(super) scribe: Arc<Scribe>,
    pub(super) remembered: Remembered,
    pub(super) underway: Underway,
    pub(super) runtime: Handle,
}

/// The hot state in use, and the epoch under which it is asked.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) hot: Shards,
    pub(super) epoch: i64,
    /// Set while Redis is away and this is the node's own: when to look for it again, and how long to wait if it is
    /// still away then.
    pub(super) retry: Option<(Instant, Duration)>,
}

impl Source {
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.hot, &other.hot) && self.epoch == other.epoch
    }

    pub(super) fn shard(&self, shard: u16) -> &Arc<HotState> {
        &self.hot[usize::from(shard)]
    }
}

/// Why a hot state can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It failed to answer.
    Failed,
    /// It is missing, being rebuilt, or of another epoch.
    Elsewhere,
    /// It hands out what the record has given to others.
    Behind,
}

impl Core {
    const ATTEMPTS: usize = 8;

    pub(super) fn new(
        tenant: &Tenant,
        campaign: Uuid,
        shape: Shape,
        book: Box<dyn AnyBook>,
        scribe: Arc<Scribe>,
        runtime: Handle,
    ) -> Self {
        let shared = tenant.hot().is_shared().then(|| {
            let shard = |n| Redis::new(tenant.hot().shard(campaign, n), shape.primitive);
            (0..shape.shards())
                .map(|n| Arc::new(HotState::Redis(shard(n))))
                .collect()
        });
        Self {
            tenant: tenant.clone(),
            campaign,
            shape,
            book,
            watch: Watch::default(),
            shared,
            source: Mutex::new(None),
            healing: tokio::sync::Mutex::new(()),
            healing_since: Mutex::new(None),
            returning: AtomicBool::new(false),
            refilling: tokio::sync::Mutex::new(()),
            finished: AtomicI64::new(-1),
            trouble: Mutex::new(None),
            lanes: (0..shape.shards()).map(|_| Lane::default()).collect(),
            places: AtomicUsize::new(0),
            scribe,
            remembered: Remembered::new(),
            underway: Underway::default(),
            runtime,
        }
    }

    pub(super) fn source(&self) -> Option<Source> {
        lock(&self.source).clone()
    }

    pub(super) async fn status(&self) -> Result<Status, LiveError> {
        Ok(self.watch.status(&self.tenant, self.campaign).await?)
    }

    /// Where each claim's viewer is at home.
    pub(super) fn by_shard(&self, lesson: Lesson) -> Vec<(u16, Lesson)> {
        if self.shape.shards() == 1 {
            return vec![(0, lesson)];
        }
        let mut parts = vec![Lesson::default(); usize::from(self.shape.shards())];
        for lost in lesson.lost {
            parts[usize::from(self.shape.shard_of(&lost.viewer))]
                .lost
                .push(lost);
        }
        for known in lesson.known {
            parts[usize::from(self.shape.shard_of(&known.viewer))]
                .known
                .push(known);
        }
        let parts = (0..).zip(parts);
        parts.filter(|(_, part)| !part.is_empty()).collect()
    }

    /// The hot state of this epoch is no good. Whoever asks it next sees to that.
    pub(super) fn report(&self, epoch: i64, trouble: Trouble) {
        *lock(&self.trouble) = Some((epoch, trouble));
    }

    pub(super) async fn mend(self: &Arc<Self>) {
        let reported = lock(&self.trouble).take();
        let Some((epoch, trouble)) = reported else {
            return;
        };
        // What was said of an earlier hot state does not count against this one.
        if let Some(source) = self.source().filter(|source| source.epoch == epoch)
            && let Err(error) = self.heal(Some(source), trouble).await
        {
            tracing::warn!(%error, "the hot state could not be rebuilt");
        }
    }

    /// Asks a shard of the hot state, which is rebuilt or replaced until it answers. Also the epoch it answered under.
    pub(super) async fn asked<T, F>(
        self: &Arc<Self>,
        shard: u16,
        ask: impl Fn(Arc<HotState>, i64) -> F,
    ) -> Result<(T, i64), LiveError>
    where
        F: Future<Output = Asked<T>>,
    {
        let retries = &self.scribe.retries;
        retries.call();
        let mut failed = false;
        for _ in 0..Self::ATTEMPTS {
            let source = self.source();
            let Some(source) = source else {
                self.heal(None, Trouble::Elsewhere).await?;
                continue;
            };
            self.look_for_redis(&source);
            let trouble = match ask(source.shard(shard).clone(), source.epoch).await {
                Ok(Answer::Ready(value)) => return Ok((value, source.epoch)),
                Ok(_) => Trouble::Elsewhere,
                Err(error) if failed || !retries.take() => {
                    tracing::warn!(%error, campaign = %self.campaign, "the hot state is away: the record decides");
                    Trouble::Failed
                }
                // A call may be repeated, and a rebuild costs more than a second try.
                Err(_) => {
                    failed = true;
                    continue;
                }
            };
            self.heal(Some(source), trouble).await?;
        }
        Err(LiveError::BUSY)
    }

    pub(super) fn is_finished(&self, epoch: i64) -> bool {
        self.finished.load(Ordering::Acquire) == epoch
    }
}
