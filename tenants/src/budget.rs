//! What a tenant may spend: requests a second with a burst. A token bucket (GCRA) a tenant and node.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use crate::manifest::Quotas;

#[derive(Debug)]
pub struct Budget {
    limiter: DefaultDirectRateLimiter,
    clock: DefaultClock,
    admitted: AtomicU64,
    refused: AtomicU64,
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
        }
    }

    /// # Errors
    /// Over quota: how long to wait before the next request fits.
    pub fn admit(&self) -> Result<(), Duration> {
        self.limiter
            .check()
            .map(|()| {
                self.admitted.fetch_add(1, Ordering::Relaxed);
            })
            .map_err(|not_until| {
                self.refused.fetch_add(1, Ordering::Relaxed);
                not_until.wait_time_from(self.clock.now())
            })
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
