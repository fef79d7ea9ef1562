//! What comes when: every ask of every viewer of the evening, in the order in which they arrive.
//!
//! A plan is a function of its numbers and its seed. Viewers are numbered by their first appearance, so that
//! their tokens can be made while the show goes on.

use super::draft::{Draft, LENGTH_MS};
use super::rundown::RUNDOWN;

/// How many of what, over the whole show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// Each enters one of the lucky draws.
    pub viewers: u32,
    pub comments: u32,
    pub visits: u32,
    pub votes: u32,
    /// Of each opening.
    pub packets: u32,
    /// At each opening: more than there are packets.
    pub snatchers: u32,
}

impl Numbers {
    /// The whole evening is scale 1.
    pub fn at(scale: f64) -> Self {
        let of = |full: u32| ((f64::from(full) * scale).round() as u32).max(1);
        Self {
            viewers: of(1_150_000),
            comments: of(30_000),
            visits: of(100_000),
            votes: of(200_000),
            packets: of(200_000),
            snatchers: of(300_000),
        }
    }
}

/// What a viewer asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Visit,
    /// The number of the draw.
    Enter(u8),
    /// The number of the opening.
    Snatch(u8),
    /// The number of the option.
    Vote(u8),
    Comment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    pub viewer: u32,
    pub deed: Deed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// The number of a segment, whose campaign is opened.
    Cue(u8),
    /// The number of an ask. It comes twice when the viewer is impatient.
    Ask(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// After the start of the show, in its own time.
    pub at_ms: u32,
    pub beat: Beat,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    pub numbers: Numbers,
    pub asks: Vec<Ask>,
    /// In order of time; a cue comes before what it brings.
    pub events: Vec<Event>,
    /// How many different viewers appear, numbered from 0.
    pub viewers: u32,
    pub length_ms: u32,
}

impl Plan {
    pub fn new(numbers: Numbers, seed: u64) -> Self {
        let draft = Draft::new(numbers, seed);
        Self {
            numbers,
            asks: draft.asks,
            events: draft.events,
            viewers: draft.viewers,
            length_ms: LENGTH_MS,
        }
    }

    /// Events that are answered: all but the cues.
    pub fn answers(&self) -> u64 {
        (self.events.len() - RUNDOWN.len()) as u64
    }

    pub fn count(&self, wanted: impl Fn(Deed) -> bool) -> u64 {
        self.asks.iter().filter(|ask| wanted(ask.deed)).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::rundown::Opens;
    use super::*;

    #[test]
    fn the_whole_evening_has_the_numbers_that_were_promised() {
        let numbers = Numbers::at(1.0);
        assert_eq!(
            (numbers.viewers, numbers.comments, numbers.visits),
            (1_150_000, 30_000, 100_000)
        );
        assert_eq!(
            (numbers.packets, numbers.snatchers, numbers.votes),
            (200_000, 300_000, 200_000)
        );
    }

    #[test]
    fn a_viewer_does_a_thing_once_and_appears_in_order() {
        let plan = Plan::new(Numbers::at(0.002), 7);
        assert_eq!(plan.viewers, 2_300);
        assert_eq!(plan.count(|deed| matches!(deed, Deed::Enter(_))), 2_300);
        assert_eq!(plan.count(|deed| deed == Deed::Snatch(1)), 600);
        let mut done = HashSet::new();
        for ask in plan.asks.iter().filter(|ask| ask.deed != Deed::Visit) {
            let deed = match ask.deed {
                Deed::Enter(_) => "enter".to_owned(),
                Deed::Vote(_) => "vote".to_owned(),
                deed => format!("{deed:?}"),
            };
            assert!(done.insert((ask.viewer, deed)), "{ask:?} twice");
        }
        let mut seen = 0;
        for event in &plan.events {
            let Beat::Ask(ask) = event.beat else { continue };
            let viewer = plan.asks[ask as usize].viewer;
            assert!(viewer <= seen, "viewer {viewer} before viewer {seen}");
            seen = seen.max(viewer + 1);
        }
    }

    #[test]
    fn a_campaign_is_opened_before_anyone_plays_it() {
        let plan = Plan::new(Numbers::at(0.002), 7);
        let mut open = Vec::new();
        for event in &plan.events {
            match event.beat {
                Beat::Cue(segment) => open.push(RUNDOWN[segment as usize].opens),
                Beat::Ask(ask) => match plan.asks[ask as usize].deed {
                    Deed::Enter(draw) => assert!(open.contains(&Opens::Draw(draw))),
                    Deed::Snatch(opening) => assert!(open.contains(&Opens::Packets(opening))),
                    Deed::Vote(_) => assert!(open.contains(&Opens::Vote)),
                    Deed::Comment => assert!(open.contains(&Opens::Wall)),
                    Deed::Visit => {}
                },
            }
        }
        assert!(plan.events.is_sorted_by_key(|event| event.at_ms));
    }

    #[test]
    fn the_seed_decides_and_some_ask_twice() {
        let plan = Plan::new(Numbers::at(0.001), 1);
        assert_eq!(plan, Plan::new(Numbers::at(0.001), 1));
        assert_ne!(plan, Plan::new(Numbers::at(0.001), 2));
        assert!(plan.answers() > plan.asks.len() as u64);
    }
}
