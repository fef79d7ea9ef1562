//! How much may be worked on at once, found out from how long it takes. Pure.
//!
//! Additive increase, multiplicative decrease (Chiu and Jain, "Analysis of the Increase and Decrease Algorithms for
//! Congestion Avoidance in Computer Networks", 1989; as a limit of concurrency in Netflix's concurrency-limits): while what
//! was let in is done in time and more would like to come, a little more is let in; when a tenth of it is late, a tenth
//! less. An absolute target and no gradient against a remembered best: the engine works in batches, where more at once is slower
//! for each and faster for all, and a best that is remembered drifts upwards in a long storm.
//!
//! As in TCP, one congestion is answered once: what had begun before the last decrease says nothing about it.

use std::time::Duration;

/// Where a node begins, until it knows better.
pub const FIRST: u64 = 1_024;

/// How often the limit is looked at.
pub const WINDOW: Duration = Duration::from_millis(50);

/// What an operator sets.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// What takes longer from being let in to its answer is late. Other classes have a multiple of it ([`super::Class`]).
    pub target: Duration,
    pub min: u64,
    pub max: u64,
}

impl Bounds {
    #[must_use]
    pub fn clamp(&self, limit: u64) -> u64 {
        limit.min(self.max).max(self.min)
    }

    /// The limit after a window.
    #[must_use]
    pub fn next(&self, limit: u64, window: Window) -> u64 {
        self.clamp(if window.is_late() {
            limit - limit / 10
        } else if window.was_full {
            limit + limit.isqrt()
        } else {
            limit
        })
    }
}

/// What was seen in one window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    pub finished: u64,
    pub late: u64,
    /// Somebody was not let in at once.
    pub was_full: bool,
}

impl Window {
    /// Whether the limit goes down after it.
    #[must_use]
    pub const fn is_late(&self) -> bool {
        self.late > 0 && self.late * 10 >= self.finished
    }
}

/// What one tenant may have of it, so that its slow ones never hold everything: three quarters.
#[must_use]
pub const fn of_tenant(limit: u64) -> u64 {
    limit - limit / 4
}
