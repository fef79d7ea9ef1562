//! The words that the engine and its callers share: what a viewer asks, holds and is told.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tenants::RecordError;

use crate::error::Error;

/// What decides a campaign, and how much there is of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Primitive {
    /// `slots` awards, numbered `0..slots`; a viewer takes one at most once.
    Pool { slots: u64 },
    /// A choice a viewer: a bit mask over up to 64 options.
    Tally,
    /// Entries in order, numbered from 1 without gaps at rest.
    Roll,
}

impl Primitive {
    pub(super) const fn has_end(self) -> bool {
        matches!(self, Self::Pool { .. })
    }
}

/// What one viewer holds in one campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub viewer: Arc<str>,
    /// As the viewer was called when the claim was written. The hot state does not keep it: a claim answered from there
    /// carries the asker's present nickname, and none from [`super::Live::claim_of`].
    pub nickname: Arc<str>,
    /// Pool: the slot. Roll: the entry's number. Tally: the mask of chosen options.
    pub value: u64,
    /// When the viewer first asked, to the microsecond: a repeat does not change it.
    pub at: DateTime<Utc>,
}

/// The answer to a play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Claimed now, and in the record.
    New(Claim),
    /// Claimed before (perhaps by this very call, whose first answer was lost), and in the record.
    Already(Claim),
    /// Every slot is claimed, or about to be.
    SoldOut,
    /// Not open, and this viewer has no claim from when it was.
    NotOpen,
}

/// A fault. Whether the claim was written is open: asking again gives the one answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LiveError {
    #[error("too many are waiting; to be asked again after {retry_after:?}")]
    Overloaded { retry_after: Duration },
    #[error("the channel is read-only at present")]
    ReadOnly,
    #[error("the channel's own database is out of reach")]
    Away,
    #[error(transparent)]
    Record(Arc<RecordError>),
    #[error("the engine ended before it had an answer")]
    Broken,
}

impl LiveError {
    pub(super) const BUSY: Self = Self::Overloaded {
        retry_after: Duration::from_millis(500),
    };
}

impl From<RecordError> for LiveError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::ReadOnly => Self::ReadOnly,
            RecordError::Away => Self::Away,
            error if error.is_overload() => Self::BUSY,
            error => Self::Record(Arc::new(error)),
        }
    }
}

/// Totals of one campaign as the hot state has them: exact at rest, some hundred milliseconds old under load. The
/// record's own count is what money is reconciled with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Claims in the record.
    pub claimed: u64,
    /// Claims on their way there. `claimed + pending + left` is the pool.
    pub pending: u64,
    /// Slots that nobody has; none but for a pool.
    pub left: Option<u64>,
    /// Tally: claims in the record by option, 64 of them; empty otherwise.
    pub counts: Vec<u64>,
}

impl Figures {
    /// Of a campaign that nobody can have claimed in.
    pub(super) fn untouched(primitive: Primitive) -> Self {
        Self {
            left: match primitive {
                Primitive::Pool { slots } => Some(slots),
                Primitive::Tally | Primitive::Roll => None,
            },
            counts: match primitive {
                Primitive::Tally => vec![0; 64],
                Primitive::Pool { .. } | Primitive::Roll => Vec::new(),
            },
            ..Self::default()
        }
    }
}

impl std::ops::Add for Figures {
    type Output = Self;

    /// Of two shards.
    fn add(self, other: Self) -> Self {
        Self {
            claimed: self.claimed + other.claimed,
            pending: self.pending + other.pending,
            left: self.left.zip(other.left).map(|(one, two)| one + two),
            counts: self
                .counts
                .iter()
                .zip(&other.counts)
                .map(|(one, two)| one + two)
                .collect(),
        }
    }
}

impl From<LiveError> for Error {
    fn from(error: LiveError) -> Self {
        match error {
            LiveError::Overloaded { retry_after } => Self::Overloaded { retry_after },
            LiveError::ReadOnly => RecordError::ReadOnly.into(),
            LiveError::Away => RecordError::Away.into(),
            other => Self::Internal(anyhow::Error::new(other)),
        }
    }
}
