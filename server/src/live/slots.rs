//! Numbered values handed out in order, each to one viewer: what a pool and a roll have in common.

use std::collections::BTreeMap;

use super::claims::{Play, Values};

/// Numbers in a row, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub first: u64,
    pub last: u64,
}

impl Span {
    /// There is no end of a roll's numbers. What Lua can still count exactly.
    pub const ENDLESS: u64 = (1 << 53) - 1;

    /// From `first` up to the number before `end`, if there is one.
    #[must_use]
    pub fn new(first: u64, end: u64) -> Option<Self> {
        (first < end).then(|| Self { first, last: end - 1 })
    }

    #[must_use]
    pub const fn count(&self) -> u64 {
        self.last - self.first + 1
    }
}

/// What nobody holds, as spans: memory for what is left in pieces, and not for a pool's size.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    /// By their first numbers. They do not overlap.
    free: BTreeMap<u64, u64>,
    left: u64,
    /// How often something was added: whoever has seen every shard empty looks again whether one has grown meanwhile.
    grown: u64,
}

impl Slots {
    pub(super) const fn left(&self) -> u64 {
        self.left
    }

    pub(super) const fn grown(&self) -> u64 {
        self.grown
    }

    fn span_of(&self, value: u64) -> Option<Span> {
        let (&first, &last) = self.free.range(..=value).next_back()?;
        (last >= value).then_some(Span { first, last })
    }

    pub(super) fn add(&mut self, span: Span) {
        if self.free.insert(span.first, span.last).is_none() {
            self.left += span.count();
        }
    }

    /// The same for a parcel from another shard.
    pub(super) fn grow(&mut self, span: Span) {
        self.add(span);
        self.grown += 1;
    }

    /// The largest numbers, so that the smallest are gone on with: `count` of them, in at most so many spans.
    pub(super) fn split_off(&mut self, mut count: u64, spans_max: usize) -> Vec<Span> {
        let mut spans = Vec::new();
        while count > 0
            && spans.len() < spans_max
            && let Some((first, last)) = self.free.pop_last()
        {
            let from = first.max((last + 1).saturating_sub(count));
            if first < from {
                self.free.insert(first, from - 1);
            }
            let span = Span { first: from, last };
            count -= span.count();
            self.left -= span.count();
            spans.push(span);
        }
        spans
    }
}

impl Values for Slots {
    /// The smallest number first, so that what came back goes before the others.
    fn pick(&mut self, _: &Play) -> Option<u64> {
        let (first, last) = self.free.pop_first()?;
        if first < last {
            self.free.insert(first + 1, last);
        }
        self.left -= 1;
        Some(first)
    }

    fn give_back(&mut self, value: u64, _: bool) {
        if self.span_of(value).is_none() {
            self.grow(Span {
                first: value,
                last: value,
            });
        }
    }

    fn settle(&mut self, value: u64, own: bool) {
        if own {
            return;
        }
        if let Some(Span { first, last }) = self.span_of(value) {
            self.free.remove(&first);
            if first < value {
                self.free.insert(first, value - 1);
            }
            if value < last {
                self.free.insert(value + 1, last);
            }
            self.left -= 1;
        }
    }

    fn load(&mut self, _: u64) {}

    fn free(&mut self, spans: &[Span]) {
        spans.iter().for_each(|span| self.add(*span));
    }

    fn left(&self) -> u64 {
        self.left
    }

    fn counts(&self) -> Vec<u64> {
        Vec::new()
    }
}
