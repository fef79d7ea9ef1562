//! Entries in order, one a viewer: lucky draw. A number that was given back is given out again, so that at rest the
//! numbers are 1 to n without a gap.

use super::claims::{self, Decision, Play};
use super::slots::Slots;

pub type State = claims::State<Slots>;

pub(super) const FIRST: u64 = 1;

#[must_use]
pub fn new() -> State {
    State::with(Slots::new(FIRST, None))
}

/// One decision a play, in order; never `SoldOut`.
pub fn decide(state: &mut State, plays: &[Play]) -> Vec<Decision> {
    state.decide(plays)
}
