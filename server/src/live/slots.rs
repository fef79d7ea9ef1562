//! Numbered values handed out in order, each to one viewer: what a pool and a roll have in common.

use std::collections::BTreeSet;

use super::claims::{Play, Values};

/// What is left, as an interval and the numbers that came back: memory for those and not for a pool's size.
#[derive(Clone, Debug)]
pub struct Slots {
    next: u64,
    /// The first number that is not there. None: there is no end.
    end: Option<u64>,
    returned: BTreeSet<u64>,
}

impl Slots {
    pub(super) const fn new(first: u64, end: Option<u64>) -> Self {
        Self {
            next: first,
            end,
            returned: BTreeSet::new(),
        }
    }
}

impl Values for Slots {
    /// What came back goes first, the smallest number before the others.
    fn pick(&mut self, _: &Play) -> Option<u64> {
        if let Some(slot) = self.returned.pop_first() {
            return Some(slot);
        }
        if self.end.is_some_and(|end| self.next >= end) {
            return None;
        }
        self.next += 1;
        Some(self.next - 1)
    }

    fn give_back(&mut self, value: u64, _: bool) {
        self.returned.insert(value);
    }

    fn settle(&mut self, value: u64) {
        if value < self.next {
            self.returned.remove(&value);
        } else {
            self.returned.extend(self.next..value);
            self.next = value + 1;
        }
    }

    fn load(&mut self, _: u64) {}

    fn free(&mut self, values: &[u64]) {
        self.returned.extend(values);
    }

    fn resume_at(&mut self, next: u64) {
        self.next = next;
    }

    fn left(&self) -> Option<u64> {
        self.end
            .map(|end| end.saturating_sub(self.next) + self.returned.len() as u64)
    }

    fn counts(&self) -> Vec<u64> {
        Vec::new()
    }
}
