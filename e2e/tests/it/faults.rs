//! What the server stands on is slow, deaf, cut off, stopped, flushed or killed in the middle of a storm: nothing lost,
//! nothing doubled, nobody kept waiting beyond the deadline, and back in service without a restart.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::history::{History, Kind};
use e2e::proxy::{Accept, End, Flow, Line, Proxy};
use e2e::storm::Storm;
use tokio::time::timeout;

use crate::harness::{ALL, DEADLINE, Desk, Site, Wires, number, seed, until};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    RedisStopped,
    RedisKilled,
    RedisLost,
    RedisFlushed,
    RedisFull,
    RedisParted,
    RedisHeld,
    RedisReset,
    RedisDeaf,
    PostgresKilled,
    PostgresParted,
    PostgresHeld,
    PostgresReset,
    /// Answers get lost: what was committed is not known to be.
    PostgresMute,
    BothSlow,
}

pub const EVERY: [Fault; 15] = [
    Fault::RedisStopped,
    Fault::RedisKilled,
    Fault::RedisLost,
    Fault::RedisFlushed,
    Fault::RedisFull,
    Fault::RedisParted,
    Fault::RedisHeld,
    Fault::RedisReset,
    Fault::RedisDeaf,
    Fault::PostgresKilled,
    Fault::PostgresParted,
    Fault::PostgresHeld,
    Fault::PostgresReset,
    Fault::PostgresMute,
    Fault::BothSlow,
];

/// Longer than Redis is waited for; a storm goes on as long.
const LASTS: Duration = Duration::from_millis(1_500);
const VIEWERS: u32 = 100;

impl Fault {
    /// Makes it, lets it last, and undoes it.
    async fn strike(self, site: &Site) -> Result<()> {
        let services = site.services.as_ref().context("no services")?;
        let Wires { postgres, redis } = site.wires.as_ref().context("no wires")?;
        let flows = |up, down| Line {
            up,
            down,
            ..Line::default()
        };
        match self {
            Self::RedisStopped => services.stop_redis(LASTS).await,
            Self::RedisKilled => services.kill_redis().await,
            Self::RedisLost => services.lose_redis().await,
            Self::RedisFlushed => services.redis_cli(&["FLUSHALL"]).await.map(drop),
            Self::RedisFull => {
                services.redis_cli(&["CONFIG", "SET", "maxmemory", "1"]).await?;
                tokio::time::sleep(LASTS).await;
                services
                    .redis_cli(&["CONFIG", "SET", "maxmemory", "0"])
                    .await
                    .map(drop)
            }
            Self::PostgresKilled => services.kill_postgres().await,
            Self::RedisParted => broken(redis, Line::PARTED).await,
            Self::RedisHeld => broken(redis, flows(Flow::Held, Flow::Through)).await,
            Self::RedisDeaf => {
                redis.cut(End::Reset);
                broken(
                    redis,
                    Line {
                        accept: Accept::Deaf,
                        ..Line::default()
                    },
                )
                .await
            }
            Self::PostgresParted => broken(postgres, Line::PARTED).await,
            Self::PostgresHeld => broken(postgres, flows(Flow::Through, Flow::Held)).await,
            Self::PostgresMute => broken(postgres, flows(Flow::Through, Flow::Lost)).await,
            Self::RedisReset => resets(redis).await,
            Self::PostgresReset => resets(postgres).await,
            Self::BothSlow => {
                let slow = Line {
                    latency: Duration::from_millis(30),
                    bytes_per_second: Some(200_000),
                    ..Line::default()
                };
                redis.set(slow);
                broken(postgres, slow).await?;
                redis.mend();
                Ok(())
            }
        }
    }
}

async fn broken(wire: &Proxy, line: Line) -> Result<()> {
    wire.set(line);
    tokio::time::sleep(LASTS).await;
    wire.mend();
    Ok(())
}

async fn resets(wire: &Proxy) -> Result<()> {
    for _ in 0..30 {
        wire.cut(End::Reset);
        tokio::time::sleep(LASTS / 30).await;
    }
    Ok(())
}

/// The storm, the fault in its middle, the reckoning. How long the service took to come back.
pub async fn weather(site: &Site, desk: &mut Desk, fault: Fault, seed: u64) -> Result<Duration> {
    let history = History::default();
    let scene = desk
        .scene(&site.ovation, &format!("{seed:x}-"), VIEWERS, VIEWERS / 2)
        .await?;
    let storm = Storm {
        address: site.address().clone(),
        connections: 16,
        seed,
        abandoned_per_mille: 100,
    };
    let asks = scene.asks(&ALL);
    let (first, rest) = asks.split_at(asks.len() / 4);
    storm.rage(&scene, &history, first).await?;
    let calm = history.answers();
    let run = async {
        let back = async {
            // In the middle: what is in flight then is what matters.
            until("the storm goes on", async || Ok(history.answers() > calm + 20)).await?;
            history.note(format!("{fault:?}"));
            fault.strike(site).await?;
            history.note("mended");
            let since = Instant::now();
            storm
                .settle(&scene, &history, &scene.asks(&[Kind::Grab])[..1])
                .await?;
            Ok(since.elapsed())
        };
        let (back, ()) = tokio::try_join!(back, storm.rage(&scene, &history, rest))?;
        desk.reckon(&scene, &storm, &history).await?;
        Ok(back)
    };
    let ended = timeout(DEADLINE, run)
        .await
        .context("not done in time")
        .and_then(|done| done);
    ended.with_context(|| format!("{fault:?}, seed {seed}\n{}", history.report()))
}

pub async fn all_of(faults: &[Fault]) -> Result<()> {
    let seed = seed()?;
    let site = Site::wired(seed).await?;
    let mut desk = Desk::open(&site).await?;
    for (number, fault) in faults.iter().enumerate() {
        let since = Instant::now();
        let back = site.check(weather(&site, &mut desk, *fault, seed.wrapping_add(number as u64)).await);
        println!("{fault:?}: back after {back:?}, {:?} in all", since.elapsed());
    }
    site.ovation.reconcile().await?;
    ensure!(
        site.server.is_ready().await,
        "the server is not ready after all is mended"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_redis_and_a_mute_postgres() -> Result<()> {
    all_of(&[Fault::RedisStopped, Fault::PostgresMute]).await
}

/// What a node has to look up first, such as the terms of a campaign that it meets, is waited for no longer than a play.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_question_to_a_mute_postgres() -> Result<()> {
    let seed = seed()?;
    let site = Site::wired(seed).await?;
    let mut desk = Desk::open(&site).await?;
    let history = History::default();
    let scene = desk.scene(&site.ovation, "first-", VIEWERS, VIEWERS).await?;
    let storm = Storm {
        address: site.address().clone(),
        connections: 16,
        seed,
        abandoned_per_mille: 0,
    };
    let run = async {
        // So that the connections to PostgreSQL are known to be alive, and are not asked whether they are.
        storm.rage(&scene, &history, &scene.asks(&[Kind::Grab])).await?;
        let strike = async {
            history.note("mute");
            Fault::PostgresMute.strike(&site).await?;
            history.note("mended");
            Ok(())
        };
        let entries = scene.asks(&[Kind::Enter]);
        tokio::try_join!(strike, storm.rage(&scene, &history, &entries))?;
        desk.reckon(&scene, &storm, &history).await
    };
    let ended = timeout(DEADLINE, run)
        .await
        .context("not done in time")
        .and_then(|done| done);
    site.check(ended.with_context(|| history.report()));
    Ok(())
}

/// Every fault, again and again.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "make chaos"]
async fn chaos_every_fault() -> Result<()> {
    let ends = Instant::now() + Duration::from_secs(60 * u64::from(number("MINUTES").unwrap_or(2)));
    loop {
        all_of(&EVERY).await?;
        if Instant::now() >= ends {
            return Ok(());
        }
    }
}
