//! Everything that waits for one campaign becomes one batch: taken at once when the stage is idle, never held back to
//! grow. Two stages run side by side, so that refusals do not wait for the record: `ask` (hot state) and `grant`.
//!
//! The stages are tasks of the engine's runtime. A client that goes away loses its answer, never its claim.

use std::mem;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use chrono::DateTime;
use futures::FutureExt;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::claim::{Claim, Figures, LiveError, Reply};
use super::claims::{Lesson, Play};

pub(super) const BATCH_MAX: usize = 512;

pub(super) type Answered = Result<Reply, LiveError>;

/// A play on its way. Its place bounds the queues: it is given back with the answer.
pub(super) struct Waiting {
    pub(super) play: Play,
    pub(super) nickname: Arc<str>,
    pub(super) since: Instant,
    /// How often it has been sent round because the hot state was behind.
    pub(super) rounds: u8,
    pub(super) reply: oneshot::Sender<Answered>,
    pub(super) _place: OwnedSemaphorePermit,
}

impl Waiting {
    const ROUNDS_MAX: u8 = 16;

    pub(super) fn answer(self, answer: Answered) {
        // Nobody listens any more: what was claimed stays claimed.
        let _ = self.reply.send(answer);
    }

    pub(super) fn claim(&self, value: u64, at: i64) -> Claim {
        Claim {
            viewer: self.play.viewer.clone(),
            nickname: self.nickname.clone(),
            value,
            at: DateTime::from_timestamp_micros(at).unwrap_or_default(),
        }
    }

    /// For another round, or, when it has had enough of them, answered.
    pub(super) fn again(mut self) -> Option<Self> {
        self.rounds += 1;
        if self.rounds < Self::ROUNDS_MAX {
            return Some(self);
        }
        self.answer(Err(LiveError::BUSY));
        None
    }
}

/// What the first stage is given.
pub(super) enum Work {
    Play(Waiting),
    Learn(Lesson),
    /// Totals, with everything that was learned before this.
    Figures(oneshot::Sender<Result<Figures, LiveError>>),
    /// The record has moved on from this epoch.
    Outdated(i64),
    /// The record refuses too much of what the hot state of this epoch hands out.
    Behind(i64),
}

/// What the second stage is given: a claim that the hot state holds as pending.
pub(super) struct Winning {
    pub(super) waiting: Waiting,
    pub(super) value: u64,
    pub(super) at: i64,
    /// Made just now, so that nobody else can have written it.
    pub(super) fresh: bool,
    pub(super) epoch: i64,
}

/// One stage. A panic costs the batch its answers (each may ask again), not the campaign its stage.
pub(super) async fn stage<T, F>(mut queue: UnboundedReceiver<T>, act: impl Fn(Vec<T>) -> F)
where
    F: Future<Output = ()>,
{
    let mut batch = Vec::with_capacity(BATCH_MAX);
    while queue.recv_many(&mut batch, BATCH_MAX).await > 0 {
        let run = AssertUnwindSafe(act(mem::take(&mut batch)));
        if run.catch_unwind().await.is_err() {
            tracing::error!("a batch of the live engine panicked");
        }
    }
}
