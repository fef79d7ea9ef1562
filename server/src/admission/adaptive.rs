//! The limit in force, and what has been seen since it was last looked at: shared by all cores without a lock.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use super::Class;
use super::limit::{self, Bounds, WINDOW, Window};

#[derive(Debug)]
pub struct Adaptive {
    bounds: Bounds,
    limit: AtomicU64,
    /// Nanoseconds since the node began.
    ends_at: AtomicU64,
    backed_off_at: AtomicU64,
    finished: AtomicU64,
    late: AtomicU64,
    was_full: AtomicBool,
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

impl Adaptive {
    pub fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            limit: AtomicU64::new(bounds.clamp(limit::FIRST)),
            ends_at: AtomicU64::new(0),
            backed_off_at: AtomicU64::new(0),
            finished: AtomicU64::new(0),
            late: AtomicU64::new(0),
            was_full: AtomicBool::new(false),
        }
    }

    pub fn limit(&self) -> u64 {
        self.limit.load(Ordering::Relaxed)
    }

    /// Somebody was not let in at once.
    pub fn full(&self) {
        self.was_full.store(true, Ordering::Relaxed);
    }

    /// One has been finished. `refused`: by what stands behind, as too much; that it was quick about it is no sign of room.
    pub fn saw(&self, class: Class, began: Duration, now: Duration, refused: bool) {
        let is_late = class.is_late(now.saturating_sub(began), self.bounds.target);
        // What had begun before the last decrease says nothing about it.
        if let Some(is_late) = is_late
            && nanos(began) >= self.backed_off_at.load(Ordering::Relaxed)
        {
            self.finished.fetch_add(1, Ordering::Relaxed);
            if is_late || refused {
                self.late.fetch_add(1, Ordering::Relaxed);
            }
        }
        let (now, ends_at) = (nanos(now), self.ends_at.load(Ordering::Relaxed));
        let next_at = now + nanos(WINDOW);
        let turn = |at| {
            at <= now
                && self
                    .ends_at
                    .compare_exchange(at, next_at, Ordering::Relaxed, Ordering::Relaxed)
                    .is_ok()
        };
        if turn(ends_at) {
            self.turn(now);
        }
    }

    /// The window is over; whoever saw it first works out the next limit.
    fn turn(&self, now: u64) {
        let window = Window {
            finished: self.finished.swap(0, Ordering::Relaxed),
            late: self.late.swap(0, Ordering::Relaxed),
            was_full: self.was_full.swap(false, Ordering::Relaxed),
        };
        if window.is_late() {
            self.backed_off_at.store(now, Ordering::Relaxed);
        }
        let limit = self.bounds.next(self.limit(), window);
        self.limit.store(limit, Ordering::Relaxed);
    }
}
