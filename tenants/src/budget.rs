//! What a tenant may spend: requests a second with a burst. A token bucket (GCRA) a tenant and node.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
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
    seconds: Mutex<Seconds>,
}

/// Requests of the second that runs and of the one before it.
#[derive(Debug)]
struct Seconds {
    began: Instant,
    running: u64,
    last: u64,
}

impl Seconds {
    fn turn(&mut self) {
        let passed = self.began.elapsed().as_secs();
        if passed > 0 {
            self.last = if passed == 1 { self.running } else { 0 };
            self.running = 0;
            self.began += Duration::from_secs(passed);
        }
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
            seconds: Mutex::new(Seconds {
                began: Instant::now(),
                running: 0,
                last: 0,
            }),
        }
    }

    /// # Errors
    /// Over quota: how long to wait before the next request fits.
    pub fn admit(&self) -> Result<(), Duration> {
        self.limiter
            .check()
            .map(|()| {
                self.admitted.fetch_add(1, Ordering::Relaxed);
                let mut seconds = self.seconds();
                seconds.turn();
                seconds.running += 1;
            })
            .map_err(|not_until| {
                self.refused.fetch_add(1, Ordering::Relaxed);
                not_until.wait_time_from(self.clock.now())
            })
    }

    /// Requests admitted on this node in the last full second.
    #[must_use]
    pub fn rate(&self) -> u64 {
        let mut seconds = self.seconds();
        seconds.turn();
        seconds.last
    }

    fn seconds(&self) -> MutexGuard<'_, Seconds> {
        self.seconds.lock().unwrap_or_else(PoisonError::into_inner)
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
