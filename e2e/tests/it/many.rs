//! Grabs by the thousands, each sent one to five times, on connections of which half are cut at a random byte: duplicates
//! none, lost none, repeats equal to the byte.

use std::time::Instant;

use anyhow::{Context, Result};
use e2e::history::{History, Kind};
use e2e::proxy::{Cuts, Line, Proxy};
use e2e::storm::Storm;

use crate::harness::{Desk, Profile, Site, number, seed};

/// A connection carries some dozens of grabs until it is cut.
const CUT_WITHIN: u64 = 20_000;
/// Of a long run: a cut one rests for a while, and the others are to keep the server busy.
const CONNECTIONS_MAX: usize = 256;

async fn grabs(profile: Profile, viewers: u32) -> Result<()> {
    let seed = seed()?;
    let site = Site::open(profile).await?;
    let mut desk = Desk::open(&site).await?;
    let history = History::default();
    let scene = desk
        .scene(&site.ovation, &format!("{seed:x}-"), viewers, viewers * 2 / 3)
        .await?;
    let front = Proxy::start(site.address().port(), seed).await?;
    front.set(Line {
        cuts: Some(Cuts {
            per_mille: 500,
            within: CUT_WITHIN,
        }),
        ..Line::default()
    });
    let storm = Storm {
        address: format!("http://127.0.0.1:{}", front.port()).parse()?,
        connections: (viewers as usize / 100).clamp(64, CONNECTIONS_MAX),
        seed,
        abandoned_per_mille: 50,
    };
    let started = Instant::now();
    let done = async {
        storm.rage(&scene, &history, &scene.asks(&[Kind::Grab])).await?;
        let took = started.elapsed();
        front.mend();
        desk.reckon_of(&scene, &storm, &history, &[Kind::Grab]).await?;
        anyhow::Ok(took)
    };
    let took = site.check(done.await.with_context(|| history.report()));
    println!(
        "{viewers} grabs, {} answers in {took:?} on {} connections: duplicates 0, lost 0, repeats byte-equal",
        history.answers(),
        front.accepted()
    );
    site.ovation.reconcile().await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn embedded() -> Result<()> {
    grabs(Profile::Embedded, 1_500).await
}

#[tokio::test(flavor = "multi_thread")]
async fn full() -> Result<()> {
    grabs(Profile::Full, 1_500).await
}

/// GRABS=1000000.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "make chaos"]
async fn chaos_a_million_grabs() -> Result<()> {
    grabs(Profile::Full, number("GRABS").unwrap_or(1_000_000)).await
}
