//! A hundredth of the New Year's Eve show: every total agrees.

use std::sync::Arc;

use anyhow::{Result, ensure};
use e2e::progress::Progress;

use crate::harness::{Profile, Site};

async fn a_hundredth_of_the_evening(profile: Profile) -> Result<()> {
    let site = Site::open(profile).await?;
    let result = async {
        let report = e2e::replay::run(&site.options(0.01, 42), &Arc::new(Progress::default())).await?;
        println!("{}", report.text());
        ensure!(report.failures().is_empty(), "{:#?}", report.failures());
        let faults = report
            .tally
            .troubles
            .keys()
            .find(|why| why.starts_with("INTERNAL") || why.starts_with("HTTP 5"));
        ensure!(
            faults.is_none(),
            "the server had a fault that nobody had made: {faults:?}"
        );
        Ok(())
    };
    site.check(result.await);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn embedded() -> Result<()> {
    a_hundredth_of_the_evening(Profile::Embedded).await
}

#[tokio::test(flavor = "multi_thread")]
async fn full() -> Result<()> {
    a_hundredth_of_the_evening(Profile::Full).await
}
