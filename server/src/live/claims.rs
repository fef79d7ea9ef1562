//! The bookkeeping that the three primitives share: which viewer holds what, and whether the record has it yet.
//!
//! A claim is *pending* from the decision until the record has committed it, then *confirmed*. Plain, synchronous and
//! deterministic: this is the in-process store's engine and the model that the Redis scripts are tested against, word
//! for word. Every operation may be carried out twice.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::slots::Span;

/// One viewer's try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Play {
    pub viewer: Arc<str>,
    /// Tally: the mask of options. Ignored by the others.
    pub choice: u64,
    /// Microseconds since 1970.
    pub at: i64,
}

/// A claim as the hot state names it. `at` tells a viewer's earlier, released claim from the present one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub viewer: Arc<str>,
    pub value: u64,
    pub at: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// `fresh`: made by this very play. `confirmed`: in the record already.
    Claimed {
        value: u64,
        at: i64,
        fresh: bool,
        confirmed: bool,
    },
    SoldOut,
}

/// What the record has taught, applied before the next plays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// Pending claims whose value turned out to be another viewer's: dropped, and the value not handed out again.
    pub lost: Vec<Known>,
    /// Claims that stand in the record, whatever the hot state believed.
    pub known: Vec<Known>,
}

impl Lesson {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lost.is_empty() && self.known.is_empty()
    }
}

/// What tells the primitives apart: where values come from and go to.
pub trait Values {
    /// The value for a viewer who has none. None: sold out.
    fn pick(&mut self, play: &Play) -> Option<u64>;
    /// A value that nobody holds any more.
    fn give_back(&mut self, value: u64, confirmed: bool);
    /// A value that the record says is somebody's; `own` is one that this viewer held already.
    fn settle(&mut self, value: u64, own: bool);
    /// The same, while loading: what is left is told by [`Values::free`].
    fn load(&mut self, value: u64);
    fn free(&mut self, spans: &[Span]);
    /// How many values nobody holds; means nothing where there is no end of them.
    fn left(&self) -> u64;
    /// Confirmed claims by option.
    fn counts(&self) -> Vec<u64>;
}

#[derive(Clone, Copy, Debug)]
struct Held {
    value: u64,
    at: i64,
    confirmed: bool,
}

/// One primitive's state: the claims, and the values they are made of.
#[derive(Clone, Debug)]
pub struct State<V> {
    held: HashMap<Arc<str>, Held>,
    /// By age, for the sweep.
    pending: BTreeSet<(i64, Arc<str>)>,
    confirmed: u64,
    pub(super) values: V,
}

impl<V: Values> State<V> {
    pub(super) fn with(values: V) -> Self {
        Self {
            held: HashMap::new(),
            pending: BTreeSet::new(),
            confirmed: 0,
            values,
        }
    }

    /// In the order of the plays. A viewer who holds a claim gets that one.
    pub fn decide(&mut self, plays: &[Play]) -> Vec<Decision> {
        plays.iter().map(|play| self.decide_one(play)).collect()
    }

    fn decide_one(&mut self, play: &Play) -> Decision {
        if let Some(held) = self.held.get(&play.viewer) {
            return claimed(*held, false);
        }
        let Some(value) = self.values.pick(play) else {
            return Decision::SoldOut;
        };
        let held = Held {
            value,
            at: play.at,
            confirmed: false,
        };
        self.held.insert(play.viewer.clone(), held);
        self.pending.insert((play.at, play.viewer.clone()));
        claimed(held, true)
    }

    pub fn learn(&mut self, lesson: &Lesson) {
        for lost in &lesson.lost {
            self.drop_pending(lost);
        }
        for known in &lesson.known {
            self.settle(known);
        }
    }

    fn settle(&mut self, known: &Known) {
        let before = self.held.insert(
            known.viewer.clone(),
            Held {
                value: known.value,
                at: known.at,
                confirmed: true,
            },
        );
        let mut own = false;
        match before {
            Some(held) if held.confirmed => {
                if held.value == known.value {
                    return;
                }
                self.values.give_back(held.value, true);
            }
            Some(held) => {
                self.pending.remove(&(held.at, known.viewer.clone()));
                self.confirmed += 1;
                own = held.value == known.value;
                if !own {
                    self.values.give_back(held.value, false);
                }
            }
            None => self.confirmed += 1,
        }
        self.values.settle(known.value, own);
    }

    /// Pending claims that nobody will complete: their values go back. What is confirmed or has changed meanwhile stays.
    pub fn release(&mut self, claims: &[Known]) {
        for claim in claims {
            if self.drop_pending(claim) {
                self.values.give_back(claim.value, false);
            }
        }
    }

    fn drop_pending(&mut self, claim: &Known) -> bool {
        let same = self
            .held
            .get(&claim.viewer)
            .is_some_and(|held| !held.confirmed && held.value == claim.value && held.at == claim.at);
        if same {
            self.held.remove(&claim.viewer);
            self.pending.remove(&(claim.at, claim.viewer.clone()));
        }
        same
    }

    /// A rebuild's claims from the record.
    pub fn load(&mut self, claims: &[Known]) {
        for claim in claims {
            let held = Held {
                value: claim.value,
                at: claim.at,
                confirmed: true,
            };
            if self.held.insert(claim.viewer.clone(), held).is_none() {
                self.confirmed += 1;
                self.values.load(claim.value);
            }
        }
    }

    pub fn free(&mut self, spans: &[Span]) {
        self.values.free(spans);
    }

    #[must_use]
    pub fn find(&self, viewers: &[Arc<str>]) -> Vec<Option<Decision>> {
        let find = |viewer| self.held.get(viewer).map(|held| claimed(*held, false));
        viewers.iter().map(find).collect()
    }

    /// Pending claims made before `before`, the oldest first.
    #[must_use]
    pub fn expired(&self, before: i64, limit: usize) -> Vec<Known> {
        self.pending
            .iter()
            .take_while(|(at, _)| *at < before)
            .take(limit)
            .filter_map(|(at, viewer)| {
                self.held.get(viewer).map(|held| Known {
                    viewer: viewer.clone(),
                    value: held.value,
                    at: *at,
                })
            })
            .collect()
    }

    /// `left` as if there were an end of the values.
    #[must_use]
    pub fn figures(&self) -> super::Figures {
        super::Figures {
            claimed: self.confirmed,
            pending: self.pending.len() as u64,
            left: Some(self.values.left()),
            counts: self.values.counts(),
        }
    }
}

const fn claimed(held: Held, fresh: bool) -> Decision {
    Decision::Claimed {
        value: held.value,
        at: held.at,
        fresh,
        confirmed: held.confirmed,
    }
}

impl From<&super::Claim> for Known {
    fn from(claim: &super::Claim) -> Self {
        Self {
            viewer: claim.viewer.clone(),
            value: claim.value,
            at: claim.at.timestamp_micros(),
        }
    }
}
