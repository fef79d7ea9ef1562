//! The engine while things break: a record that fails or commits without saying so, a hot state that is flushed, frozen
//! or killed, nodes that know nothing of each other, a sweep that comes too early. `OVATION_SEED=n` plays one run again.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use ovation::live::hot::{Answer, HotState};
use ovation::live::redis::Redis;
use ovation::live::{Claim, Engine, Live, Primitive, Reply, Shape};
use ovation::telemetry::stages::AllStages;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use super::book::{Entries, Faults};
use super::engine::{now, play};
use crate::support::channel::Channel;
use crate::support::redis::PrivateRedis;

const VIEWERS: usize = 300;
const SLOTS: u64 = 200;
/// Times each viewer asks, more or less at once.
const ASKS: usize = 3;
/// 300 were played when this was written.
const SEEDS: u64 = 20;

struct Storm {
    seed: u64,
    channel: Channel,
    book: Entries,
    faults: Arc<Faults>,
    nodes: Vec<(Engine, Arc<Live>)>,
}

/// What one viewer was told: the claim, or that there is none left.
type Told = Option<(u64, i64)>;

impl Storm {
    async fn new(seed: u64, channel: Channel) -> Self {
        let faults = Faults::new(&channel.tenant, seed, 0.3);
        let book = Entries {
            faults: Some(faults.clone()),
            ..Entries::new(channel.campaign().await)
        };
        // Every other storm over one shard.
        let shards = 1 + 3 * u16::try_from(seed % 2).unwrap();
        let shape = Shape::new(Primitive::Pool { slots: SLOTS }, shards);
        let nodes = (0..2).map(|_| {
            let engine = Engine::new(Handle::current(), AllStages::default());
            let live = engine.open(&channel.tenant, book.campaign, shape, book.clone());
            (engine, live)
        });
        Self {
            seed,
            nodes: nodes.collect(),
            channel,
            book,
            faults,
        }
    }

    /// Everybody asks, in waves and on any node, until there is an answer; between the waves there is `trouble`.
    async fn run(&self, trouble: impl AsyncFn(&mut ChaCha8Rng)) -> Vec<(usize, Reply)> {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        let mut asks: Vec<usize> = (0..VIEWERS * ASKS).map(|ask| ask % VIEWERS).collect();
        asks.shuffle(&mut rng);
        let mut asking = JoinSet::new();
        while !asks.is_empty() {
            for viewer in asks.split_off(asks.len().saturating_sub(rng.random_range(1..20))) {
                let live = self.nodes[rng.random_range(0..self.nodes.len())].1.clone();
                asking.spawn(async move { (viewer, until_answered(&live, viewer).await) });
            }
            trouble(&mut rng).await;
            // So that a wave is on its way, somewhere, when the next one comes.
            tokio::time::sleep(Duration::from_micros(rng.random_range(0..2_000))).await;
        }
        asking.join_all().await
    }

    /// What must hold when all have been answered.
    async fn check(&self, replies: Vec<(usize, Reply)>) {
        let seed = self.seed;
        self.faults.end().await;
        let record: HashMap<String, Claim> = self.record().await;
        let slots: HashSet<u64> = record.values().map(|c| c.value).collect();
        assert_eq!(slots.len(), record.len(), "seed {seed}: a slot twice");
        assert!(
            slots.iter().all(|slot| *slot < SLOTS),
            "seed {seed}: more than the pool"
        );
        let mut new = HashSet::new();
        for (viewer, reply) in replies {
            let id = format!("viewer {viewer}");
            match reply {
                Reply::New(claim) => {
                    assert_eq!(record.get(&id), Some(&claim), "seed {seed}");
                    assert!(new.insert(viewer), "seed {seed}: new to {id} twice");
                }
                Reply::Already(claim) => {
                    let written = record.get(&id).map(|c| (c.value, c.at));
                    assert_eq!(written, Some((claim.value, claim.at)), "seed {seed}: {id}");
                }
                // A slot that was out then may have come back since.
                Reply::SoldOut => {}
                Reply::NotOpen => panic!("seed {seed}: it is open"),
            }
        }
        self.drain().await;
    }

    /// No slot is lost: after a sweep the pool goes to the last one, and everybody is told the same again.
    async fn drain(&self) {
        for (engine, _) in &self.nodes {
            engine.sweep(now() + TimeDelta::seconds(1), Duration::ZERO).await;
        }
        let mut told: Vec<Told> = Vec::new();
        for viewer in 0..VIEWERS {
            told.push(claimed(&until_answered(&self.nodes[0].1, viewer).await));
        }
        let record = self.record().await;
        assert_eq!(record.len() as u64, SLOTS, "seed {}: slots got lost", self.seed);
        for (_, live) in &self.nodes {
            for (viewer, told) in told.iter().enumerate() {
                let again = claimed(&until_answered(live, viewer).await);
                assert_eq!(
                    again, *told,
                    "seed {}: viewer {viewer} is told otherwise",
                    self.seed
                );
            }
        }
    }

    async fn record(&self) -> HashMap<String, Claim> {
        let all = self.book.all(&self.channel.tenant).await;
        all.into_iter().map(|c| (c.viewer.to_string(), c)).collect()
    }

    fn redis(&self) -> HotState {
        let shard = self.channel.tenant.hot().shard(self.book.campaign, 0);
        HotState::Redis(Redis::new(shard, Primitive::Pool { slots: SLOTS }))
    }
}

fn claimed(reply: &Reply) -> Told {
    match reply {
        Reply::New(claim) | Reply::Already(claim) => Some((claim.value, claim.at.timestamp_micros())),
        Reply::SoldOut | Reply::NotOpen => None,
    }
}

async fn until_answered(live: &Live, viewer: usize) -> Reply {
    loop {
        match play(live, &format!("viewer {viewer}")).await {
            Ok(reply) => return reply,
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

/// Every fourth on PostgreSQL, where batches of different nodes meet in the record.
async fn channel(seed: u64, redis: Option<&str>) -> Channel {
    if seed.is_multiple_of(4) {
        Channel::pooled(redis).await
    } else {
        Channel::embedded(redis).await
    }
}

fn seeds(count: u64) -> Vec<u64> {
    match std::env::var("OVATION_SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => (0..count).collect(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_record_and_forgetful_nodes() {
    for seed in seeds(SEEDS) {
        let storm = Storm::new(seed, channel(seed, None).await).await;
        let replies = storm
            .run(async |rng| {
                let (engine, live) = &storm.nodes[rng.random_range(0..2)];
                match rng.random_range(0..20) {
                    0 => live.forget(),
                    1 => drop(engine.sweep(now() + TimeDelta::seconds(1), Duration::ZERO).await),
                    _ => {}
                }
            })
            .await;
        storm.check(replies).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flushed_redis() {
    let redis = PrivateRedis::start();
    for seed in seeds(SEEDS) {
        let storm = Storm::new(seed, channel(seed, Some(&redis.url)).await).await;
        let replies = storm
            .run(async |rng| {
                let (engine, _) = &storm.nodes[rng.random_range(0..2)];
                match rng.random_range(0..20) {
                    0 => redis.flush(),
                    1 => drop(engine.sweep(now() + TimeDelta::seconds(1), Duration::ZERO).await),
                    _ => {}
                }
            })
            .await;
        storm.check(replies).await;
    }
}

/// Frozen it still accepts connections: only a time limit sees it. Without it the record decides, and afterwards it is
/// rebuilt under a new epoch.
#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_stops_and_comes_back() {
    let redis = PrivateRedis::start();
    let storm = Storm::new(1, Channel::embedded(Some(&redis.url)).await).await;
    let [(_, one), (_, two)] = &storm.nodes[..] else {
        panic!()
    };
    let mut replies = Vec::new();
    for viewer in 0..20 {
        replies.push((viewer, until_answered(one, viewer).await));
    }
    let before = storm.channel.epoch(storm.book.campaign).await;

    redis.freeze();
    for viewer in 20..60 {
        let live = if viewer % 2 == 0 { one } else { two };
        replies.push((viewer, until_answered(live, viewer).await));
    }
    let without = storm.channel.epoch(storm.book.campaign).await;
    assert!(without > before, "what Redis knows is fenced");

    redis.thaw();
    back(&storm, without).await;
    redis.kill();
    for viewer in 60..100 {
        let live = if viewer % 2 == 0 { one } else { two };
        replies.push((viewer, until_answered(live, viewer).await));
    }
    let without = storm.channel.epoch(storm.book.campaign).await;
    redis.restart();
    back(&storm, without).await;
    storm.check(replies).await;
}

/// Viewers ask on until Redis answers for the record's epoch, one later than `without`.
async fn back(storm: &Storm, without: i64) {
    let returned = async {
        loop {
            for (_, live) in &storm.nodes {
                until_answered(live, 0).await;
            }
            let epoch = storm.channel.epoch(storm.book.campaign).await;
            let ready = matches!(storm.redis().figures(epoch).await, Ok(Answer::Ready(_)));
            if epoch > without && ready {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let limit = tokio::time::timeout(Duration::from_secs(60), returned);
    assert!(limit.await.is_ok(), "Redis is back, and nobody returned to it");
}
