//! The combiner: everything that waits for one shard becomes one batch, sent at once when nothing is on its way and never
//! held back to grow. A few batches may be on their way at a time, so that Redis and this process both stay busy; a second
//! one only when it is worth its call ([`WORTH`]), else it would be one play, and the first one's return is near.
//!
//! Batches are tasks of the engine's runtime. A client that goes away loses its answer, never its claim.

use std::collections::VecDeque;
use std::mem;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::DateTime;
use futures::FutureExt;
use tokio::sync::oneshot;

use super::ask;
use super::claim::{Claim, Figures, LiveError, Reply};
use super::claims::{Lesson, Play};
use super::core::Core;
use super::lock;
use super::post::{Address, Post};

pub(super) const BATCH_MAX: usize = 512;
/// From so many plays on a batch goes beside another. A call costs about as much as ten plays.
const WORTH: usize = 64;
/// What has waited longer than this is told to come back, before any work is spent on it: its viewer has probably given up.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a play may take at all.
pub(super) const DEADLINE: Duration = Duration::from_secs(10);

pub(super) type Answered = Result<Reply, LiveError>;

/// Bounds what waits for one campaign: taken with the play, given back with the answer.
pub(super) struct Place(Arc<Core>);

impl Place {
    /// Plays that may wait for one campaign on one node; what comes then is refused.
    const MAX: usize = 20_000;

    pub(super) fn take(core: &Arc<Core>) -> Option<Self> {
        let place = Self(core.clone());
        (core.places.fetch_add(1, Ordering::Relaxed) < Self::MAX).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.places.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A play on its way.
pub(super) struct Waiting {
    pub(super) play: Play,
    pub(super) nickname: Arc<str>,
    pub(super) since: Instant,
    /// How often it has been sent round because the hot state was behind.
    pub(super) rounds: u8,
    pub(super) to: Address,
}

impl Waiting {
    const ROUNDS_MAX: u8 = 16;

    pub(super) fn answer(self, answer: Answered, post: &mut Post) {
        post.add(self.to, answer);
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
    pub(super) fn again(mut self, post: &mut Post) -> Option<Self> {
        self.rounds += 1;
        if self.rounds < Self::ROUNDS_MAX {
            return Some(self);
        }
        self.answer(Err(LiveError::BUSY), post);
        None
    }
}

/// When the first of them must have its answer.
pub(super) fn deadline<'a>(waiting: impl Iterator<Item = &'a Waiting>) -> tokio::time::Instant {
    let first = waiting.map(|w| w.since).min().unwrap_or_else(Instant::now);
    (first + DEADLINE).into()
}

/// What goes to the hot state next.
pub(super) enum Batch {
    /// The lesson is learned before the plays are decided.
    Plays(Lesson, Vec<Waiting>),
    /// Asked when nothing is on its way, so that they hold all that was learned before.
    Figures(Lesson, Vec<oneshot::Sender<Result<Figures, LiveError>>>),
}

/// One shard's queue on this node.
#[derive(Default)]
pub(super) struct Lane(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    lesson: Lesson,
    figures: Vec<oneshot::Sender<Result<Figures, LiveError>>>,
    /// Tasks that take batches.
    running: usize,
    /// Batches that they have taken and not finished.
    under_way: usize,
}

impl Queue {
    /// None: the task that asks is not needed any more.
    fn take(&mut self) -> Option<Batch> {
        if !self.figures.is_empty() {
            if self.under_way > 0 {
                // Whoever ends last asks for them.
                return None;
            }
            return Some(Batch::Figures(
                mem::take(&mut self.lesson),
                mem::take(&mut self.figures),
            ));
        }
        if self.running > 1 && self.waiting.len() < WORTH {
            // Another one is on its way and takes it along.
            return None;
        }
        let mut plays = Vec::with_capacity(self.waiting.len().min(BATCH_MAX));
        let mut post = Post::default();
        while plays.len() < BATCH_MAX
            && let Some(waiting) = self.waiting.pop_front()
        {
            if waiting.since.elapsed() > PATIENCE {
                waiting.answer(Err(LiveError::BUSY), &mut post);
            } else {
                plays.push(waiting);
            }
        }
        let is_idle = plays.is_empty() && self.lesson.is_empty();
        (!is_idle).then(|| Batch::Plays(mem::take(&mut self.lesson), plays))
    }
}

impl Lane {
    fn next(&self, has_finished: bool) -> Option<Batch> {
        let mut queue = lock(&self.0);
        if has_finished {
            queue.under_way -= 1;
        }
        let batch = queue.take();
        match batch {
            Some(_) => queue.under_way += 1,
            None => queue.running -= 1,
        }
        batch
    }
}

impl Core {
    pub(super) fn enqueue(self: &Arc<Self>, waiting: Waiting) {
        let shard = self.shape.shard_of(&waiting.play.viewer);
        self.to_lane(shard, |queue| queue.waiting.push_back(waiting));
    }

    /// To be told to the hot state before the plays that come after this.
    pub(super) fn teach(self: &Arc<Self>, lesson: Lesson) {
        for (shard, lesson) in self.by_shard(lesson) {
            self.to_lane(shard, |queue| {
                queue.lesson.lost.extend(lesson.lost);
                queue.lesson.known.extend(lesson.known);
            });
        }
    }

    /// One shard's totals, with everything that it was taught before.
    pub(super) fn count(self: &Arc<Self>, shard: u16) -> oneshot::Receiver<Result<Figures, LiveError>> {
        let (reply, answer) = oneshot::channel();
        self.to_lane(shard, |queue| queue.figures.push(reply));
        answer
    }

    fn to_lane(self: &Arc<Self>, shard: u16, change: impl FnOnce(&mut Queue)) {
        let mut queue = lock(&self.lanes[usize::from(shard)].0);
        change(&mut queue);
        let is_worth_it = queue.waiting.len() >= WORTH && queue.running < self.width();
        if queue.running == 0 || is_worth_it {
            queue.running += 1;
            drop(queue);
            self.runtime.spawn(self.clone().run(shard));
        }
    }

    /// Batches on their way at a time. In this process there is nothing to wait for.
    const fn width(&self) -> usize {
        if self.shared.is_some() { 3 } else { 1 }
    }

    /// A panic costs the batch its answers (each may ask again), not the campaign its lane.
    async fn run(self: Arc<Self>, shard: u16) {
        let lane = &self.lanes[usize::from(shard)];
        let mut has_finished = false;
        while let Some(batch) = lane.next(has_finished) {
            has_finished = true;
            let act = AssertUnwindSafe(ask::ask(&self, shard, batch));
            if act.catch_unwind().await.is_err() {
                tracing::error!("a batch of the live engine panicked");
            }
        }
    }
}
