//! The door to one campaign on one node.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::claim::{Claim, Figures, LiveError, Reply};
use super::claims::{Decision, Play};
use super::core::Core;
use super::gate::Status;
use super::lane::{DEADLINE, Place, Waiting};
use super::lock;
use super::post::Address;

/// How old figures may be, of a campaign that goes on and of one that is settled.
const FIGURES_FOR: Duration = Duration::from_millis(300);
const SETTLED_FOR: Duration = Duration::from_secs(3600);

/// One campaign on this node.
pub struct Live {
    pub(super) core: Arc<Core>,
    figures: tokio::sync::Mutex<Option<(Figures, Instant, Duration)>>,
    used_at: Mutex<Instant>,
}

impl Live {
    pub(super) fn new(core: Core) -> Self {
        Self {
            core: Arc::new(core),
            figures: tokio::sync::Mutex::new(None),
            used_at: Mutex::new(Instant::now()),
        }
    }

    /// The answer to this viewer's try, where this node knows it for certain without asking anybody: about a microsecond.
    /// [`Self::play`] begins with it.
    #[must_use]
    pub fn answer_now(&self, viewer: &str) -> Option<Reply> {
        let reply = self.core.remembered.answer(viewer, self.core.watch.fresh()?);
        if reply.is_some() {
            *lock(&self.used_at) = Instant::now();
        }
        reply
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
        if let Some(reply) = self.answer_now(&viewer) {
            return Ok(reply);
        }
        let place = Place::take(&self.core).ok_or(LiveError::BUSY)?;
        let since = Instant::now();
        *lock(&self.used_at) = since;
        let (to, answer) = Address::here(place);
        self.core.enqueue(Waiting {
            play: Play {
                viewer,
                choice,
                at: at.timestamp_micros(),
            },
            nickname,
            since,
            rounds: 0,
            to,
        });
        // Whatever it waits for, a record that has fallen silent or a rebuild.
        match tokio::time::timeout_at((since + DEADLINE).into(), answer).await {
            Ok(answer) => answer.unwrap_or(Err(LiveError::Broken)),
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
        let core = self.core.clone();
        let figures = self.on_runtime(async move { core.figures().await }).await?;
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
    if let Some(claim) = core.remembered.holds(&viewers[0]) {
        return Ok(Some(claim));
    }
    let asked = &viewers;
    let held = core
        .asked(core.shape.shard_of(&viewers[0]), |hot, epoch| async move {
            hot.find(epoch, asked).await
        })
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

impl Core {
    async fn figures(self: &Arc<Self>) -> Result<Figures, LiveError> {
        match self.status().await? {
            Status::Before => return Ok(Figures::untouched(self.shape.primitive)),
            Status::Settled => return self.settled_figures().await,
            Status::Open | Status::Paused | Status::Closed => {}
        }
        let counting: Vec<_> = (0..self.shape.shards()).map(|shard| self.count(shard)).collect();
        let mut all: Option<Figures> = None;
        for shard in counting {
            let figures = shard.await.unwrap_or(Err(LiveError::Broken))?;
            all = Some(match all {
                None => figures,
                Some(all) => all + figures,
            });
        }
        all.ok_or(LiveError::Broken)
    }
}
