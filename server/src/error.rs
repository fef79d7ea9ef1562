//! Faults. A business "no" is an outcome and no concern of this file; everything else that ends a request early is one
//! of these, each with the code that both APIs publish.

use std::sync::Arc;
use std::time::Duration;

use tenants::{Absent, HotError, MoneyError, RecordError};
use thiserror::Error;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, Error)]
pub enum Error {
    #[error("sign in, or send a valid token")]
    Unauthenticated,
    #[error("{0}")]
    Forbidden(&'static str),
    /// What belongs to another channel answers exactly like what does not exist.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("{message}")]
    BadInput { field: String, message: String },
    /// The words by which clients know that a hash is not enough.
    #[error("PersistedQueryNotFound")]
    UnknownDocument,
    #[error("the query is too complex: {0}")]
    TooComplex(String),
    #[error("too many requests for this channel's plan")]
    RateLimited { retry_after: Duration },
    #[error("over the channel's quota: {quota}")]
    QuotaExceeded {
        quota: &'static str,
        retry_after: Duration,
    },
    /// Told to who holds a credential of that channel, and to nobody else.
    #[error("the channel is paused by the platform")]
    ChannelSuspended,
    /// It is being moved to another database: everything can be read meanwhile.
    #[error("the channel can't be changed for a moment")]
    ChannelReadOnly { retry_after: Duration },
    /// Its own database can't be reached; the other channels don't notice.
    #[error("the channel can't be reached at present")]
    ChannelUnavailable { retry_after: Duration },
    #[error("the platform is busy")]
    Overloaded { retry_after: Duration },
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

/// What a caller should wait when a fault gives no better figure.
const RETRY_SOON: Duration = Duration::from_secs(1);

/// A move takes seconds to minutes, and so does a database that comes back.
const RETRY_LATER: Duration = Duration::from_secs(2);

/// A quota is freed by a person closing or removing something, not by waiting a moment.
pub const RETRY_QUOTA: Duration = Duration::from_secs(60);

impl Error {
    /// The same fault, for each of those who waited for one answer.
    pub(crate) fn again(error: &Arc<Self>) -> Self {
        match **error {
            Self::Overloaded { retry_after } => Self::Overloaded { retry_after },
            Self::ChannelUnavailable { retry_after } => Self::ChannelUnavailable { retry_after },
            Self::ChannelReadOnly { retry_after } => Self::ChannelReadOnly { retry_after },
            _ => Self::Internal(anyhow::Error::new(error.clone())),
        }
    }

    pub fn bad_input(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::BadInput {
            field: field.into(),
            message: message.into(),
        }
    }

    /// A broken promise of our own code or data: logged in full, told to nobody.
    pub fn internal(message: impl std::fmt::Display) -> Self {
        Self::Internal(anyhow::anyhow!("{message}"))
    }

    /// As in `extensions.code`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden(_) => "FORBIDDEN",
            Self::NotFound(_) => "NOT_FOUND",
            Self::BadInput { .. } => "BAD_USER_INPUT",
            Self::UnknownDocument => "PERSISTED_QUERY_NOT_FOUND",
            Self::TooComplex(_) => "QUERY_TOO_COMPLEX",
            Self::RateLimited { .. } => "RATE_LIMITED",
            Self::QuotaExceeded { .. } => "QUOTA_EXCEEDED",
            Self::ChannelSuspended => "CHANNEL_SUSPENDED",
            Self::ChannelReadOnly { .. } => "CHANNEL_READ_ONLY",
            Self::ChannelUnavailable { .. } => "CHANNEL_UNAVAILABLE",
            Self::Overloaded { .. } => "OVERLOADED",
            Self::Internal(_) => "INTERNAL",
        }
    }

    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after }
            | Self::QuotaExceeded { retry_after, .. }
            | Self::ChannelReadOnly { retry_after }
            | Self::ChannelUnavailable { retry_after }
            | Self::Overloaded { retry_after } => Some(*retry_after),
            _ => None,
        }
    }
}

impl From<RecordError> for Error {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::ReadOnly => Self::ChannelReadOnly {
                retry_after: RETRY_LATER,
            },
            RecordError::Away => Self::ChannelUnavailable {
                retry_after: RETRY_LATER,
            },
            error if error.is_overload() => Self::Overloaded {
                retry_after: RETRY_SOON,
            },
            error => Self::Internal(anyhow::Error::new(error)),
        }
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        RecordError::from(error).into()
    }
}

impl From<HotError> for Error {
    fn from(error: HotError) -> Self {
        Self::Internal(anyhow::Error::new(error))
    }
}

/// A suspended channel is told so; the two can be told apart only by who holds a credential of that very channel.
impl From<Absent> for Error {
    fn from(absent: Absent) -> Self {
        match absent {
            Absent::Unknown => Self::Unauthenticated,
            Absent::Suspended => Self::ChannelSuspended,
        }
    }
}

impl Error {
    pub fn money(field: &str, error: &MoneyError) -> Self {
        Self::bad_input(field, error.to_string())
    }
}
