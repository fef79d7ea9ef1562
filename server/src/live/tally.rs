//! Counters and who has chosen, once a viewer: vote, quiz answer, reactions. Only what is in the record counts.

use super::claims::{self, Decision, Play, Values};
use super::slots::Span;

pub type State = claims::State<Counts>;

pub(super) const OPTIONS: u32 = u64::BITS;

#[must_use]
pub fn new() -> State {
    State::with(Counts::new())
}

/// One decision a play, in order; never `SoldOut`. The first choice stands.
pub fn decide(state: &mut State, plays: &[Play]) -> Vec<Decision> {
    state.decide(plays)
}

/// Confirmed claims by option.
#[derive(Clone, Debug)]
pub struct Counts(Vec<u64>);

impl Counts {
    pub(super) fn new() -> Self {
        Self(vec![0; OPTIONS as usize])
    }

    fn chosen(&mut self, mask: u64) -> impl Iterator<Item = &mut u64> {
        (0..OPTIONS)
            .zip(&mut self.0)
            .filter(move |(option, _)| mask >> option & 1 == 1)
            .map(|(_, count)| count)
    }
}

impl Values for Counts {
    fn pick(&mut self, play: &Play) -> Option<u64> {
        Some(play.choice)
    }

    fn give_back(&mut self, value: u64, confirmed: bool) {
        if confirmed {
            self.chosen(value).for_each(|count| *count -= 1);
        }
    }

    fn settle(&mut self, value: u64, _: bool) {
        self.chosen(value).for_each(|count| *count += 1);
    }

    fn load(&mut self, value: u64) {
        self.settle(value, false);
    }

    fn free(&mut self, _: &[Span]) {}

    fn left(&self) -> u64 {
        0
    }

    fn counts(&self) -> Vec<u64> {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::claims::{Known, Lesson};
    use super::*;

    #[test]
    fn only_what_is_in_the_record_counts_and_the_first_choice_stands() {
        let mut state = new();
        let play = |choice| Play {
            viewer: "ann".into(),
            choice,
            at: 1,
        };
        let decisions = decide(&mut state, &[play(0b101), play(0b010)]);
        let values = decisions.iter().map(|d| match d {
            Decision::Claimed { value, .. } => *value,
            Decision::SoldOut => 0,
        });
        assert_eq!(values.collect::<Vec<_>>(), [0b101, 0b101]);
        assert_eq!(state.figures().counts, [0; 64]);

        let known = |value| Lesson {
            known: vec![Known {
                viewer: "ann".into(),
                value,
                at: 1,
            }],
            ..Lesson::default()
        };
        state.learn(&known(0b101));
        state.learn(&known(0b101));
        assert_eq!(state.figures().counts[..4], [1, 0, 1, 0]);
        // The record is right, whatever was believed.
        state.learn(&known(1 << 63));
        assert_eq!(state.figures().counts[0], 0);
        assert_eq!(state.figures().counts[63], 1);
    }
}
