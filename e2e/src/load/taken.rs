//! What a storm brought: counts, times, and what the server spent on it.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;

#[derive(Debug, Clone)]
pub struct Taken {
    pub sent: u64,
    /// Due, and never sent: no connection was free in time.
    pub unsent: u64,
    /// By outcome or, for what was refused, by status and code.
    pub answers: BTreeMap<String, u64>,
    /// Why there was no answer.
    pub lost: BTreeMap<String, u64>,
    /// In microseconds, of answers with status 200.
    pub latency_us: Histogram<u64>,
    /// Of all others, from the moment they were sent.
    pub refusal_us: Histogram<u64>,
    /// The same without what was sent in the first second: at the beginning every connection sends at once.
    pub later_refusal_us: Histogram<u64>,
    /// From the first request to the last answer.
    pub took: Duration,
}

impl Taken {
    pub(super) fn new() -> Self {
        #[expect(clippy::expect_used, reason = "the bounds are constants")]
        let histogram = || Histogram::new_with_bounds(1, 60_000_000, 3).expect("bounds of a histogram");
        Self {
            sent: 0,
            unsent: 0,
            answers: BTreeMap::new(),
            lost: BTreeMap::new(),
            latency_us: histogram(),
            refusal_us: histogram(),
            later_refusal_us: histogram(),
            took: Duration::ZERO,
        }
    }

    pub fn answered(&self) -> u64 {
        self.answers.values().sum()
    }

    pub fn lost(&self) -> u64 {
        self.lost.values().sum()
    }

    pub fn count(&self, answer: &str) -> u64 {
        self.answers.get(answer).copied().unwrap_or_default()
    }

    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.answered() as f64 / self.took.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    /// Of requests that were not refused.
    pub fn good(&self) -> u64 {
        self.latency_us.len()
    }

    /// In milliseconds; `share` from 0 to 1.
    pub fn quantile_ms(&self, share: f64) -> f64 {
        quantile_ms(&self.latency_us, share)
    }
}

/// In milliseconds, of a histogram of microseconds.
pub fn quantile_ms(of: &Histogram<u64>, share: f64) -> f64 {
    of.value_at_quantile(share) as f64 / 1000.0
}
