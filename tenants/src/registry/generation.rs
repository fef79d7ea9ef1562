//! When the answers of `admit` have changed, for whoever remembers one.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{Entries, Entry, Registry};

impl Registry {
    /// Another number whenever [`Registry::admit`] would answer otherwise than before, for any tenant: one came, went, was
    /// suspended or resumed, or has another handle. Read it *before* what is to be remembered under it: then a change that
    /// comes in between leaves something to be asked again, never something stale.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// What every node knows of the tenants is set here and nowhere else, by one change at a time.
    pub(super) fn replace(&self, entries: Entries) {
        let before = self.entries.swap(Arc::new(entries));
        // After the swap: who sees the new number sees the new entries.
        if !admits_alike(&before, &self.entries.load()) {
            self.generation.fetch_add(1, Ordering::Release);
        }
    }
}

fn admits_alike(a: &Entries, b: &Entries) -> bool {
    let alike = |a: &Entry, b: &Entry| a.status.is_served() == b.status.is_served() && a.handle.is(&b.handle);
    a.len() == b.len() && a.values().all(|a| b.get(&a.id).is_some_and(|b| alike(a, b)))
}
