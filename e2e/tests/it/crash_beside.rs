//! The server ends on the spot beside the way of a play: as it gives back what it had handed out when a campaign was
//! paused, and in the sweep for what nobody came back for.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::address::Address;
use e2e::connection::Connection;
use e2e::history::{Ask, Held, History, Kind, Word};
use e2e::storm::{HUNG, Storm};
use http_body_util::Full;
use hyper::Request;
use serde_json::Value;
use tokio::time::timeout;

use crate::harness::{DEADLINE, Desk, Profile, Site, seed, until};

/// Long enough for a campaign to be paused meanwhile.
const HELD_UP: &str = "live.asked=1*sleep(3000)";
const FIGURES_MAX: Duration = Duration::from_secs(2);

fn storm(site: &Site, seed: u64) -> Storm {
    Storm {
        address: site.address().clone(),
        connections: 8,
        seed,
        abandoned_per_mille: 0,
    }
}

/// Whether the hot state has decided a batch since the server was started.
async fn has_decided(address: &Address) -> Result<bool> {
    let mut connection = Connection::new(address.clone());
    let request = Request::get("/metrics").header("host", connection.authority());
    let Ok(answer) = connection.send(request.body(Full::default())?, FIGURES_MAX).await else {
        return Ok(false); // not up yet
    };
    let figures = String::from_utf8_lossy(&answer.body);
    let batches = "ovation_stage_duration_seconds_count{tenant=\"cctv\",stage=\"hot\"} ";
    let mut counts = figures.lines().filter_map(|line| line.strip_prefix(batches));
    Ok(counts.any(|count| count != "0"))
}

async fn gives_back(profile: Profile) -> Result<()> {
    let seed = seed()?;
    let mut site = Site::open(profile).await?;
    let mut desk = Desk::open(&site).await?;
    let scene = desk.scene(&site.ovation, &format!("{seed:x}-"), 12, 12).await?;
    let (storm, history) = (storm(&site, seed), History::default());
    site.server.kill().await?;
    let armed = format!("{HELD_UP};live.give_back=abort");
    site.server.start_armed(&armed)?;
    let (address, asks) = (site.address().clone(), scene.asks(&[Kind::Grab]));
    let run = async {
        let shut = async {
            until("a packet is handed out", async || has_decided(&address).await).await?;
            desk.console.transit("pauseCampaign", &scene.packet).await
        };
        tokio::try_join!(storm.rage(&scene, &history, &asks), shut)?;
        // What was given back, or is still to be, is there for whoever asks now.
        desk.console.transit("resumeCampaign", &scene.packet).await?;
        desk.reckon_of(&scene, &storm, &history, &[Kind::Grab]).await
    };
    let ended = tokio::select! {
        ended = timeout(DEADLINE, run) => ended.context("not done in time").and_then(|done| done),
        failed = site.server.keep(&history) => failed.map(|never| match never {}),
    };
    site.check(ended.with_context(|| format!("{armed}, seed {seed}\n{}", history.report())));
    site.ovation.reconcile().await?;
    ensure!(site.server.crashes > 0, "live.give_back was not come to");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn gives_back_embedded() -> Result<()> {
    gives_back(Profile::Embedded).await
}

#[tokio::test(flavor = "multi_thread")]
async fn gives_back_full() -> Result<()> {
    gives_back(Profile::Full).await
}

/// Every packet is held by somebody who never comes back. The sweep, which ends with the server before and after it has
/// given them back, leaves them to the others: all of them, once. It waits for 45 seconds.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "make chaos"]
async fn chaos_the_sweep_is_cut_short() -> Result<()> {
    const GONE: u32 = 4;
    let seed = seed()?;
    let mut site = Site::open(Profile::Full).await?;
    let mut desk = Desk::open(&site).await?;
    let scene = desk
        .scene(&site.ovation, &format!("{seed:x}-"), GONE * 2, GONE)
        .await?;
    let (storm, history) = (storm(&site, seed), History::default());
    let grab = |viewer| Ask {
        kind: Kind::Grab,
        viewer,
    };
    site.server.kill().await?;
    for viewer in 0..GONE {
        site.server.start_armed("live.asked=abort")?;
        until("the server is up", async || Ok(site.server.is_ready().await)).await?;
        let lost = storm
            .caller()
            .once::<Value>(&scene.call(grab(viewer)), HUNG)
            .await;
        ensure!(lost.is_err(), "viewer {viewer} was answered: {lost:?}");
        site.server.ended().await?;
    }
    let late: Vec<Ask> = (GONE..GONE * 2).map(grab).collect();
    for armed in ["live.sweep=abort", "live.swept=abort"] {
        site.server.start_armed(armed)?;
        // A node sweeps what it has been asked about.
        storm.settle(&scene, &history, &late[..1]).await?;
        let ended = site.server.ended().await.context(armed);
        site.check(ended);
    }
    site.server.start().await?;
    let done = async {
        until("the packets are there again", async || {
            storm.settle(&scene, &history, &late).await?;
            let words = history.words();
            let has = |ask: &Ask| matches!(words.get(ask), Some(Word::Yes(Held::Grant { .. })));
            Ok(late.iter().all(has))
        })
        .await?;
        desk.reckon_of(&scene, &storm, &history, &[Kind::Grab]).await
    };
    site.check(done.await.with_context(|| history.report()));
    site.ovation.reconcile().await.map(drop)
}
