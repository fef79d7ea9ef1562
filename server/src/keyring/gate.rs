//! What may happen once in a while, however often it is wanted.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};

/// When somebody went through last, in milliseconds since 1970.
pub(super) struct Gate(AtomicI64);

impl Gate {
    pub(super) const fn new() -> Self {
        Self(AtomicI64::new(i64::MIN))
    }

    /// Lets one through, and then nobody for so long.
    pub(super) fn may_pass(&self, now: DateTime<Utc>, every_ms: i64) -> bool {
        let now = now.timestamp_millis();
        let last = self.0.load(Ordering::Relaxed);
        // `abs_diff`: a clock that was put back must not close it.
        now.abs_diff(last) >= every_ms.unsigned_abs()
            && self
                .0
                .compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }
}
