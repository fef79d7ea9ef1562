//! What a tenant may spend: requests a second with a burst. A token bucket (GCRA) a tenant and node.

use std::cmp::Ordering as CmpOrdering;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use crate::manifest::Quotas;

#[derive(Debug)]
pub struct Budget {
    limiter: DefaultDirectRateLimiter,
    clock: DefaultClock,
    admitted: AtomicU64,
    refused: AtomicU64,
    seconds: Seconds,
}

/// Requests of the second that runs and of those before it. Each slot holds the number of its second above and the count
/// below, in one word, so that no count is lost between two cores and none of them waits for another.
#[derive(Debug)]
struct Seconds {
    began: Instant,
    slots: [AtomicU64; Self::SLOTS],
}

impl Seconds {
    const SLOTS: usize = 4;
    const COUNT_BITS: u32 = 36;
    const COUNT: u64 = (1 << Self::COUNT_BITS) - 1;

    fn new() -> Self {
        Self {
            began: Instant::now(),
            slots: Default::default(),
        }
    }

    fn slot(&self, second: u64) -> &AtomicU64 {
        #[expect(clippy::cast_possible_truncation, reason = "below SLOTS")]
        let index = (second % Self::SLOTS as u64) as usize;
        &self.slots[index]
    }

    fn count(&self, second: u64) {
        let slot = self.slot(second);
        let mut seen = slot.load(Ordering::Relaxed);
        loop {
            let next = match (seen >> Self::COUNT_BITS).cmp(&second) {
                CmpOrdering::Less => second << Self::COUNT_BITS | 1,
                CmpOrdering::Equal => seen + 1,
                // This thread was held up for seconds: nobody asks about its second any more.
                CmpOrdering::Greater => return,
            };
            match slot.compare_exchange_weak(seen, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return,
                Err(other) => seen = other,
            }
        }
    }

    fn of(&self, second: u64) -> u64 {
        let seen = self.slot(second).load(Ordering::Relaxed);
        if seen >> Self::COUNT_BITS == second {
            seen & Self::COUNT
        } else {
            0
        }
    }

    /// From 1, so that a slot that was never used belongs to no second.
    fn now(&self) -> u64 {
        self.began.elapsed().as_secs() + 1
    }
}

impl Budget {
    pub(crate) fn new(quotas: &Quotas) -> Self {
        let rate = NonZeroU32::new(quotas.requests_per_second).unwrap_or(NonZeroU32::MIN);
        let burst = NonZeroU32::new(quotas.burst).unwrap_or(rate);
        Self {
            limiter: RateLimiter::direct(Quota::per_second(rate).allow_burst(burst)),
            clock: DefaultClock::default(),
            admitted: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            seconds: Seconds::new(),
        }
    }

    /// # Errors
    /// Over quota: how long to wait before the next request fits.
    pub fn admit(&self) -> Result<(), Duration> {
        self.limiter
            .check()
            .map(|()| {
                self.admitted.fetch_add(1, Ordering::Relaxed);
                self.seconds.count(self.seconds.now());
            })
            .map_err(|not_until| {
                self.refused.fetch_add(1, Ordering::Relaxed);
                not_until.wait_time_from(self.clock.now())
            })
    }

    /// Requests admitted on this node in the last full second.
    #[must_use]
    pub fn rate(&self) -> u64 {
        self.seconds.of(self.seconds.now() - 1)
    }

    /// Requests admitted and refused on this node since it first met the tenant.
    #[must_use]
    pub fn counts(&self) -> (u64, u64) {
        (
            self.admitted.load(Ordering::Relaxed),
            self.refused.load(Ordering::Relaxed),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_is_counted_in_its_second() {
        let seconds = Seconds::new();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for second in 1..=9 {
                        (0..1000).for_each(|_| seconds.count(second));
                    }
                });
            }
        });
        assert_eq!((seconds.of(9), seconds.of(5), seconds.of(10)), (4000, 0, 0));
        (0..7).for_each(|_| seconds.count(20));
        assert_eq!((seconds.of(20), seconds.of(16), seconds.of(19)), (7, 0, 0));
    }
}
