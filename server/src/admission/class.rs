//! How urgent a request is.

use std::time::Duration;

/// From what a show stands or falls with down to what can be asked again in a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Grabs and entries: the moment that the nation has been waiting for.
    Play,
    Vote,
    Comment,
    Read,
    /// Staff and back ends: few and dear. Last in weight, and never without its share, so that a producer can close a
    /// campaign in the middle of its storm.
    Console,
}

impl Class {
    pub const ALL: [Self; 5] = [Self::Play, Self::Vote, Self::Comment, Self::Read, Self::Console];

    /// As a label of a figure.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Play => "play",
            Self::Vote => "vote",
            Self::Comment => "comment",
            Self::Read => "read",
            Self::Console => "console",
        }
    }

    /// The share of its tenant's turns, while others of the tenant wait as well. Shares and no strict order: whatever is
    /// last would otherwise not be served at all for as long as the storm lasts.
    #[must_use]
    pub const fn weight(self) -> u64 {
        match self {
            Self::Play => 16,
            Self::Vote => 8,
            Self::Comment => 4,
            Self::Read => 2,
            Self::Console => 1,
        }
    }

    /// How long one may take before it tells of overload, in multiples of `latency_target_ms`. None: it tells nothing, an
    /// export takes as long as it takes.
    pub(super) const fn is_late(self, took: Duration, target: Duration) -> Option<bool> {
        let times = match self {
            Self::Play | Self::Vote => 1,
            Self::Comment | Self::Read => 3,
            Self::Console => return None,
        };
        Some(took.as_nanos() > target.as_nanos() * times)
    }
}
