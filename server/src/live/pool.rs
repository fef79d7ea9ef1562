//! A finite list of awards, of which a viewer takes one: red packet, drop, instant win.

use super::claims::{self, Decision, Play};
use super::slots::Slots;

pub type State = claims::State<Slots>;

/// Slots `0..slots`.
#[must_use]
pub fn new(slots: u64) -> State {
    State::with(Slots::new(0, Some(slots)))
}

/// One decision a play, in order: no slot twice, one claim a viewer, `SoldOut` only when every slot is claimed.
pub fn decide(state: &mut State, plays: &[Play]) -> Vec<Decision> {
    state.decide(plays)
}
