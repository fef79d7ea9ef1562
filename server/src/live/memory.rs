//! The hot state in this process: the embedded profile's, and the fallback while Redis is away.

use std::sync::{Arc, Mutex};

use super::claim::{Figures, Primitive};
use super::claims::{Decision, Known, Lesson, Play, State};
use super::hot::{Answer, Load};
use super::parcel::{Parcels, Sent, Step};
use super::slots::Slots;
use super::tally::Counts;
use super::{lock, tally};

#[derive(Debug)]
pub struct Memory {
    primitive: Primitive,
    generation: Mutex<Option<Generation>>,
}

#[derive(Debug)]
struct Generation {
    epoch: i64,
    ready: bool,
    loaded: u64,
    machine: Machine,
}

#[derive(Debug)]
enum Machine {
    Slots(State<Slots>, Parcels),
    Tally(State<Counts>),
}

/// The same call on whichever state it is.
macro_rules! on {
    ($machine:expr, $state:ident => $call:expr) => {
        match $machine {
            Machine::Slots($state, _) => $call,
            Machine::Tally($state) => $call,
        }
    };
}

impl Machine {
    fn new(primitive: Primitive) -> Self {
        match primitive {
            Primitive::Pool { .. } | Primitive::Roll => {
                Self::Slots(State::with(Slots::default()), Parcels::default())
            }
            Primitive::Tally => Self::Tally(tally::new()),
        }
    }
}

impl Memory {
    #[must_use]
    pub const fn new(primitive: Primitive) -> Self {
        Self {
            primitive,
            generation: Mutex::new(None),
        }
    }

    /// Forgets everything, as a flushed Redis does.
    pub fn flush(&self) {
        *lock(&self.generation) = None;
    }

    pub(super) fn play(&self, epoch: i64, lesson: &Lesson, plays: &[Play]) -> Answer<Vec<Decision>> {
        self.ready(epoch, |machine| {
            on!(machine, state => {
                state.learn(lesson);
                state.decide(plays)
            })
        })
    }

    pub(super) fn release(&self, epoch: i64, claims: &[Known]) -> Answer<()> {
        self.ready(epoch, |machine| on!(machine, state => state.release(claims)))
    }

    pub(super) fn find(&self, epoch: i64, viewers: &[Arc<str>]) -> Answer<Vec<Option<Decision>>> {
        self.ready(epoch, |machine| on!(machine, state => state.find(viewers)))
    }

    pub(super) fn expired(&self, epoch: i64, before: i64, limit: usize) -> Answer<Vec<Known>> {
        self.ready(
            epoch,
            |machine| on!(machine, state => state.expired(before, limit)),
        )
    }

    pub(super) fn figures(&self, epoch: i64) -> Answer<Figures> {
        self.ready(epoch, |machine| {
            let figures = on!(machine, state => state.figures());
            let moving = match machine {
                Machine::Slots(_, parcels) => parcels.count(),
                Machine::Tally(_) => 0,
            };
            Figures {
                left: figures
                    .left
                    .filter(|_| self.primitive.has_end())
                    .map(|left| left + moving),
                ..figures
            }
        })
    }

    pub(super) fn parcel(&self, epoch: i64, step: Step<'_>) -> Answer<Option<Sent>> {
        self.ready(epoch, |machine| match machine {
            Machine::Slots(state, parcels) => Some(parcels.step(state, step)),
            Machine::Tally(_) => None,
        })
    }

    fn ready<T>(&self, epoch: i64, act: impl FnOnce(&mut Machine) -> T) -> Answer<T> {
        match lock(&self.generation).as_mut() {
            None => Answer::Missing,
            Some(g) if g.epoch < epoch => Answer::Missing,
            Some(g) if g.epoch > epoch => Answer::Stale { current: g.epoch },
            Some(g) if !g.ready => Answer::Loading { progress: g.loaded },
            Some(g) => Answer::Ready(act(&mut g.machine)),
        }
    }

    pub(super) fn load(&self, epoch: i64, step: Load<'_>) -> Answer<()> {
        let mut generation = lock(&self.generation);
        if matches!(step, Load::Begin) {
            return self.begin(epoch, &mut generation);
        }
        let generation = match generation.as_mut() {
            None => return Answer::Missing,
            Some(g) if g.epoch < epoch => return Answer::Missing,
            Some(g) if g.epoch > epoch => return Answer::Stale { current: g.epoch },
            Some(g) if g.ready => return Answer::Ready(()),
            Some(g) => g,
        };
        match step {
            Load::Begin => {}
            Load::Claims(claims) => {
                on!(&mut generation.machine, state => state.load(claims));
                generation.loaded += claims.len() as u64;
            }
            Load::Free(spans) => {
                on!(&mut generation.machine, state => state.free(spans));
                generation.loaded += spans.len() as u64;
            }
            Load::Finish => generation.ready = true,
        }
        Answer::Ready(())
    }

    fn begin(&self, epoch: i64, generation: &mut Option<Generation>) -> Answer<()> {
        if let Some(g) = generation.as_ref() {
            let resent = g.epoch == epoch && !g.ready && g.loaded == 0;
            if g.epoch >= epoch && !resent {
                return Answer::Stale { current: g.epoch };
            }
        }
        *generation = Some(Generation {
            epoch,
            ready: false,
            loaded: 0,
            machine: Machine::new(self.primitive),
        });
        Answer::Ready(())
    }
}
