//! A pool over several shards is one pool: given out to the last slot, to whoever comes first, whatever breaks on the way
//! from one shard to another. `OVATION_SEED=n` plays one run again.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use ovation::live::claims::{Decision, Lesson, Play};
use ovation::live::hot::{Answer, HotState, Load};
use ovation::live::parcel::Step;
use ovation::live::redis::Redis;
use ovation::live::slots::Span;
use ovation::live::{Engine, Live, Primitive, Reply, Shape};
use ovation::telemetry::stages::AllStages;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::book::Entries;
use super::engine::{now, play};
use crate::support::channel::Channel;
use crate::support::redis::PrivateRedis;

const SHARDS: u16 = 8;

fn seed() -> u64 {
    std::env::var("OVATION_SEED").map_or_else(|_| rand_seed(), |seed| seed.parse().unwrap())
}

/// Another one each time; it is printed with what fails.
fn rand_seed() -> u64 {
    Uuid::new_v4().as_u64_pair().0
}

async fn pool(channel: &Channel, slots: u64) -> (Engine, Arc<Live>, Entries) {
    let book = Entries::new(channel.campaign().await);
    let engine = Engine::new(Handle::current(), AllStages::default());
    let shape = Shape::new(Primitive::Pool { slots }, SHARDS);
    let live = engine.open(&channel.tenant, book.campaign, shape, book.clone());
    (engine, live, book)
}

/// One after the other, so that who came first is known: exactly those get something.
async fn first_come_first_served(channel: Channel) {
    let (_engine, live, book) = pool(&channel, 100).await;
    let seed = seed();
    let mut viewers: Vec<u64> = (0..160).collect();
    viewers.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let mut slots = HashSet::new();
    for (n, viewer) in viewers.iter().enumerate() {
        let reply = play(&live, &format!("viewer {viewer}")).await.unwrap();
        match reply {
            Reply::New(claim) if n < 100 => assert!(slots.insert(claim.value), "seed {seed}: a slot twice"),
            Reply::SoldOut if n >= 100 => {}
            other => panic!("seed {seed}: {other:?} to number {n}"),
        }
    }
    assert_eq!(book.all(&channel.tenant).await.len(), 100);
    let figures = live.figures().await.unwrap();
    assert_eq!(
        (figures.claimed, figures.pending, figures.left),
        (100, 0, Some(0))
    );
}

#[tokio::test]
async fn the_first_to_come_get_all_of_it_in_process() {
    first_come_first_served(Channel::embedded(None).await).await;
}

#[tokio::test]
async fn the_first_to_come_get_all_of_it_on_redis() {
    let redis = PrivateRedis::start();
    first_come_first_served(Channel::pooled(Some(&redis.url)).await).await;
}

/// In a crowd whoever asks ahead of the last slot's taker by more than what is on its way at a time gets one, of whichever
/// shard: shares differ from those of the arrivals by chance alone.
#[tokio::test(flavor = "multi_thread")]
async fn no_shard_is_better_than_another() {
    const CROWD: usize = 40;
    let channel = Channel::embedded(None).await;
    let (_engine, live, _) = pool(&channel, 1_000).await;
    let seed = seed();
    let mut viewers: Vec<u64> = (0..2_000).collect();
    viewers.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let names: Vec<String> = viewers.iter().map(|viewer| format!("viewer {viewer}")).collect();
    let mut won = Vec::new();
    for crowd in names.chunks(CROWD) {
        let replies = futures::future::join_all(crowd.iter().map(|viewer| play(&live, viewer))).await;
        won.extend(replies.iter().map(|reply| matches!(reply, Ok(Reply::New(_)))));
    }
    assert_eq!(won.iter().filter(|won| **won).count(), 1_000, "seed {seed}");
    assert!(
        won[..1_000].iter().all(|won| *won),
        "seed {seed}: somebody was passed over"
    );
    let shape = Shape::new(Primitive::Pool { slots: 1_000 }, SHARDS);
    let mut shares: HashMap<u16, (u32, u32)> = HashMap::new();
    for (viewer, won) in names.iter().zip(&won) {
        let (asked, winners) = shares.entry(shape.shard_of(viewer)).or_default();
        *asked += 1;
        *winners += u32::from(*won);
    }
    // Half of each shard's viewers are among the first thousand, within five standard deviations.
    for (shard, (asked, winners)) in shares {
        let (asked, winners) = (f64::from(asked), f64::from(winners));
        let off = (winners - asked / 2.0) / (asked / 4.0).sqrt();
        assert!(off.abs() < 5.0, "seed {seed}: shard {shard} is off by {off}");
    }
}

/// Whoever carries a parcel dies after each step in turn; the next one brings it home, and no number is there twice.
#[tokio::test]
async fn a_parcel_arrives_once_whoever_dies_on_the_way() {
    let redis = PrivateRedis::start();
    let channel = Channel::embedded(Some(&redis.url)).await;
    let primitive = Primitive::Pool { slots: 10 };
    for steps in 0..4 {
        let campaign = Uuid::from_u128(steps);
        let shard = |n| HotState::Redis(Redis::new(channel.tenant.hot().shard(campaign, n), primitive));
        let (giver, taker) = (shard(0), shard(1));
        for (hot, free) in [(&giver, Span::new(0, 10)), (&taker, None)] {
            ready(hot.load(1, Load::Begin).await.unwrap());
            ready(hot.load(1, Load::Free(free.as_slice())).await.unwrap());
            ready(hot.load(1, Load::Finish).await.unwrap());
        }
        carry(&giver, &taker, steps).await;
        carry(&giver, &taker, 3).await;
        let left = async |hot: &HotState| ready(hot.figures(1).await.unwrap()).left.unwrap();
        assert_eq!(left(&giver).await + left(&taker).await, 10, "after {steps} steps");
        let mut numbers = HashSet::new();
        for hot in [&giver, &taker] {
            let plays: Vec<Play> = (0..12).map(|n| a_play(&format!("viewer {n}"))).collect();
            for decision in ready(hot.play(1, &Lesson::default(), &plays).await.unwrap()) {
                if let Decision::Claimed { value, .. } = decision {
                    assert!(numbers.insert(value), "{value} twice after {steps} steps");
                }
            }
        }
        assert_eq!(numbers.len(), 10, "after {steps} steps");
    }
}

async fn carry(giver: &HotState, taker: &HotState, steps: u128) {
    let send = Step::Send { to: 1, wanted: 1 };
    if steps == 0 {
        return;
    }
    let sent = ready(giver.parcel(1, send).await.unwrap()).unwrap();
    let parcel = &sent.parcels[0];
    if steps > 1 {
        let take = Step::Take { from: 0, parcel };
        ready(taker.parcel(1, take).await.unwrap());
    }
    if steps > 2 {
        let done = Step::Done {
            to: 1,
            number: parcel.number,
        };
        ready(giver.parcel(1, done).await.unwrap());
    }
}

fn ready<T: std::fmt::Debug>(answer: Answer<T>) -> T {
    match answer {
        Answer::Ready(value) => value,
        other => panic!("{other:?}"),
    }
}

fn a_play(viewer: &str) -> Play {
    Play {
        viewer: viewer.into(),
        choice: 0,
        at: now().timestamp_micros(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_votes_of_all_shards_are_counted() {
    let redis = PrivateRedis::start();
    let channel = Channel::embedded(Some(&redis.url)).await;
    let book = Entries::new(channel.campaign().await);
    let engine = Engine::new(Handle::current(), AllStages::default());
    let shape = Shape::new(Primitive::Tally, SHARDS);
    let live = engine.open(&channel.tenant, book.campaign, shape, book.clone());
    let votes = (0..400_u64).map(|n| {
        let live = live.clone();
        // The book has one number an entry: distinct sets of options.
        async move {
            live.play(format!("viewer {n}").into(), "nick".into(), n + 1, now())
                .await
        }
    });
    let replies = futures::future::join_all(votes).await;
    assert!(replies.iter().all(|reply| matches!(reply, Ok(Reply::New(_)))));
    let counts = live.figures().await.unwrap().counts;
    for (option, count) in (0..64_u32).zip(counts) {
        let chose = (1..=400_u64).filter(|mask| mask >> option & 1 == 1).count() as u64;
        assert_eq!(count, chose, "option {option}");
    }
}

/// What a node is certain of it says without asking anybody, and it says what the record says.
#[tokio::test]
async fn what_is_final_is_answered_at_once() {
    let channel = Channel::embedded(None).await;
    let (engine, live, book) = pool(&channel, 20).await;
    let mut rng = ChaCha8Rng::seed_from_u64(seed());
    assert_eq!(live.answer_now("viewer 0"), None, "nothing is known yet");
    let mut told = HashMap::new();
    for n in 0..30 {
        let viewer = format!("viewer {n}");
        told.insert(viewer.clone(), play(&live, &viewer).await.unwrap());
    }
    for _ in 0..100 {
        let viewer = format!("viewer {}", rng.random_range(0..30));
        let again = known(&live, &viewer).await;
        match &told[&viewer] {
            Reply::New(claim) => assert_eq!(again, Reply::Already(claim.clone())),
            other => assert_eq!(&again, other),
        }
    }
    // Who never asked: once the winners are gathered.
    assert_eq!(known(&live, "a stranger").await, Reply::SoldOut);
    // A new generation of the hot state, and nothing said before counts.
    live.forget();
    assert_eq!(live.answer_now("viewer 0"), None);
    assert_eq!(play(&live, "a stranger").await.unwrap(), Reply::SoldOut);
    // Settled, the record alone answers.
    channel.set_status(book.campaign, "SETTLED").await;
    engine.settled(&channel.tenant, book.campaign).await.unwrap();
    assert_eq!(live.answer_now("viewer 0"), None);
    engine
        .sweep(now() + TimeDelta::seconds(90), Duration::from_secs(60))
        .await;
    assert!(matches!(play(&live, "a stranger").await.unwrap(), Reply::NotOpen));
}

/// What is said without asking, as soon as it is: others play on meanwhile.
async fn known(live: &Live, viewer: &str) -> Reply {
    let known = async {
        loop {
            if let Some(reply) = live.answer_now(viewer) {
                return reply;
            }
            play(live, "somebody").await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), known)
        .await
        .unwrap()
}
