//! The purge of a deleted channel, killed again and again: in the end nothing of it is left, and its neighbour has all.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::audience;
use e2e::ovation::Ovation;
use e2e::retry::{Caller, Patience};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use crate::harness::{CHANNEL, Profile, Site, Told, open_campaign, seed};

const KILLS: usize = 12;

async fn killed_again_and_again(operator: &Ovation, seed: u64) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    // As long as one that is left alone may take: kills fall everywhere, some of them too early.
    let mut longest = Duration::from_millis(400);
    for _ in 0..KILLS {
        let since = Instant::now();
        let after = longest.mul_f64(rng.random_range(0.3..1.0));
        if Told::run(operator, &["tenant", "purge"])?
            .killed_in(after)
            .await?
        {
            longest = since.elapsed();
        }
    }
    let said = operator.run(&["tenant", "purge"], "").await?;
    ensure!(said.contains("channels deleted"), "{said}");
    Ok(())
}

async fn nothing_is_left(profile: Profile) -> Result<()> {
    let seed = seed()?;
    let site = Site::open(profile).await?;
    let mut operator = site.ovation.clone();
    if let Some(services) = &site.services {
        let owner = services
            .setting("OVATION_DATABASE_OWNER_URL")
            .context("no owner")?;
        operator
            .env
            .push(("OVATION_DATABASE_OWNER_URL".to_owned(), owner));
    }
    let (mut console, show) = site.show().await?;
    let settings = json!({ "redPacket": { "pool": "30.00", "packets": 30 } });
    let packet = open_campaign(&mut console, &show, settings).await?;
    let mut tokens = operator.viewer_tokens(CHANNEL, "v", 30)?;
    let mut caller = Caller::new(site.address().clone(), Patience::default(), seed);
    for viewer in 0..30 {
        let grab = audience::call(audience::grab_red_packet(&packet), tokens.header(viewer).await?);
        let won = caller.graphql::<Value>(&grab).await?.data;
        ensure!(won["play"]["outcome"] == "WON", "{won}");
    }
    let told = operator.run(&["tenant", "delete", CHANNEL], "").await?;
    let code = told
        .split("--code ")
        .nth(1)
        .and_then(|rest| rest.split_whitespace().next());
    let code = code.with_context(|| told.clone())?;
    operator
        .run(
            &["tenant", "delete", CHANNEL, "--code", code, "--grace", "0d"],
            "",
        )
        .await?;
    killed_again_and_again(&operator, seed).await?;
    let listed = operator.run(&["tenant", "list"], "").await?;
    ensure!(
        !listed.contains(CHANNEL) && listed.lines().count() == 4,
        "{listed}"
    );
    ensure!(operator.run(&["tenant", "show", CHANNEL], "").await.is_err());
    // The chain says that it was deleted, once; and is whole.
    let log = operator.run(&["audit", "export", "--platform"], "").await?;
    ensure!(log.matches("\"channel.purge\"").count() == 1, "{log}");
    operator.run(&["audit", "verify"], "").await?;
    site.ovation.reconcile().await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn embedded() -> Result<()> {
    nothing_is_left(Profile::Embedded).await
}

#[tokio::test(flavor = "multi_thread")]
async fn full() -> Result<()> {
    nothing_is_left(Profile::Full).await
}
