//! A finite list of awards, of which a viewer takes one: red packet, drop, instant win.

use super::claims::{self, Decision, Play};
use super::slots::{Slots, Span};

pub type State = claims::State<Slots>;

/// Slots `0..slots`.
#[must_use]
pub fn new(slots: u64) -> State {
    let mut state = State::with(Slots::default());
    state.free(Span::new(0, slots).as_slice());
    state
}

/// One decision a play, in order: no slot twice, one claim a viewer, `SoldOut` only when every slot is claimed.
pub fn decide(state: &mut State, plays: &[Play]) -> Vec<Decision> {
    state.decide(plays)
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::claims::{Known, Lesson};
    use super::*;

    #[derive(Clone, Debug)]
    enum Act {
        Play(Vec<u8>),
        /// The record has committed what this viewer holds.
        Confirm(u8),
        /// The sweep gives back what this viewer holds, if it is pending.
        Release(u8),
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            prop::collection::vec(0..30_u8, 0..8).prop_map(Act::Play),
            (0..30_u8).prop_map(Act::Confirm),
            (0..30_u8).prop_map(Act::Release),
        ]
    }

    fn viewer(n: u8) -> Arc<str> {
        n.to_string().into()
    }

    fn plays(viewers: &[u8], at: i64) -> Vec<Play> {
        let play = |n: &u8| Play {
            viewer: viewer(*n),
            choice: 0,
            at,
        };
        viewers.iter().map(play).collect()
    }

    proptest! {
        #[test]
        fn no_slot_twice_none_lost_and_sold_out_only_when_nothing_is_left(
            slots in 0..20_u64,
            acts in prop::collection::vec(act(), 0..80),
        ) {
            let mut state = new(slots);
            let mut held: HashMap<u8, (Known, bool)> = HashMap::new();
            for (at, act) in (0_i64..).zip(acts) {
                match act {
                    Act::Play(viewers) => {
                        let decisions = decide(&mut state, &plays(&viewers, at));
                        for (n, decision) in viewers.iter().zip(decisions) {
                            match (decision, held.get(n)) {
                                (Decision::SoldOut, before) => {
                                    prop_assert!(before.is_none());
                                    prop_assert_eq!(held.len() as u64, slots);
                                }
                                (Decision::Claimed { value, at, fresh, confirmed }, before) => {
                                    prop_assert_eq!(fresh, before.is_none());
                                    let now = (Known { viewer: viewer(*n), value, at }, confirmed);
                                    prop_assert!(before.is_none_or(|before| *before == now));
                                    held.insert(*n, now);
                                }
                            }
                        }
                    }
                    Act::Confirm(n) => if let Some((claim, confirmed)) = held.get_mut(&n) {
                        *confirmed = true;
                        state.learn(&Lesson { known: vec![claim.clone()], ..Lesson::default() });
                    },
                    Act::Release(n) => if let Some((claim, confirmed)) = held.get(&n).cloned() {
                        state.release(&[claim]);
                        if !confirmed {
                            held.remove(&n);
                        }
                    },
                }
                let taken: HashSet<u64> = held.values().map(|(claim, _)| claim.value).collect();
                prop_assert_eq!(taken.len(), held.len());
                prop_assert!(taken.iter().all(|slot| *slot < slots));
                let figures = state.figures();
                let confirmed = held.values().filter(|(_, confirmed)| *confirmed).count() as u64;
                prop_assert_eq!(figures.claimed, confirmed);
                prop_assert_eq!(figures.pending, held.len() as u64 - confirmed);
                prop_assert_eq!(figures.left, Some(slots - held.len() as u64));
            }
        }
    }
}
