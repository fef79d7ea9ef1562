//! How a shard of a pool that runs dry takes over numbers from another. The two may lie on different nodes of a cluster,
//! so it is three calls, each of which may be repeated: the sender keeps the parcel until it hears that it has arrived
//! (`send`, `done`), the receiver knows the last one that it took from each sender (`take`). Whatever ends this in between,
//! the parcel is still there, and whoever asks the sender next finishes it.

use std::collections::BTreeMap;

use super::claims::State;
use super::slots::{Slots, Span};

/// Spans a parcel carries at most.
pub const SPANS_MAX: usize = 256;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    pub to: u16,
    /// Counts up with each parcel that its sender makes.
    pub number: u64,
    pub spans: Vec<Span>,
}

/// What a shard says when it is asked for numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub left: u64,
    pub grown: u64,
    pub confirmed: u64,
    pub pending: u64,
    /// All that are on their way, whoever asked for them; by receiver.
    pub parcels: Vec<Parcel>,
}

/// One step of a parcel's way.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// At the sender. Half of what it has, or as much as is wanted if that is more; with 0 nothing new is sent.
    Send { to: u16, wanted: u64 },
    /// At the receiver.
    Take { from: u16, parcel: &'a Parcel },
    /// At the sender.
    Done { to: u16, number: u64 },
}

/// Where a shard's parcels are.
#[derive(Clone, Debug, Default)]
pub(super) struct Parcels {
    sent: u64,
    out: BTreeMap<u16, (u64, Vec<Span>)>,
    taken: BTreeMap<u16, u64>,
}

impl Parcels {
    /// Numbers on their way to other shards.
    pub(super) fn count(&self) -> u64 {
        let spans = self.out.values().flat_map(|(_, spans)| spans);
        spans.map(Span::count).sum()
    }

    /// What there is to tell after a step. Only for `Send` it matters.
    pub(super) fn step(&mut self, state: &mut State<Slots>, step: Step<'_>) -> Sent {
        match step {
            Step::Send { to, wanted } => self.send(state, to, wanted),
            Step::Take { from, parcel } => {
                let last = self.taken.entry(from).or_default();
                if *last < parcel.number {
                    *last = parcel.number;
                    parcel.spans.iter().for_each(|span| state.values.grow(*span));
                }
            }
            Step::Done { to, number } => {
                if self.out.get(&to).is_some_and(|(sent, _)| *sent == number) {
                    self.out.remove(&to);
                }
            }
        }
        let figures = state.figures();
        let parcels = self.out.iter().map(|(&to, (number, spans))| Parcel {
            to,
            number: *number,
            spans: spans.clone(),
        });
        Sent {
            left: state.values.left(),
            grown: state.values.grown(),
            confirmed: figures.claimed,
            pending: figures.pending,
            parcels: parcels.collect(),
        }
    }

    fn send(&mut self, state: &mut State<Slots>, to: u16, wanted: u64) {
        let left = state.values.left();
        if wanted == 0 || left == 0 || self.out.contains_key(&to) {
            return;
        }
        let count = left.div_ceil(2).max(wanted.min(left));
        self.sent += 1;
        let spans = state.values.split_off(count, SPANS_MAX);
        self.out.insert(to, (self.sent, spans));
    }
}
