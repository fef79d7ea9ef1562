//! How far the play is: for the bar on screen, and for tests that break something at a certain point.

use tokio::sync::watch;

/// Counts of answers. Everything waits on these, nothing on the clock.
#[derive(Debug)]
pub struct Progress {
    state: watch::Sender<Standing>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    pub answered: u64,
    /// 0 until the plan is made.
    pub total: u64,
    /// What is happening, in a few words.
    pub phase: String,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            state: watch::Sender::new(Standing::default()),
        }
    }
}

impl Progress {
    pub fn expect(&self, total: u64) {
        self.state.send_modify(|s| s.total = total);
    }

    pub fn phase(&self, phase: &str) {
        self.state.send_modify(|s| phase.clone_into(&mut s.phase));
    }

    /// Counts one answer; its number, from 1.
    pub fn count(&self) -> u64 {
        let mut answered = 0;
        self.state.send_modify(|s| {
            s.answered += 1;
            answered = s.answered;
        });
        answered
    }

    pub fn standing(&self) -> Standing {
        self.state.borrow().clone()
    }

    /// Waits until the given share of all answers (0 to 1) is there.
    pub async fn reached(&self, share: f64) {
        let mut receiver = self.state.subscribe();
        let there = |s: &Standing| s.total > 0 && s.answered as f64 >= share * s.total as f64;
        let _ = receiver.wait_for(there).await; // fails only without a sender, which is here
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_share_is_reached_when_so_many_are_answered() {
        let progress = Progress::default();
        progress.expect(10);
        let (mut first, mut second) = (Box::pin(progress.reached(0.5)), Box::pin(progress.reached(1.0)));
        for number in 1..=5 {
            assert!(futures::poll!(&mut first).is_pending());
            assert_eq!(progress.count(), number);
        }
        assert!(futures::poll!(&mut first).is_ready());
        assert!(futures::poll!(&mut second).is_pending());
    }
}
