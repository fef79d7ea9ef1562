//! Entries in order, one a viewer: lucky draw. A number that was given back is given out again, so that at rest the
//! numbers are 1 to n without a gap.

use super::claims::{self, Decision, Play};
use super::slots::{Slots, Span};

pub type State = claims::State<Slots>;

pub(super) const FIRST: u64 = 1;

#[must_use]
pub fn new() -> State {
    let mut state = State::with(Slots::default());
    state.free(&[Span {
        first: FIRST,
        last: Span::ENDLESS,
    }]);
    state
}

/// One decision a play, in order; never `SoldOut`.
pub fn decide(state: &mut State, plays: &[Play]) -> Vec<Decision> {
    state.decide(plays)
}

#[cfg(test)]
mod tests {
    use super::super::claims::Known;
    use super::*;

    #[test]
    fn a_number_given_back_is_given_out_again() {
        let mut state = new();
        let play = |viewer: &str| Play {
            viewer: viewer.into(),
            choice: 0,
            at: 1,
        };
        let number = |decisions: &[Decision]| match decisions {
            [Decision::Claimed { value, .. }] => *value,
            other => panic!("{other:?}"),
        };
        assert_eq!(number(&decide(&mut state, &[play("ann")])), 1);
        assert_eq!(number(&decide(&mut state, &[play("bob")])), 2);
        state.release(&[Known {
            viewer: "ann".into(),
            value: 1,
            at: 1,
        }]);
        assert_eq!(number(&decide(&mut state, &[play("cat")])), 1);
        assert_eq!(number(&decide(&mut state, &[play("ann")])), 3);
    }
}
