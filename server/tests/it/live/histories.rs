//! Random histories: the in-process store (plain Rust, the model) and Redis answer alike, whatever comes in whichever
//! order, once or twice. `OVATION_SEED=n` plays one history again.

use std::sync::Arc;

use ovation::live::Primitive;
use ovation::live::claims::{Decision, Known, Lesson, Play};
use ovation::live::hot::{Answer, Asked, HotState, Load};
use ovation::live::memory::Memory;
use ovation::live::parcel::{Parcel, Step};
use ovation::live::redis::Redis;
use ovation::live::slots::Span;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use crate::support::channel::Channel;
use crate::support::redis::PrivateRedis;

const HISTORIES: u64 = 400;
const STEPS: usize = 80;
/// What a viewer id may be made of.
const VIEWERS: [&str; 12] = [
    "a",
    "b",
    "c",
    "",
    "with:colon",
    "{brace}",
    "*",
    "line\nbreak",
    "nul\0",
    "观众",
    "p1:2",
    "0,3",
];

#[tokio::test(flavor = "multi_thread")]
async fn redis_and_the_model_answer_alike() {
    let redis = PrivateRedis::start();
    let channel = Channel::embedded(Some(&redis.url)).await;
    let seeds = match std::env::var("OVATION_SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => (0..histories()).collect(),
    };
    for seed in seeds {
        let mut history = History::new(seed, &channel);
        for step in 0..STEPS {
            history.step(step, &redis).await;
        }
    }
}

/// More of them on demand: `OVATION_HISTORIES=100000`.
fn histories() -> u64 {
    let asked = std::env::var("OVATION_HISTORIES");
    asked.map_or(HISTORIES, |count| count.parse().unwrap())
}

struct History {
    seed: u64,
    rng: ChaCha8Rng,
    primitive: Primitive,
    model: HotState,
    redis: HotState,
    epoch: i64,
    /// Viewers that the load under way has not brought yet.
    to_load: Vec<&'static str>,
    /// Numbers below this were told to be free, or not.
    free_from: u64,
    parcels: Vec<Parcel>,
}

/// Asks both and compares; sometimes twice, as a client library does that lost the first answer.
macro_rules! both {
    ($history:expr, $step:expr, |$hot:ident| $ask:expr) => {{
        let times = if $history.rng.random_bool(0.1) { 2 } else { 1 };
        let mut last = None;
        for _ in 0..times {
            let $hot = &$history.model;
            let said = plain($ask.await);
            let $hot = &$history.redis;
            assert_eq!(
                plain($ask.await),
                said,
                "seed {} step {} ({:?}): Redis (left) is not the model",
                $history.seed,
                $step,
                $history.primitive
            );
            last = Some(said);
        }
        last.unwrap()
    }};
}

fn plain<T>(asked: Asked<T>) -> Answer<T> {
    asked.unwrap()
}

/// Only a shard that sends says how it stands.
async fn plain_step<T>(asked: Asked<T>) -> Asked<()> {
    asked.map(|answer| match answer {
        Answer::Ready(_) => Answer::Ready(()),
        Answer::Loading { progress } => Answer::Loading { progress },
        Answer::Missing => Answer::Missing,
        Answer::Stale { current } => Answer::Stale { current },
    })
}

impl History {
    fn new(seed: u64, channel: &Channel) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let primitive = match seed % 3 {
            0 => Primitive::Pool {
                slots: rng.random_range(0..12),
            },
            1 => Primitive::Tally,
            _ => Primitive::Roll,
        };
        let campaign = Uuid::from_u64_pair(rng.random(), rng.random());
        let shard = channel.tenant.hot().shard(campaign, 0);
        Self {
            seed,
            primitive,
            model: HotState::InProcess(Memory::new(primitive)),
            redis: HotState::Redis(Redis::new(shard, primitive)),
            rng,
            epoch: 0,
            to_load: Vec::new(),
            free_from: 0,
            parcels: Vec::new(),
        }
    }

    async fn step(&mut self, step: usize, redis: &PrivateRedis) {
        match self.rng.random_range(0..200) {
            _ if step == 0 => self.begin(step).await,
            0 => self.flush(redis),
            1..6 => self.begin(step).await,
            6..50 => self.load(step).await,
            50..120 => {
                let (epoch, lesson, plays) = (self.epoch(), self.lesson().await, self.plays());
                both!(self, step, |hot| hot.play(epoch, &lesson, &plays));
            }
            120..150 => {
                let (epoch, claims) = (self.epoch(), self.pending_or_not().await);
                both!(self, step, |hot| hot.release(epoch, &claims));
            }
            150..170 => {
                let epoch = self.epoch();
                let viewers: Vec<Arc<str>> = self.plays().into_iter().map(|p| p.viewer).collect();
                both!(self, step, |hot| hot.find(epoch, &viewers));
            }
            170..178 => self.parcel(step).await,
            178..187 => {
                let (epoch, at) = (self.epoch(), self.at());
                both!(self, step, |hot| hot.expired(epoch, at, 3));
            }
            _ => {
                let epoch = self.epoch();
                both!(self, step, |hot| hot.figures(epoch));
            }
        }
    }

    fn flush(&self, redis: &PrivateRedis) {
        if let HotState::InProcess(memory) = &self.model {
            memory.flush();
        }
        redis.flush();
    }

    async fn begin(&mut self, step: usize) {
        self.epoch += self.rng.random_range(0..3);
        let epoch = self.epoch;
        if both!(self, step, |hot| hot.load(epoch, Load::Begin)) == Answer::Ready(()) {
            self.free_from = 0;
            self.to_load = VIEWERS.to_vec();
        }
    }

    async fn load(&mut self, step: usize) {
        let epoch = self.epoch();
        match self.rng.random_range(0..4) {
            0 => {
                let count = self.rng.random_range(0..=self.to_load.len().min(3));
                let viewers: Vec<&str> = self.to_load.drain(..count).collect();
                let claims: Vec<Known> = viewers.into_iter().map(|viewer| self.known(viewer)).collect();
                both!(self, step, |hot| hot.load(epoch, Load::Claims(&claims)));
            }
            1 => {
                let spans = self.spans_to_load();
                both!(self, step, |hot| hot.load(epoch, Load::Free(&spans)));
            }
            _ => {
                both!(self, step, |hot| hot.load(epoch, Load::Finish));
            }
        }
    }

    /// Of each ten numbers one span, as a load never tells two that overlap.
    fn spans_to_load(&mut self) -> Vec<Span> {
        let from = self.free_from;
        self.free_from += 10;
        let first = from + self.rng.random_range(0..5);
        let end = first + self.rng.random_range(0..5);
        Span::new(first, end).into_iter().collect()
    }

    /// Sent, taken in and done with, in any order, and twice.
    async fn parcel(&mut self, step: usize) {
        let (epoch, other) = (self.epoch(), self.rng.random_range(0..3));
        match self.rng.random_range(0..4) {
            0 | 1 => {
                let wanted = self.rng.random_range(0..6);
                let send = Step::Send { to: other, wanted };
                let sent = both!(self, step, |hot| hot.parcel(epoch, send));
                if let Answer::Ready(Some(sent)) = sent {
                    self.parcels = sent.parcels;
                }
            }
            2 => {
                // Numbers that this shard does not have, as another shard sends them.
                let number = self.rng.random_range(0..6);
                let first = 1_000 * (u64::from(other) + 1) + 10 * number;
                let parcel = Parcel {
                    to: 9,
                    number,
                    spans: Span::new(first, first + number).into_iter().collect(),
                };
                let take = Step::Take {
                    from: other,
                    parcel: &parcel,
                };
                both!(self, step, |hot| plain_step(hot.parcel(epoch, take).await));
            }
            _ => {
                let known = self.parcels.iter().find(|parcel| parcel.to == other);
                let number = known.map_or(1, |parcel| parcel.number);
                let done = Step::Done { to: other, number };
                both!(self, step, |hot| plain_step(hot.parcel(epoch, done).await));
            }
        }
    }

    /// Mostly the present one.
    fn epoch(&mut self) -> i64 {
        match self.rng.random_range(0..20) {
            0 => self.epoch - 1,
            1 => self.epoch + 1,
            _ => self.epoch,
        }
    }

    /// Few enough for claims of the same microsecond.
    fn at(&mut self) -> i64 {
        1_795_000_000_000_000 + self.rng.random_range(0..6)
    }

    fn viewer(&mut self) -> &'static str {
        VIEWERS[self.rng.random_range(0..VIEWERS.len())]
    }

    fn value(&mut self) -> u64 {
        match self.primitive {
            Primitive::Tally => {
                self.rng.random::<u64>() & self.rng.random::<u64>() & self.rng.random::<u64>()
            }
            Primitive::Pool { .. } | Primitive::Roll => self.rng.random_range(0..14),
        }
    }

    fn known(&mut self, viewer: &str) -> Known {
        Known {
            viewer: viewer.into(),
            value: self.value(),
            at: self.at(),
        }
    }

    fn plays(&mut self) -> Vec<Play> {
        let count = self.rng.random_range(0..6);
        let play = |_| Play {
            viewer: self.viewer().into(),
            choice: self.value(),
            at: self.at(),
        };
        (0..count).map(play).collect()
    }

    async fn lesson(&mut self) -> Lesson {
        let known = (0..self.rng.random_range(0..3)).map(|_| {
            let viewer = self.viewer();
            self.known(viewer)
        });
        Lesson {
            known: known.collect(),
            lost: self.pending_or_not().await,
        }
    }

    /// Claims as they are, as they would be confirmed, and as they are not.
    async fn pending_or_not(&mut self) -> Vec<Known> {
        let pending = match plain(self.model.expired(self.epoch, i64::MAX, 3).await) {
            Answer::Ready(pending) => pending,
            _ => Vec::new(),
        };
        let mut claims = Vec::new();
        for claim in pending {
            match self.rng.random_range(0..3) {
                0 => claims.push(claim),
                1 => claims.push(self.known(&claim.viewer)),
                _ => {}
            }
        }
        claims
    }
}

/// What a play answers is what a play of the same viewer answers next, only not as new.
#[tokio::test]
async fn a_repeat_gets_the_same_claim() {
    let redis = PrivateRedis::start();
    let channel = Channel::embedded(Some(&redis.url)).await;
    let primitive = Primitive::Pool { slots: 2 };
    let shard = channel.tenant.hot().shard(Uuid::from_u128(7), 0);
    let hot = HotState::Redis(Redis::new(shard, primitive));
    let none = Lesson::default();
    let play = |viewer: &str, at| Play {
        viewer: viewer.into(),
        choice: 0,
        at,
    };
    plain(hot.load(1, Load::Begin).await);
    plain(hot.load(1, Load::Free(&[Span { first: 0, last: 1 }])).await);
    plain(hot.load(1, Load::Finish).await);
    let plays = [play("a", 10), play("b", 11), play("a", 12), play("c", 13)];
    let claimed = |value, at, fresh| Decision::Claimed {
        value,
        at,
        fresh,
        confirmed: false,
    };
    assert_eq!(
        plain(hot.play(1, &none, &plays).await),
        Answer::Ready(vec![
            claimed(0, 10, true),
            claimed(1, 11, true),
            claimed(0, 10, false),
            Decision::SoldOut
        ])
    );
    assert_eq!(plain(hot.play(2, &none, &plays).await), Answer::Missing);
    redis.flush();
    assert_eq!(plain(hot.play(1, &none, &plays).await), Answer::Missing);
}
