//! One tenant's own counters.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Class, Refused};
use crate::telemetry::stages::Stages;

/// On a cache line of its own: a tenant's storm does not slow down the counting of another.
#[derive(Debug)]
#[repr(align(128))]
pub struct Lane {
    /// In the queue.
    pub(super) index: usize,
    pub(super) slug: String,
    pub(super) weight: AtomicU64,
    /// Units of cost being worked on.
    pub(super) in_flight: AtomicU64,
    pub(super) stages: Arc<Stages>,
    counts: [Counts; Class::ALL.len()],
}

#[derive(Debug, Default)]
struct Counts {
    admitted: AtomicU64,
    full: AtomicU64,
    late: AtomicU64,
}

impl Lane {
    pub(super) fn new(index: usize, slug: &str, weight: u64, stages: Arc<Stages>) -> Self {
        Self {
            index,
            slug: slug.to_owned(),
            weight: AtomicU64::new(weight),
            in_flight: AtomicU64::new(0),
            stages,
            counts: Default::default(),
        }
    }

    pub(super) fn admitted(&self, class: Class) {
        self.counts[class as usize]
            .admitted
            .fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn refused(&self, class: Class, why: Refused) {
        let counts = &self.counts[class as usize];
        let counter = match why {
            Refused::Full => &counts.full,
            Refused::Late => &counts.late,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Admitted, full and late, by class.
    pub(super) fn counts(&self) -> impl Iterator<Item = (Class, [u64; 3])> {
        Class::ALL.into_iter().map(|class| {
            let counts = &self.counts[class as usize];
            let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
            (
                class,
                [read(&counts.admitted), read(&counts.full), read(&counts.late)],
            )
        })
    }
}
