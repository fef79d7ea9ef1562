//! `kill -9` of the server in the middle of the show, again and again: nothing lost, nothing doubled.

use std::sync::Arc;

use anyhow::{Result, ensure};
use e2e::progress::Progress;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::harness::{Profile, Server, Site, seed};

const KILLS: usize = 4;

/// Kills the server when so many answers are there as the seed says, and starts it again on the same port.
async fn kill_again_and_again(server: &mut Server, progress: &Progress, seed: u64) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut moments: Vec<f64> = (0..KILLS).map(|_| rng.random_range(0.02..0.98)).collect();
    moments.sort_by(f64::total_cmp);
    for moment in moments {
        progress.reached(moment).await;
        server.kill().await?;
        server.start().await?;
    }
    Ok(())
}

async fn nothing_is_lost(profile: Profile) -> Result<()> {
    let seed = seed()?;
    let mut site = Site::open(profile).await?;
    let options = site.options(0.005, seed);
    let progress = Arc::new(Progress::default());
    let result = tokio::try_join!(
        e2e::replay::run(&options, &progress),
        kill_again_and_again(&mut site.server, &progress, seed),
    );
    let (report, ()) = site.check(result);
    println!("{}", report.text());
    site.check(
        async {
            ensure!(report.failures().is_empty(), "{:#?}", report.failures());
            Ok(())
        }
        .await,
    );
    ensure!(
        !report.tally.troubles.is_empty(),
        "no client noticed that the server was killed {KILLS} times"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn embedded() -> Result<()> {
    nothing_is_lost(Profile::Embedded).await
}

#[tokio::test(flavor = "multi_thread")]
async fn full() -> Result<()> {
    nothing_is_lost(Profile::Full).await
}
