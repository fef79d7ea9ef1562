//! Redis gone with all that it knew, PostgreSQL killed, in the middle of the show: the totals stay exact.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use e2e::progress::Progress;

use crate::harness::{Profile, Services, Site, seed};

async fn break_both(services: &Services, progress: &Progress) -> Result<()> {
    progress.reached(0.3).await; // the first red packet is open
    services.lose_redis().await?;
    progress.reached(0.6).await;
    services.kill_postgres().await?;
    progress.reached(0.85).await; // the last red packet
    services.lose_redis().await
}

#[tokio::test(flavor = "multi_thread")]
async fn full() -> Result<()> {
    let seed = seed()?;
    let site = Site::open(Profile::Full).await?;
    let options = site.options(0.005, seed);
    let progress = Arc::new(Progress::default());
    let services = site.services.as_ref().context("the full profile has services")?;
    let result = tokio::try_join!(
        e2e::replay::run(&options, &progress),
        break_both(services, &progress)
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
    Ok(())
}
