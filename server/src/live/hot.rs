//! The hot state of one campaign's shard, wherever it lives. Two stores, one behaviour: a test plays the same random
//! histories against both.

use std::sync::Arc;

use tenants::HotError;

use super::claim::Figures;
use super::claims::{Decision, Known, Lesson, Play};
use super::memory::Memory;
use super::parcel::{Sent, Step};
use super::redis::Redis;
use super::slots::Span;

/// What the hot state says when it is asked under an epoch. Only `Ready` has been carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<T> {
    Ready(T),
    /// Somebody is rebuilding it, and has come this far.
    Loading {
        progress: u64,
    },
    /// Flushed, damaged, never built, or of an earlier epoch.
    Missing,
    /// The asker is behind.
    Stale {
        current: i64,
    },
}

impl<T> Answer<T> {
    pub(super) fn map<U>(self, f: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Self::Ready(value) => Answer::Ready(f(value)),
            Self::Loading { progress } => Answer::Loading { progress },
            Self::Missing => Answer::Missing,
            Self::Stale { current } => Answer::Stale { current },
        }
    }
}

/// One step of a rebuild: `Begin`, then any number of `Claims` and `Free`, then `Finish`.
#[derive(Clone, Copy, Debug)]
pub enum Load<'a> {
    /// Empties the state. Refused as stale unless the epoch is new.
    Begin,
    Claims(&'a [Known]),
    /// Values that nobody holds.
    Free(&'a [Span]),
    /// From here on it answers.
    Finish,
}

pub type Asked<T> = Result<Answer<T>, HotError>;

#[derive(Debug)]
pub enum HotState {
    InProcess(Memory),
    Redis(Redis),
}

impl HotState {
    /// Learns the lesson, then decides the plays in order.
    pub async fn play(&self, epoch: i64, lesson: &Lesson, plays: &[Play]) -> Asked<Vec<Decision>> {
        match self {
            Self::InProcess(memory) => Ok(memory.play(epoch, lesson, plays)),
            Self::Redis(redis) => redis.play(epoch, lesson, plays).await,
        }
    }

    pub async fn release(&self, epoch: i64, claims: &[Known]) -> Asked<()> {
        match self {
            Self::InProcess(memory) => Ok(memory.release(epoch, claims)),
            Self::Redis(redis) => redis.release(epoch, claims).await,
        }
    }

    pub async fn load(&self, epoch: i64, step: Load<'_>) -> Asked<()> {
        match self {
            Self::InProcess(memory) => Ok(memory.load(epoch, step)),
            Self::Redis(redis) => redis.load(epoch, step).await,
        }
    }

    /// What these viewers hold, in their order.
    pub async fn find(&self, epoch: i64, viewers: &[Arc<str>]) -> Asked<Vec<Option<Decision>>> {
        match self {
            Self::InProcess(memory) => Ok(memory.find(epoch, viewers)),
            Self::Redis(redis) => redis.find(epoch, viewers).await,
        }
    }

    /// Pending claims made before `before`, the oldest first.
    pub async fn expired(&self, epoch: i64, before: i64, limit: usize) -> Asked<Vec<Known>> {
        match self {
            Self::InProcess(memory) => Ok(memory.expired(epoch, before, limit)),
            Self::Redis(redis) => redis.expired(epoch, before, limit).await,
        }
    }

    /// A step of a parcel's way between this shard and another. Says how the shard stands only for [`Step::Send`].
    pub async fn parcel(&self, epoch: i64, step: Step<'_>) -> Asked<Option<Sent>> {
        match self {
            Self::InProcess(memory) => Ok(memory.parcel(epoch, step)),
            Self::Redis(redis) => redis.parcel(epoch, step).await,
        }
    }

    pub async fn figures(&self, epoch: i64) -> Asked<Figures> {
        match self {
            Self::InProcess(memory) => Ok(memory.figures(epoch)),
            Self::Redis(redis) => redis.figures(epoch).await,
        }
    }
}
