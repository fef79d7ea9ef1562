//! Plays a second through the engine, and what they cost. Not a test: `cargo nextest run --release -p server
//! --run-ignored only measure --no-capture`. The CPU is this whole process's, load generator included.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ovation::live::{Engine, Live, Primitive, Reply};
use ovation::telemetry::stages::AllStages;
use sea_orm::ConnectionTrait;
use tokio::runtime::Handle;

use super::book::Entries;
use super::engine::{now, play};
use crate::support::channel::{Channel, statement};
use crate::support::redis::PrivateRedis;

/// Viewers who ask at a time.
const AT_A_TIME: usize = 512;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn plays_a_second_in_process_and_sqlite() {
    storm("in process, SQLite", Channel::embedded(None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn plays_a_second_on_redis_and_postgres() {
    let redis = PrivateRedis::start();
    storm("Redis, PostgreSQL", Channel::pooled(Some(&redis.url)).await).await;
}

async fn storm(profile: &str, channel: Channel) {
    const SLOTS: u64 = 200_000;
    let book = Entries::new(channel.campaign().await);
    let engine = Engine::new(Handle::current(), AllStages::default());
    let live = engine.open(
        &channel.tenant,
        book.campaign,
        Primitive::Pool { slots: SLOTS },
        book,
    );
    measure(profile, "wins", SLOTS, |n| {
        one(live.clone(), format!("viewer {n}"), "New")
    })
    .await;
    let again = |n| {
        one(
            live.clone(),
            format!("viewer {}", SLOTS - 1 - n % 10_000),
            "Already",
        )
    };
    measure(profile, "the same again", SLOTS, again).await;
    let late = |n| one(live.clone(), format!("late {n}"), "SoldOut");
    measure(profile, "too late, at first", 20_000, late).await;
    tokio::time::timeout(Duration::from_secs(60), async {
        while live.answer_now("a stranger").is_none() {
            play(&live, "somebody").await.unwrap();
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    let late = |n| one(live.clone(), format!("later {n}"), "SoldOut");
    measure(profile, "too late, all known", SLOTS, late).await;
}

async fn one(live: Arc<Live>, viewer: String, expected: &'static str) {
    let told = match play(&live, &viewer).await.unwrap() {
        Reply::New(_) => "New",
        Reply::Already(_) => "Already",
        Reply::SoldOut => "SoldOut",
        Reply::NotOpen => "NotOpen",
    };
    assert_eq!(told, expected, "{viewer}");
}

async fn measure<F>(profile: &str, what: &str, count: u64, ask: impl Fn(u64) -> F + Send + Sync)
where
    F: Future<Output = ()> + Send + 'static,
{
    let (since, cpu) = (Instant::now(), cpu_ms());
    let next = AtomicU64::new(0);
    let asking = (0..AT_A_TIME).map(|_| async {
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= count {
                return;
            }
            ask(n).await;
        }
    });
    futures::future::join_all(asking).await;
    report(profile, what, count, since.elapsed(), cpu_ms() - cpu);
}

#[expect(clippy::print_stdout, reason = "what a measurement is for")]
fn report(profile: &str, what: &str, count: u64, took: Duration, cpu_ms: u64) {
    let a_second = count as f64 / took.as_secs_f64();
    let cpu_us = cpu_ms as f64 * 1_000.0 / count as f64;
    println!(
        "{profile:20} {what:22} {count:8} in {took:8.2?} {a_second:10.0} a second {cpu_us:6.1} µs CPU each"
    );
}

/// User and system time of this process; the kernel counts in hundredths.
fn cpu_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    (fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()) * 10
}

/// A million grants after Redis has lost them: how long until the hot state is whole, and what viewers are told meanwhile.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn a_rebuild_of_a_million() {
    let redis = PrivateRedis::start();
    let channel = Channel::pooled(Some(&redis.url)).await;
    let book = Entries::new(channel.campaign().await);
    let tx = channel.tenant.write().await.unwrap();
    let fill = "INSERT INTO entries (campaign_id, viewer_id, nickname, number, entered_at) \
                SELECT $1, 'viewer ' || n, 'nick', n, $2 FROM generate_series(0, 999999) AS n";
    let values = [book.campaign.into(), now().into()];
    tx.execute_raw(statement(&tx, fill, values)).await.unwrap();
    tx.commit().await.unwrap();
    let engine = Engine::new(Handle::current(), AllStages::default());
    let pool = Primitive::Pool { slots: 2_000_000 };
    let live = engine.open(&channel.tenant, book.campaign, pool, book);
    let (since, mut told) = (Instant::now(), 0);
    loop {
        if let Ok(Reply::Already(_)) = play(&live, &format!("viewer {told}")).await {
            told += 1;
        }
        if let Ok(Reply::New(claim)) = play(&live, "a stranger").await {
            println!(
                "rebuilt after {:.2?}: {told} who asked again had their answer, then {claim:?}",
                since.elapsed()
            );
            return;
        }
    }
}
