//! How long the next try has to wait.

use chrono::TimeDelta;

/// How failures add up, and how they are forgiven.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Failures that cost nothing.
    pub(super) free: u32,
    /// What a stranger's tries can cost the owner at most.
    pub(super) wait_max: TimeDelta,
    /// One failure is forgotten in each such time without another.
    pub(super) forgives_every: TimeDelta,
}

impl Pace {
    /// What is left of this many failures after such a time without another.
    pub(super) fn left(&self, failures: u32, quiet: TimeDelta) -> u32 {
        let forgiven = quiet.num_seconds().max(0) / self.forgives_every.num_seconds().max(1);
        failures.saturating_sub(u32::try_from(forgiven).unwrap_or(u32::MAX))
    }

    /// Zero: the next try may come at once. A second after the last free one, then twice as long each time. `quiet` below
    /// zero is another node's clock being ahead: the wait is no longer for it.
    pub(super) fn wait(&self, failures: u32, quiet: TimeDelta) -> TimeDelta {
        let left = self.left(failures, quiet);
        let Some(doublings) = left.checked_sub(self.free) else {
            return TimeDelta::zero();
        };
        // 2^16 seconds are more than any cap.
        let whole = TimeDelta::seconds(1 << doublings.min(16)).min(self.wait_max);
        (whole - quiet.max(TimeDelta::zero())).max(TimeDelta::zero())
    }

    /// When this many failures are forgotten.
    pub(super) fn forgets_after(&self, failures: u32) -> TimeDelta {
        self.forgives_every * i32::try_from(failures).unwrap_or(i32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PACE: Pace = Pace {
        free: 5,
        wait_max: TimeDelta::minutes(5),
        forgives_every: TimeDelta::minutes(30),
    };

    #[test]
    fn the_first_failures_are_free_and_then_each_doubles_the_wait_up_to_the_cap() {
        let waits: Vec<i64> = (0..16)
            .map(|failures| PACE.wait(failures, TimeDelta::zero()).num_seconds())
            .collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    }

    #[test]
    fn time_heals() {
        assert_eq!(PACE.wait(8, TimeDelta::seconds(3)), TimeDelta::seconds(5));
        assert_eq!(PACE.wait(8, TimeDelta::seconds(8)), TimeDelta::zero());
        assert_eq!(PACE.left(8, TimeDelta::minutes(29)), 8);
        assert_eq!(PACE.left(8, TimeDelta::minutes(90)), 5);
        assert_eq!(PACE.left(8, TimeDelta::days(1)), 0);
    }

    proptest! {
        #[test]
        fn no_wait_is_longer_than_the_cap_whatever_clocks_say(failures: u32, seconds in -1_000_000_i64..1_000_000) {
            let wait = PACE.wait(failures, TimeDelta::seconds(seconds));
            prop_assert!(TimeDelta::zero() <= wait && wait <= PACE.wait_max);
        }
    }
}
