//! All of the audience on one thread: takes the next ask as soon as a connection is free, and asks again, with the
//! patience of a phone, until it is answered.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Error, Result, anyhow};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::runtime::Handle;

use super::answers::Answer;
use super::feed::{Feed, Step};
use super::plan::Plan;
use super::requests::Requests;
use super::rundown::RUNDOWN;
use super::said::{self, Said};
use super::stage::Stage;
use super::tally::Tally;
use crate::load::{Lost, Next, Reply, Tokens, Took, Work, retry_after};
use crate::progress::Progress;
use crate::retry::{Patience, Refusal};
use crate::verdict::{Heard, Trouble, Verdict};

/// After so many asks that were refused for good, the play is given up.
const REFUSED_MAX: u32 = 100;

/// What a player needs.
pub struct Cast {
    pub plan: Arc<Plan>,
    pub feed: Feed,
    pub stage: Stage,
    pub tokens: Tokens,
    pub requests: Requests,
    pub patience: Patience,
    pub progress: Arc<Progress>,
    /// So many asks are under way at most, pauses included.
    pub asks_max: usize,
    pub seed: u64,
    /// Nobody wants to know any more.
    pub stop: Arc<AtomicBool>,
}

pub struct Player {
    cast: Cast,
    came: Came,
    ways: Ways,
    rng: ChaCha8Rng,
    /// On which the console is called.
    runtime: Handle,
    refused: u32,
}

/// What has come of it so far.
pub struct Came {
    pub answers: Vec<Answer>,
    pub tally: Tally,
    /// Why it was given up.
    pub failure: Option<Error>,
}

/// Asks under way. Their places are used again.
#[derive(Default)]
struct Ways {
    all: Vec<Way>,
    unused: Vec<u32>,
    /// Those that pause before they ask again, and until when.
    pausing: BinaryHeap<Reverse<(Instant, u32)>>,
}

#[derive(Clone, Copy)]
struct Way {
    ask: u32,
    tries: u32,
    started: Instant,
}

impl Player {
    /// # Errors
    /// Never: what the histogram's constructor says.
    pub fn new(cast: Cast, runtime: Handle) -> Result<Self> {
        let came = Came {
            answers: Vec::with_capacity(cast.plan.events.len()),
            tally: Tally::new()?,
            failure: None,
        };
        Ok(Self {
            rng: ChaCha8Rng::seed_from_u64(cast.seed),
            came,
            cast,
            ways: Ways::default(),
            runtime,
            refused: 0,
        })
    }

    /// What has come of it, and the stage as it is left.
    pub fn end(self) -> (Came, Stage) {
        (self.came, self.cast.stage)
    }

    fn send(&mut self, number: u32, out: &mut Vec<u8>) -> Next {
        let way = &mut self.ways.all[number as usize];
        way.tries += 1;
        let ask = self.cast.plan.asks[way.ask as usize];
        let token = self.cast.tokens.get(ask.viewer as usize);
        self.cast.requests.write(way.ask, ask.deed, token, out);
        Next::Send {
            tag: number,
            since: way.started,
        }
    }

    /// Puts a segment on air. Everybody waits for it: what is answered meanwhile is read afterwards.
    fn cue(&mut self, number: u8) {
        self.cast.progress.phase(RUNDOWN[usize::from(number)].title);
        if let Err(error) = self.runtime.block_on(self.cast.stage.cue(number)) {
            self.came.failure = Some(error);
        }
    }

    fn again(&mut self, number: u32, trouble: Trouble) {
        let way = self.ways.all[number as usize];
        let pause = self
            .cast
            .patience
            .pause(way.tries, trouble.pause, self.rng.random());
        let total = way.started.elapsed();
        self.came.tally.trouble(&trouble.name);
        if total + pause > self.cast.patience.total_max {
            let refusal = Refusal::GaveUp {
                tries: way.tries,
                seconds: total.as_secs(),
                last: trouble.name,
            };
            return self.refused(number, &refusal);
        }
        self.ways.pausing.push(Reverse((Instant::now() + pause, number)));
    }

    fn refused(&mut self, number: u32, refusal: &Refusal) {
        let way = self.ways.end(number);
        let deed = self.cast.plan.asks[way.ask as usize].deed;
        self.cast.progress.count();
        self.came.tally.refused(deed, refusal);
        self.refused += 1;
        if self.refused == REFUSED_MAX {
            let error = anyhow!("{REFUSED_MAX} asks were refused for good; the last one: {refusal}");
            self.came.failure.get_or_insert(error);
        }
    }

    fn said(&mut self, number: u32, play: crate::audience::Play, took: Duration) {
        let way = self.ways.end(number);
        let deed = self.cast.plan.asks[way.ask as usize].deed;
        let order = self.cast.progress.count() as u32;
        match Answer::new(way.ask, order, &play) {
            Ok(answer) => self.came.answers.push(answer),
            Err(reason) => self.came.failure = Some(Error::msg(reason)),
        }
        let tries = way.tries;
        self.came.tally.answered(deed, &Said { play, tries, took });
    }
}

impl Work for Player {
    fn next(&mut self, now: Instant, out: &mut Vec<u8>) -> Next {
        loop {
            if self.came.failure.is_some() || self.cast.stop.load(Ordering::Relaxed) {
                return Next::Done;
            }
            let again = self.ways.pausing.peek().map(|Reverse((at, _))| *at);
            if again.is_some_and(|at| at <= now)
                && let Some(Reverse((_, number))) = self.ways.pausing.pop()
            {
                return self.send(number, out);
            }
            let later = again.map_or(Next::Idle, Next::Wait);
            if self.ways.under_way() >= self.cast.asks_max {
                return later;
            }
            match self.cast.feed.next(now) {
                Step::Cue(number) => self.cue(number),
                Step::Ask(ask) => {
                    let number = self.ways.begin(ask, now);
                    return self.send(number, out);
                }
                Step::Wait(at) => return Next::Wait(again.map_or(at, |again| again.min(at))),
                Step::End if self.ways.under_way() > 0 => return later,
                Step::End => return Next::Done,
            }
        }
    }

    fn answered(&mut self, tag: u32, took: Took, reply: &Reply, bytes: &[u8]) {
        let heard = Heard {
            status: reply.status,
            body: &bytes[reply.body.clone()],
            retry_after: retry_after(reply, bytes),
        };
        let ask = self.ways.all[tag as usize].ask;
        match said::read(self.cast.plan.asks[ask as usize].deed, &heard) {
            Verdict::Answered(play) => self.said(tag, play, took.all),
            Verdict::Again(trouble) => self.again(tag, trouble),
            Verdict::Refused(refusal) => self.refused(tag, &refusal),
        }
    }

    fn lost(&mut self, tag: u32, why: Lost) {
        let name = why.to_string();
        self.again(tag, Trouble { name, pause: None });
    }
}

impl Ways {
    fn under_way(&self) -> usize {
        self.all.len() - self.unused.len()
    }

    fn begin(&mut self, ask: u32, started: Instant) -> u32 {
        let way = Way {
            ask,
            tries: 0,
            started,
        };
        if let Some(number) = self.unused.pop() {
            self.all[number as usize] = way;
            return number;
        }
        self.all.push(way);
        self.all.len() as u32 - 1
    }

    fn end(&mut self, number: u32) -> Way {
        self.unused.push(number);
        self.all[number as usize]
    }
}
