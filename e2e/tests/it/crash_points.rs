//! The server ends on the spot, or panics, at each step between hot state and record: nothing lost, nothing doubled, and
//! everybody is told the same again.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::history::{Ask, History};
use e2e::storm::{Scene, Storm};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::time::timeout;

use crate::harness::{ALL, DEADLINE, Desk, LogFrom, Profile, Services, Site, arms, failpoints, number, seed};

const VIEWERS: u32 = 16;
const PACKETS: u32 = 10;

/// On the way of every play, with a rebuild before it: a server that is started armed with one of these comes to it.
const ON_THE_WAY: [&str; 11] = [
    "live.ask",
    "live.asked",
    "live.begin",
    "live.gate",
    "live.inserted",
    "live.committed",
    "live.confirm",
    "live.answer",
    "live.rebuild.begun",
    "live.rebuild.claims",
    "live.rebuild.finish",
];

/// A pool of a million packets and more has shards, and one that is dry takes over from the others. This one is dealt
/// over three before anything of it is played.
const DEAL: &str = "UPDATE data.campaigns SET shards = 3 WHERE kind = 'RED_PACKET' AND status = 'OPEN' \
    AND NOT EXISTS (SELECT FROM data.grants WHERE grants.campaign_id = campaigns.id)";

/// What befalls Redis on the full profile during the second half: some points are come to only then.
#[derive(Clone, Copy)]
enum Trouble {
    Flushed,
    Stopped,
}

impl Trouble {
    const LASTS: Duration = Duration::from_millis(1_500);
    /// The server asks for Redis again after one second, and then after two more; or it has noticed nothing.
    const BACK_WITHIN: Duration = Duration::from_secs(4);

    fn on_the_way_to(point: &str) -> Option<Self> {
        match point {
            "live.rebuild.epoch" => Some(Self::Flushed),
            "live.fall_back" | "live.return" => Some(Self::Stopped),
            _ => None,
        }
    }

    /// Whether a server came back to Redis, or a second one was started.
    fn is_over(log: &str) -> bool {
        log.contains("the hot state is back") || log.matches("listening on").count() > 1
    }

    /// Asks, the first quarter before Redis is in trouble.
    async fn rage(
        self,
        services: &Services,
        (storm, log): (&Storm, &LogFrom),
        (scene, history): (&Scene, &History),
        asks: &[Ask],
    ) -> Result<()> {
        let (early, late) = asks.split_at(asks.len().div_ceil(4));
        storm.rage(scene, history, early).await?;
        match self {
            Self::Flushed => {
                history.note("Redis is flushed");
                services.redis_cli(&["FLUSHALL"]).await?;
                storm.rage(scene, history, late).await
            }
            Self::Stopped => {
                history.note("Redis is stopped");
                // Stopped first: the two are polled in this order.
                tokio::try_join!(services.stop_redis(Self::LASTS), storm.rage(scene, history, late))?;
                history.note("Redis goes on");
                let asking = async {
                    // It looks for Redis only while it is asked.
                    while !Self::is_over(&log.read()) {
                        storm.settle(scene, history, asks).await?;
                    }
                    Ok(())
                };
                timeout(Self::BACK_WITHIN, asking).await.unwrap_or(Ok(()))
            }
        }
    }
}

/// Half of a storm, `kill -9`, a server with one point armed, the other half; then the reckoning, through all the crashes
/// that come. Whether the point was come to.
pub async fn crash(
    site: &mut Site,
    desk: &mut Desk,
    (point, armed): (&str, &str),
    seed: u64,
) -> Result<bool> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let history = History::default();
    let storm = Storm {
        address: site.address().clone(),
        connections: 12,
        seed,
        abandoned_per_mille: rng.random_range(0..300),
    };
    let first_half = async {
        let prefix = format!("{seed:x}-");
        let scene = desk.scene(&site.ovation, &prefix, VIEWERS, PACKETS).await?;
        let mut before = 1..VIEWERS as usize * ALL.len();
        if point.starts_with("live.parcel.")
            && let Some(services) = &site.services
        {
            services.sql("ovation", &[DEAL]).await?;
            // A shard runs dry but once or twice, and it is to be the armed server that comes to it.
            before.end = 2;
        }
        let mut asks = scene.asks(&ALL);
        asks.shuffle(&mut rng);
        let second = asks.split_off(rng.random_range(before));
        storm.rage(&scene, &history, &asks).await?;
        anyhow::Ok((scene, second))
    };
    // What the last run armed and did not come to may be come to now.
    let (scene, second) = tokio::select! {
        first = first_half => first?,
        failed = site.server.keep(&history) => match failed? {},
    };
    site.server.kill().await?;
    site.server.crashes = 0;
    let log = site.server.log_from_now();
    history.note(format!("killed; started with {armed}"));
    site.server.start_armed(armed)?;
    let trouble = Trouble::on_the_way_to(point).zip(site.services.as_ref());
    let run = async {
        match trouble {
            Some((trouble, services)) => {
                trouble
                    .rage(services, (&storm, &log), (&scene, &history), &second)
                    .await?
            }
            None => storm.rage(&scene, &history, &second).await?,
        }
        desk.reckon(&scene, &storm, &history).await
    };
    let ended = tokio::select! {
        ended = timeout(DEADLINE, run) => ended.context("not done in time").and_then(|done| done),
        failed = site.server.keep(&history) => failed.map(|never| match never {}),
    };
    ended.with_context(|| format!("{armed}, seed {seed}\n{}", history.report()))?;
    let panicked = log.read().contains(&format!("failpoint {point} panic"));
    Ok(site.server.crashes > 0 || panicked)
}

/// Run after run, each with what `next` says, until it says no more. How often each point was come to.
async fn crashes(
    site: &mut Site,
    mut next: impl FnMut() -> Option<(String, String, u64)>,
) -> Result<BTreeMap<String, u32>> {
    let mut desk = Desk::open(site).await?;
    let mut reached = BTreeMap::new();
    while let Some((point, armed, seed)) = next() {
        let result = crash(site, &mut desk, (&point, &armed), seed).await;
        *reached.entry(point).or_default() += u32::from(site.check(result));
    }
    site.ovation.reconcile().await?;
    Ok(reached)
}

/// So often a point is tried again that chance has led past: with nothing left to win, nothing is inserted.
const TRIES: usize = 4;

/// Each of these once.
async fn each(profile: Profile, points: &[&str]) -> Result<()> {
    let mut seed = seed()?;
    let known = failpoints()?;
    let mut site = Site::open(profile).await?;
    let started = Instant::now();
    let mut reached: BTreeMap<String, u32> = BTreeMap::new();
    for _ in 0..TRIES {
        if reached.len() == points.len() {
            break;
        }
        let left = points.iter().filter(|point| !reached.contains_key(**point));
        let left: Vec<String> = left.map(|point| (*point).to_owned()).collect();
        let mut left = left.into_iter();
        let next = || {
            let point = left.next()?;
            seed = seed.wrapping_add(1);
            let armed = format!("{point}=abort");
            Some((point, armed, seed))
        };
        let came_to = crashes(&mut site, next).await?;
        reached.extend(came_to.into_iter().filter(|(_, times)| *times > 0));
    }
    println!("{:?} a run", started.elapsed() / u32::try_from(points.len())?);
    for point in points {
        ensure!(
            known.iter().any(|known| known == point),
            "the server has no point {point} any more"
        );
        ensure!(
            reached.contains_key(*point),
            "{point} was not come to: is the server built with --features server/failpoints?"
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn embedded() -> Result<()> {
    each(Profile::Embedded, &ON_THE_WAY).await
}

/// Where Redis keeps what was pending when the server ended, or goes away itself.
#[tokio::test(flavor = "multi_thread")]
async fn full() -> Result<()> {
    each(
        Profile::Full,
        &[
            "live.asked",
            "live.inserted",
            "live.committed",
            "live.confirm",
            "live.parcel.sent",
            "live.parcel.taken",
            "live.rebuild.epoch",
            "live.fall_back",
            "live.return",
        ],
    )
    .await
}

/// RUNS of them, or MINUTES long: any point, after any number of passes. A fresh server now and then, so that what has
/// been lived through stays small.
async fn thousands(profile: Profile) -> Result<()> {
    let (seed, points) = (seed()?, failpoints()?);
    let (runs, minutes) = (number("RUNS").unwrap_or(500), number("MINUTES").unwrap_or(600));
    let (started, ends) = (Instant::now(), Duration::from_secs(u64::from(minutes) * 60));
    let mut reached: BTreeMap<String, u32> = BTreeMap::new();
    let mut done = 0;
    while done < runs && started.elapsed() < ends {
        let mut site = Site::open(profile).await?;
        let batch = runs.min(done + 50);
        let next = || {
            if done >= batch || started.elapsed() >= ends {
                return None;
            }
            let seed = seed.wrapping_add(u64::from(done));
            let mut rng = ChaCha8Rng::seed_from_u64(!seed);
            done += 1;
            let point = pick(&points, &mut rng);
            Some((point.to_owned(), arms(point, &mut rng), seed))
        };
        for (point, times) in crashes(&mut site, next).await? {
            *reached.entry(point).or_default() += times;
        }
        println!(
            "{done} runs in {:?}, no exception; ended or panicked at {reached:?}",
            started.elapsed()
        );
    }
    Ok(())
}

/// A member's request whose node died is carried out anew only after twenty seconds: those points are seldom chosen.
fn pick<'a>(points: &'a [String], rng: &mut ChaCha8Rng) -> &'a str {
    let often = !rng.random_ratio(1, 40);
    let chosen: Vec<&String> = points
        .iter()
        .filter(|point| point.starts_with("live.") == often)
        .collect();
    chosen[rng.random_range(0..chosen.len())]
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "make chaos"]
async fn chaos_crash_runs_embedded() -> Result<()> {
    thousands(Profile::Embedded).await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "make chaos"]
async fn chaos_crash_runs_full() -> Result<()> {
    thousands(Profile::Full).await
}
