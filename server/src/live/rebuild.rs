//! The way back to a hot state that can be used: rebuilt from the record under a new epoch, or, while Redis is away,
//! replaced by one of this node's own.
//!
//! A new epoch fences what is in flight: the record's gate is moved only after every batch of the old epoch has ended,
//! so the pages read afterwards hold all of them. Several nodes may try at once: the one whose move counted loads, the
//! others wait as long as it makes progress.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tenants::{HotError, RecordError};
use thiserror::Error;

use super::claim::LiveError;
use super::core::{Core, Shards, Source, Trouble};
use super::gate::{Gate, Status};
use super::hot::{Answer, Asked, HotState};
use super::load::load;
use super::memory::Memory;
use super::{lock, store};
use crate::failpoint;

/// How long a rebuild by another node may show no progress before it is taken over.
const STALLED: Duration = Duration::from_secs(1);
/// How long a play waits for a rebuild. A longer one goes on beside the plays.
const HEALING: Duration = Duration::from_secs(3);
const POLL: Duration = Duration::from_millis(20);
const RETRY_MIN: Duration = Duration::from_secs(1);
const RETRY_MAX: Duration = Duration::from_secs(30);

#[derive(Debug, Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Hot(#[from] HotError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error("the campaign is gone")]
    Gone,
}

impl From<Failure> for LiveError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Record(error) => error.into(),
            Failure::Hot(_) | Failure::Gone => Self::BUSY,
        }
    }
}

/// A rebuild, from its beginning to its end, however it ends.
struct UnderWay<'a>(&'a Core);

impl<'a> UnderWay<'a> {
    fn begin(core: &'a Core) -> Self {
        *lock(&core.healing_since) = Some(Instant::now());
        Self(core)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        *lock(&self.0.healing_since) = None;
    }
}

impl Core {
    /// Puts a usable hot state in the place of the one that was `seen` in trouble, unless somebody has done so already.
    /// It is done in a task of its own; who has waited for it for [`HEALING`] goes on without.
    pub(super) async fn heal(
        self: &Arc<Self>,
        seen: Option<Source>,
        trouble: Trouble,
    ) -> Result<(), LiveError> {
        let since = *lock(&self.healing_since);
        let patience = HEALING.saturating_sub(since.map_or(Duration::ZERO, |since| since.elapsed()));
        if patience.is_zero() {
            return Err(LiveError::BUSY);
        }
        let core = self.clone();
        let healing = self.runtime.spawn(async move {
            let _one = core.healing.lock().await;
            let _under_way = UnderWay::begin(&core);
            core.heal_now(seen.as_ref(), trouble).await
        });
        match tokio::time::timeout(patience, healing).await {
            Ok(Ok(healed)) => healed,
            Ok(Err(_)) => Err(LiveError::Broken),
            Err(_) => Err(LiveError::BUSY),
        }
    }

    async fn heal_now(&self, seen: Option<&Source>, trouble: Trouble) -> Result<(), LiveError> {
        let healed = match (self.source(), seen) {
            (Some(now), Some(seen)) => !now.is(seen),
            (now, _) => now.is_some(),
        };
        if healed {
            return Ok(());
        }
        let gate = self.gate().await?;
        if gate.status == Status::Settled {
            // Settled meanwhile: who asks again is answered by the record.
            self.watch.saw(gate);
            return Err(LiveError::BUSY);
        }
        let Some(redis) = &self.shared else {
            return Ok(self.use_own(gate.epoch, None).await?);
        };
        if trouble != Trouble::Failed {
            let own = seen.is_some_and(|s| s.retry.is_some());
            match self.bring_up(redis, trouble == Trouble::Behind && !own).await {
                Ok(epoch) => {
                    self.put(redis.clone(), epoch, None);
                    return Ok(());
                }
                Err(Failure::Hot(error)) => {
                    tracing::warn!(%error, campaign = %self.campaign, "the hot state can't be rebuilt: the record decides");
                }
                Err(failure) => return Err(failure.into()),
            }
        }
        Ok(self.fall_back(seen).await?)
    }

    async fn gate(&self) -> Result<Gate, Failure> {
        store::glance(&self.tenant, self.campaign)
            .await?
            .ok_or(Failure::Gone)
    }

    fn put(&self, hot: Shards, epoch: i64, retry: Option<(Instant, Duration)>) {
        self.remembered.turn(epoch);
        *lock(&self.source) = Some(Source { hot, epoch, retry });
    }

    /// The node's own state needs no new epoch: nobody else asks it, and what it misses the record's keys will teach.
    async fn use_own(&self, epoch: i64, retry: Option<Duration>) -> Result<(), Failure> {
        let own = (0..self.shape.shards()).map(|_| HotState::InProcess(Memory::new(self.shape.primitive)));
        let own: Shards = own.map(Arc::new).collect();
        load(self, &own, epoch).await?;
        let retry = retry.map(|wait| (Instant::now() + wait, wait));
        self.put(own, epoch, retry);
        Ok(())
    }

    /// The first node that does without Redis moves the epoch, so that nobody trusts what Redis will know by then.
    async fn fall_back(&self, seen: Option<&Source>) -> Result<(), Failure> {
        let gate = self.gate().await?;
        failpoint::pass("live.fall_back");
        let fenced = seen.is_some_and(|s| s.retry.is_some() || s.epoch != gate.epoch);
        let epoch = if fenced || !self.bump(gate.epoch, gate.epoch + 1).await? {
            self.gate().await?.epoch
        } else {
            gate.epoch + 1
        };
        let wait = seen.and_then(|s| s.retry).map_or(RETRY_MIN, |(_, wait)| wait);
        self.use_own(epoch, Some(wait)).await
    }

    async fn bump(&self, seen: i64, next: i64) -> Result<bool, RecordError> {
        store::bump(&self.tenant, self.campaign, seen, next).await
    }

    /// Makes Redis answer for the record's epoch, by building it or by waiting for who does. `anew`: not as it is.
    async fn bring_up(&self, redis: &Shards, mut anew: bool) -> Result<i64, Failure> {
        let mut waiting: Option<(Option<u64>, Instant)> = None;
        let mut ahead = None;
        loop {
            let gate = self.gate().await?;
            if gate.status == Status::Settled {
                return Err(Failure::Gone);
            }
            let mut floor = gate.epoch;
            let progress = match stands(redis, gate.epoch).await? {
                Answer::Ready(_) if anew => None,
                Answer::Ready(_) => return Ok(gate.epoch),
                // Moved between the two questions; or the record has been set back, and Redis knows of more.
                Answer::Stale { current } if ahead == Some((gate.epoch, current)) => {
                    floor = current;
                    None
                }
                Answer::Stale { current } => {
                    ahead = Some((gate.epoch, current));
                    continue;
                }
                Answer::Loading { progress } => {
                    waiting = waiting.or(Some((Some(progress), Instant::now())));
                    Some(progress)
                }
                Answer::Missing => None,
            };
            anew = false;
            if let Some((last, since)) = &mut waiting {
                if *last != progress {
                    (*last, *since) = (progress, Instant::now());
                }
                if since.elapsed() < STALLED {
                    tokio::time::sleep(POLL).await;
                    continue;
                }
            }
            failpoint::pass("live.rebuild.epoch");
            if self.bump(gate.epoch, floor + 1).await? && load(self, redis, floor + 1).await? {
                return Ok(floor + 1);
            }
            waiting = Some((None, Instant::now()));
        }
    }

    /// While Redis is away: asks for it now and then, beside the plays, and returns to it when it answers.
    pub(super) fn look_for_redis(self: &Arc<Self>, source: &Source) {
        let due = source.retry.is_some_and(|(at, _)| Instant::now() >= at);
        if !due || self.returning.swap(true, Ordering::AcqRel) {
            return;
        }
        let core = self.clone();
        self.runtime.spawn(async move {
            core.return_to_redis().await;
            core.returning.store(false, Ordering::Release);
        });
    }

    async fn return_to_redis(&self) {
        let _one = self.healing.lock().await;
        let (Some(redis), Some(source)) = (&self.shared, self.source()) else {
            return;
        };
        let Some((_, wait)) = source.retry else {
            return;
        };
        let returned = async {
            // An answer of any kind will do: it is there. Whatever it holds lacks what was written without it.
            stands(redis, source.epoch).await?;
            self.bring_up(redis, self.gate().await?.epoch == source.epoch)
                .await
        };
        match returned.await {
            Ok(epoch) => {
                failpoint::pass("live.return");
                tracing::info!(campaign = %self.campaign, epoch, "the hot state is back");
                self.put(redis.clone(), epoch, None);
            }
            Err(_) => {
                let wait = (wait * 2).min(RETRY_MAX);
                self.put(source.hot, source.epoch, Some((Instant::now() + wait, wait)));
            }
        }
    }
}

/// How the shards stand together: ready when all are, otherwise what most needs to be seen to.
async fn stands(shards: &[Arc<HotState>], epoch: i64) -> Asked<()> {
    let asked = shards.iter().map(|shard| shard.find(epoch, &[]));
    let (mut progress, mut is_loading, mut is_missing) = (0, false, false);
    for answer in futures::future::try_join_all(asked).await? {
        match answer {
            Answer::Ready(_) => {}
            Answer::Stale { current } => return Ok(Answer::Stale { current }),
            Answer::Loading { progress: more } => {
                progress += more;
                is_loading = true;
            }
            Answer::Missing => is_missing = true,
        }
    }
    Ok(match (is_loading, is_missing) {
        // Somebody has begun with some of them.
        (true, _) => Answer::Loading { progress },
        (false, true) => Answer::Missing,
        (false, false) => Answer::Ready(()),
    })
}
