//! What a node knows for certain and can say without asking anybody: who has won what, that all is given out, who was
//! turned away. A storm of people who ask again is answered from here.
//!
//! It holds for one epoch, and only beside a gate that was seen a moment ago ([`super::gate::Watch`]): a campaign that
//! moves on, is rebuilt, settled or let go takes it along.

use std::collections::HashMap;
use std::mem;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use arc_swap::ArcSwapOption;

use super::claim::{Claim, Reply};
use super::filter::Filter;
use super::gate::Status;
use super::{lock, shape};

const STRIPES: usize = 16;
/// Viewers of a stripe in one generation; twice as many are remembered at most.
const GENERATION: usize = 2_048;

#[derive(Clone, Debug)]
enum Fact {
    Holds(Claim),
    /// Looked for when all was given out for good. Not before: what came back might be won elsewhere a moment later, and
    /// this node would contradict it.
    SoldOut,
    /// Closed, and without a claim.
    NotOpen,
}

/// The younger half is looked up first; when it is full, the older one is forgotten.
#[derive(Default)]
struct Recent {
    young: HashMap<Arc<str>, Fact>,
    old: HashMap<Arc<str>, Fact>,
}

pub(super) struct Remembered {
    epoch: AtomicI64,
    stripes: [Mutex<Recent>; STRIPES],
    winners: ArcSwapOption<Filter>,
}

impl Remembered {
    const NOTHING: i64 = -1;

    pub(super) fn new() -> Self {
        Self {
            epoch: AtomicI64::new(Self::NOTHING),
            stripes: Default::default(),
            winners: ArcSwapOption::empty(),
        }
    }

    /// Forgets all, and listens to what is said of this epoch from now on.
    pub(super) fn turn(&self, epoch: i64) {
        if self.epoch.swap(epoch, Ordering::AcqRel) != epoch {
            self.winners.store(None);
            for stripe in &self.stripes {
                *lock(stripe) = Recent::default();
            }
        }
    }

    pub(super) fn forget(&self) {
        self.turn(Self::NOTHING);
    }

    /// The answer to a viewer who plays now, if it is certain.
    pub(super) fn answer(&self, viewer: &str, status: Status) -> Option<Reply> {
        if status == Status::Before {
            return Some(Reply::NotOpen);
        }
        match (self.find(viewer), status) {
            // Settled, what was remembered may have been erased: the record is asked.
            (_, Status::Settled) => None,
            (Some(Fact::Holds(claim)), _) => Some(Reply::Already(claim)),
            (Some(Fact::SoldOut), Status::Open) => Some(Reply::SoldOut),
            (Some(Fact::NotOpen), Status::Closed) => Some(Reply::NotOpen),
            (None, Status::Open) => {
                let winners = self.winners.load();
                let winners = winners.as_ref()?;
                let is_certain =
                    winners.epoch == self.epoch.load(Ordering::Acquire) && !winners.may_hold(viewer);
                is_certain.then_some(Reply::SoldOut)
            }
            _ => None,
        }
    }

    pub(super) fn holds(&self, viewer: &str) -> Option<Claim> {
        match self.find(viewer) {
            Some(Fact::Holds(claim)) => Some(claim),
            _ => None,
        }
    }

    /// In the record.
    pub(super) fn has(&self, epoch: i64, claim: &Claim) {
        self.put(epoch, &claim.viewer, Fact::Holds(claim.clone()));
    }

    /// For good.
    pub(super) fn sold_out(&self, epoch: i64, viewer: &Arc<str>) {
        self.put(epoch, viewer, Fact::SoldOut);
    }

    pub(super) fn not_open(&self, epoch: i64, viewer: &Arc<str>) {
        self.put(epoch, viewer, Fact::NotOpen);
    }

    /// Everybody who has won, when all is given out: the others need not be looked for.
    pub(super) fn all_winners(&self, winners: Filter) {
        self.winners.store(Some(Arc::new(winners)));
    }

    fn stripe(&self, viewer: &str) -> &Mutex<Recent> {
        &self.stripes[usize::try_from(shape::hash(viewer) % STRIPES as u64).unwrap_or(0)]
    }

    fn find(&self, viewer: &str) -> Option<Fact> {
        let recent = lock(self.stripe(viewer));
        recent
            .young
            .get(viewer)
            .or_else(|| recent.old.get(viewer))
            .cloned()
    }

    fn put(&self, epoch: i64, viewer: &Arc<str>, fact: Fact) {
        let mut recent = lock(self.stripe(viewer));
        // Under the lock: whoever turns to another epoch clears afterwards.
        if self.epoch.load(Ordering::Acquire) != epoch {
            return;
        }
        if recent.young.len() >= GENERATION {
            recent.old = mem::take(&mut recent.young);
        }
        recent.young.insert(viewer.clone(), fact);
    }
}
