//! The door to one campaign on one node.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tenants::Tenant;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::{Semaphore, oneshot};
use uuid::Uuid;

use super::ask::ask;
use super::book::Book;
use super::claim::{Claim, Figures, LiveError, Primitive, Reply};
use super::claims::{Decision, Play};
use super::combiner::{Waiting, Work, stage};
use super::core::Core;
use super::gate::{Status, Watch};
use super::grant::grant;
use super::hot::HotState;
use super::lock;
use super::redis::Redis;

/// Plays that may wait for one campaign on one node; what comes then is refused.
const PLACES: usize = 20_000;
/// How long a play may take at all.
const DEADLINE: Duration = Duration::from_secs(10);
/// How old figures may be, of a campaign that goes on and of one that is settled.
const FIGURES_FOR: Duration = Duration::from_millis(300);
const SETTLED_FOR: Duration = Duration::from_secs(3600);

/// One campaign on this node.
pub struct Live {
    pub(super) core: Arc<Core>,
    queue: UnboundedSender<Work>,
    places: Arc<Semaphore>,
    figures: tokio::sync::Mutex<Option<(Figures, Instant, Duration)>>,
    used_at: Mutex<Instant>,
}

impl Live {
    pub(super) fn new(
        tenant: &Tenant,
        campaign: Uuid,
        primitive: Primitive,
        book: impl Book,
        runtime: Handle,
    ) -> Self {
        let shard = tenant.hot().shard(campaign, 0);
        let shared = shard
            .is_shared()
            .then(|| Arc::new(HotState::Redis(Redis::new(shard, primitive))));
        let core = Arc::new(Core {
            tenant: tenant.clone(),
            campaign,
            primitive,
            book: Box::new(book),
            watch: Watch::default(),
            shared,
            source: Mutex::new(None),
            healing: tokio::sync::Mutex::new(()),
            returning: AtomicBool::new(false),
            runtime: runtime.clone(),
        });
        let (queue, works) = unbounded_channel();
        let (winners, won) = unbounded_channel();
        // The second stage must not keep the first one's queue open: both end when the last `Live` is dropped.
        let back = queue.downgrade();
        let of_ask = core.clone();
        runtime.spawn(stage(works, move |batch| {
            ask(of_ask.clone(), winners.clone(), batch)
        }));
        let of_grant = core.clone();
        runtime.spawn(stage(won, move |batch| {
            grant(of_grant.clone(), back.clone(), batch)
        }));
        Self {
            core,
            queue,
            places: Arc::new(Semaphore::new(PLACES)),
            figures: tokio::sync::Mutex::new(None),
            used_at: Mutex::new(Instant::now()),
        }
    }

    /// One viewer's try. `choice`: the mask of options for a tally, ignored otherwise. `at` is now, cut to microseconds.
    ///
    /// Dropping the future does not undo it.
    ///
    /// # Errors
    /// Overloaded, or the record failed. Whether the claim was written is open: ask again.
    pub async fn play(
        &self,
        viewer: Arc<str>,
        nickname: Arc<str>,
        choice: u64,
        at: DateTime<Utc>,
    ) -> Result<Reply, LiveError> {
        let place = self
            .places
            .clone()
            .try_acquire_owned()
            .map_err(|_| LiveError::BUSY)?;
        let since = Instant::now();
        *lock(&self.used_at) = since;
        let (reply, answer) = oneshot::channel();
        let waiting = Waiting {
            play: Play {
                viewer,
                choice,
                at: at.timestamp_micros(),
            },
            nickname,
            since,
            rounds: 0,
            reply,
            _place: place,
        };
        self.queue
            .send(Work::Play(waiting))
            .map_err(|_| LiveError::Broken)?;
        match tokio::time::timeout(DEADLINE, answer).await {
            Ok(Ok(answered)) => answered,
            Ok(Err(_)) => Err(LiveError::Broken),
            Err(_) => Err(LiveError::BUSY),
        }
    }

    /// Totals, at most 300 ms old, with everything that this node has acknowledged by then; one question for all who ask
    /// meanwhile.
    ///
    /// # Errors
    /// The record is out of reach when it is needed for a rebuild.
    pub async fn figures(&self) -> Result<Figures, LiveError> {
        let mut kept = self.figures.lock().await;
        if let Some((figures, at, lasts)) = &*kept
            && at.elapsed() < *lasts
        {
            return Ok(figures.clone());
        }
        *lock(&self.used_at) = Instant::now();
        let (reply, answer) = oneshot::channel();
        self.queue
            .send(Work::Figures(reply))
            .map_err(|_| LiveError::Broken)?;
        let figures = answer.await.unwrap_or(Err(LiveError::Broken))?;
        let lasts = if self.core.watch.is_settled() {
            SETTLED_FOR
        } else {
            FIGURES_FOR
        };
        *kept = Some((figures.clone(), Instant::now(), lasts));
        Ok(figures)
    }

    /// What this viewer has in the record. From the hot state when it knows (then without nickname), otherwise from the
    /// record: a hot state that has lost something must not contradict what the viewer was told.
    ///
    /// # Errors
    /// The record is out of reach.
    pub async fn claim_of(&self, viewer: &Arc<str>) -> Result<Option<Claim>, LiveError> {
        self.on_runtime(claim_of(self.core.clone(), viewer.clone())).await
    }

    /// Drops what this node keeps in its own memory; the next play rebuilds it. Redis is left as it is.
    pub fn forget(&self) {
        self.core.let_go();
    }

    pub(super) fn idle_for(&self) -> Duration {
        lock(&self.used_at).elapsed()
    }

    /// Connections opened on the way belong to the engine's runtime, not to the asker's.
    async fn on_runtime<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, LiveError>> + Send + 'static,
    ) -> Result<T, LiveError> {
        *lock(&self.used_at) = Instant::now();
        let done = self.core.runtime.spawn(work).await;
        done.unwrap_or(Err(LiveError::Broken))
    }
}

async fn claim_of(core: Arc<Core>, viewer: Arc<str>) -> Result<Option<Claim>, LiveError> {
    let status = core.status().await?;
    if status == Status::Before {
        return Ok(None);
    }
    let viewers = [viewer];
    if status == Status::Settled {
        let tx = core.tenant.read().await?;
        return Ok(core.book.find(&tx, &viewers).await?.into_iter().next());
    }
    let asked = &viewers;
    let held = core
        .asked(|hot, epoch| async move { hot.find(epoch, asked).await })
        .await;
    if let Ok((found, _)) = held
        && let Some(Some(Decision::Claimed {
            value,
            at,
            confirmed: true,
            ..
        })) = found.first()
    {
        return Ok(Some(Claim {
            viewer: viewers[0].clone(),
            nickname: "".into(),
            value: *value,
            at: DateTime::from_timestamp_micros(*at).unwrap_or_default(),
        }));
    }
    let tx = core.tenant.read().await?;
    Ok(core.book.find(&tx, &viewers).await?.into_iter().next())
}
