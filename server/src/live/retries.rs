//! How often what has failed may be tried again: once for ten calls, and a few times at once. When everything fails,
//! retries without a bound double the load of what is failing already.

use std::sync::atomic::{AtomicU64, Ordering};

/// In tenths of a retry.
pub(super) struct Retries(AtomicU64);

impl Retries {
    const RETRY: u64 = 10;
    /// What is saved up while all goes well: ten retries.
    const MAX: u64 = 10 * Self::RETRY;

    pub(super) const fn new() -> Self {
        Self(AtomicU64::new(Self::MAX))
    }

    /// A call is made for the first time.
    pub(super) fn call(&self) {
        // Full is the common case, and costs no write that other cores would wait for.
        if self.0.load(Ordering::Relaxed) < Self::MAX {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Whether one more try may be made; it is counted.
    pub(super) fn take(&self) -> bool {
        let taken = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            left.checked_sub(Self::RETRY)
        });
        taken.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_for_ten_calls_and_a_few_at_once() {
        let retries = Retries::new();
        let at_once = (0..100).filter(|_| retries.take()).count();
        assert_eq!(at_once, 10);
        let later = (0..1_000).filter(|_| {
            retries.call();
            retries.take()
        });
        assert_eq!(later.count(), 100);
    }
}
