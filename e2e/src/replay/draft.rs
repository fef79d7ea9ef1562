//! Draws up a plan: who does what, and when.

use rand::seq::index;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::arrivals::Burst;
use super::plan::{Ask, Beat, Deed, Event, Numbers};
use super::rundown::{DRAWS, LENGTH_MINUTES, OPENINGS, OPTION_SHARES, Opens, RUNDOWN};

pub const LENGTH_MS: u32 = LENGTH_MINUTES * 60_000;
const ENTERING: Burst = Burst {
    rise_s: 6.0,
    decay_s: 150.0,
};
const SNATCHING: Burst = Burst {
    rise_s: 0.8,
    decay_s: 7.0,
};
const VOTING: Burst = Burst {
    rise_s: 5.0,
    decay_s: 100.0,
};
const TALKING: Burst = Burst {
    rise_s: 15.0,
    decay_s: 120.0,
};
const VISITING: Burst = Burst {
    rise_s: 10.0,
    decay_s: 90.0,
};
/// One of so many asks is made twice.
const IMPATIENT: u32 = 50;

pub struct Draft {
    rng: ChaCha8Rng,
    pub asks: Vec<Ask>,
    /// In order of time.
    pub events: Vec<Event>,
    /// How many appear.
    pub viewers: u32,
}

impl Draft {
    pub fn new(numbers: Numbers, seed: u64) -> Self {
        let rng = ChaCha8Rng::seed_from_u64(seed);
        let mut draft = Self {
            rng,
            asks: Vec::new(),
            events: Vec::new(),
            viewers: 0,
        };
        for (number, segment) in RUNDOWN.iter().enumerate() {
            draft.events.push(Event {
                at_ms: segment.minute * 60_000,
                beat: Beat::Cue(number as u8),
            });
        }
        draft.entries(numbers.viewers);
        draft.snatches(&numbers);
        draft.votes(&numbers);
        draft.comments(&numbers);
        draft.visits(&numbers);
        draft.events.sort_by_key(|event| event.at_ms); // stable: a cue stays before what comes in the same moment
        draft.viewers = draft.number_by_appearance(numbers.viewers);
        draft
    }

    fn entries(&mut self, viewers: u32) {
        for viewer in 0..viewers {
            let draw = self.rng.random_range(0..DRAWS as u8);
            let at_ms = ENTERING.after(&mut self.rng, cue_of(Opens::Draw(draw)), LENGTH_MS);
            self.ask(viewer, Deed::Enter(draw), at_ms);
        }
    }

    fn snatches(&mut self, numbers: &Numbers) {
        for opening in 0..OPENINGS as u8 {
            let cue = cue_of(Opens::Packets(opening));
            for viewer in self.some(numbers, numbers.snatchers) {
                let at_ms = SNATCHING.after(&mut self.rng, cue, LENGTH_MS);
                self.ask(viewer, Deed::Snatch(opening), at_ms);
            }
        }
    }

    fn votes(&mut self, numbers: &Numbers) {
        for viewer in self.some(numbers, numbers.votes) {
            let mut rest = self.rng.random_range(0..OPTION_SHARES.iter().sum());
            let mut option = 0;
            while rest >= OPTION_SHARES[option] {
                rest -= OPTION_SHARES[option];
                option += 1;
            }
            let at_ms = VOTING.after(&mut self.rng, cue_of(Opens::Vote), LENGTH_MS);
            self.ask(viewer, Deed::Vote(option as u8), at_ms);
        }
    }

    fn comments(&mut self, numbers: &Numbers) {
        for viewer in self.some(numbers, numbers.comments) {
            let at_ms = self.near_a_cue(TALKING);
            self.ask(viewer, Deed::Comment, at_ms);
        }
    }

    fn visits(&mut self, numbers: &Numbers) {
        for _ in 0..numbers.visits {
            let viewer = self.rng.random_range(0..numbers.viewers);
            let at_ms = if self.rng.random() {
                self.near_a_cue(VISITING)
            } else {
                self.rng.random_range(0..LENGTH_MS)
            };
            self.ask(viewer, Deed::Visit, at_ms);
        }
    }

    fn near_a_cue(&mut self, burst: Burst) -> u32 {
        let segment = &RUNDOWN[self.rng.random_range(0..RUNDOWN.len())];
        burst.after(&mut self.rng, segment.minute * 60_000, LENGTH_MS)
    }

    /// `amount` different viewers.
    fn some(&mut self, numbers: &Numbers, amount: u32) -> Vec<u32> {
        let amount = amount.min(numbers.viewers) as usize;
        let chosen = index::sample(&mut self.rng, numbers.viewers as usize, amount);
        chosen.into_iter().map(|viewer| viewer as u32).collect()
    }

    fn ask(&mut self, viewer: u32, deed: Deed, at_ms: u32) {
        let beat = Beat::Ask(self.asks.len() as u32);
        self.asks.push(Ask { viewer, deed });
        self.events.push(Event { at_ms, beat });
        if deed != Deed::Visit && self.rng.random_range(0..IMPATIENT) == 0 {
            let later = at_ms + self.rng.random_range(500..30_000);
            self.events.push(Event {
                at_ms: later.min(LENGTH_MS),
                beat,
            });
        }
    }

    /// How many viewers there are.
    fn number_by_appearance(&mut self, viewers: u32) -> u32 {
        const UNSEEN: u32 = u32::MAX;
        let mut numbers = vec![UNSEEN; viewers as usize];
        let mut next = 0;
        for event in &self.events {
            let Beat::Ask(ask) = event.beat else { continue };
            let number = &mut numbers[self.asks[ask as usize].viewer as usize];
            if *number == UNSEEN {
                *number = next;
                next += 1;
            }
        }
        for ask in &mut self.asks {
            ask.viewer = numbers[ask.viewer as usize];
        }
        next
    }
}

fn cue_of(opens: Opens) -> u32 {
    RUNDOWN
        .iter()
        .find(|segment| segment.opens == opens)
        .map_or(0, |segment| segment.minute * 60_000)
}
