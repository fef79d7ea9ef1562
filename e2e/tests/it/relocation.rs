//! A channel is moved to a database of its own and back in the middle of its show, by a command that is killed after each
//! of its lines: nothing lost, nothing doubled. And a database of its own that is away takes down its channel alone.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::audience;
use e2e::ovation::Ovation;
use e2e::progress::Progress;
use e2e::retry::{Call, Caller, Patience, Refusal};
use e2e::signal::Signal;
use hyper::header::HeaderValue;
use serde_json::{Value, json};

use crate::harness::{
    CHANNEL, DEADLINE, OwnDatabase, Plan, Profile, Server, Site, Told, open_campaign, seed,
};

/// Killed after its first line, started again and killed after its second one, and so on, until it is done.
async fn moved(operator: &Ovation, to: &str) -> Result<()> {
    let mut lines = 1;
    while !Told::run(operator, &["tenant", "move", CHANNEL, "--to", to])?
        .killed_after(lines)
        .await?
    {
        lines += 1;
        ensure!(lines < 100, "the move to {to} comes to no end");
    }
    let shown = operator.run(&["tenant", "show", CHANNEL], "").await?;
    ensure!(shown.contains(&format!("kind = \"{to}\"")), "{shown}");
    Ok(())
}

async fn there_and_back(operator: &Ovation, progress: &Progress) -> Result<()> {
    progress.reached(0.3).await; // the first red packet is open
    // Taken back halfway, which leaves it where it was.
    Told::run(operator, &["tenant", "move", CHANNEL, "--to", "own"])?
        .killed_after(3)
        .await?;
    if let Err(error) = operator.run(&["tenant", "move", CHANNEL, "--abort"], "").await {
        // It was quicker than its end.
        ensure!(format!("{error:#}").contains("taken back"), "{error:#}");
    }
    progress.reached(0.4).await;
    moved(operator, "own").await?;
    progress.reached(0.85).await; // the last red packet
    moved(operator, "pooled").await
}

/// The five channels, one of which may move to the database beside.
async fn open(own: &OwnDatabase) -> Result<Site> {
    let plan = Plan {
        env: vec![own.servers()?],
        ..Plan::of_five()?
    };
    Site::open_with(Profile::Full, &plan).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_show_goes_on_through_moves_that_are_killed_at_every_step() -> Result<()> {
    let seed = seed()?;
    let folder = tempfile::tempdir()?;
    let own = OwnDatabase::start(folder.path()).await?;
    let site = open(&own).await?;
    let operator = own.operator(&site.ovation, site.services()?)?;
    let mut options = site.options(0.005, seed);
    options.ovation = operator.clone();
    let progress = Arc::new(Progress::default());
    let played = tokio::try_join!(
        e2e::replay::run(&options, &progress),
        there_and_back(&operator, &progress),
    );
    let (report, ()) = site.check(played);
    println!("{}", report.text());
    ensure!(report.failures().is_empty(), "{:#?}", report.failures());
    let later = report
        .tally
        .troubles
        .keys()
        .any(|name| name.contains("CHANNEL_READ_ONLY"));
    ensure!(later, "nobody met the move: {:?}", report.tally.troubles);
    let verified = operator.run(&["audit", "verify", CHANNEL], "").await?;
    ensure!(verified.contains("whole"), "{verified}");
    Ok(())
}

/// One try, no patience: what is said at once.
async fn said(server: &Server, call: &Call) -> Result<Value, Refusal> {
    let patience = Patience {
        total_max: Duration::ZERO,
        ..Patience::default()
    };
    let mut caller = Caller::new(server.address().clone(), patience, 0);
    caller.graphql::<Value>(call).await.map(|answer| answer.data)
}

async fn viewers(ovation: &Ovation, count: u32) -> Result<Vec<HeaderValue>> {
    let mut tokens = ovation.viewer_tokens(CHANNEL, "v", count)?;
    let mut headers = Vec::new();
    for viewer in 0..count {
        headers.push(tokens.header(viewer).await?);
    }
    Ok(headers)
}

/// A node that stands still all through the move, and so has heard nothing of it, grants nothing when it wakes, and tells
/// nobody that there is no grant where there is one.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_slept_through_it_does_no_harm() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let own = OwnDatabase::start(folder.path()).await?;
    let site = open(&own).await?;
    let operator = own.operator(&site.ovation, site.services()?)?;
    let mut ovation = site.ovation.clone();
    ovation.env.push(own.servers()?);
    let mut sleeper = Server::new(&ovation, folder.path().join("sleeper.log"))?;
    sleeper.start().await?;
    let (mut console, show) = site.show().await?;
    let settings = json!({ "redPacket": { "pool": "100.00", "packets": 100 } });
    let packet = open_campaign(&mut console, &show, settings).await?;
    let viewers = viewers(&ovation, 3).await?;
    let grab = |viewer: usize| audience::call(audience::grab_red_packet(&packet), viewers[viewer].clone());
    // Both nodes have this campaign in mind.
    let first = said(&sleeper, &grab(0)).await.context("before it sleeps")?;
    sleeper.signal(Signal::STOP)?;
    operator
        .run(&["tenant", "move", CHANNEL, "--to", "own"], "")
        .await?;
    let second = site.caller(0).graphql::<Value>(&grab(1)).await?.data;
    ensure!(second["play"]["outcome"] == "WON", "{second}");
    // Asked while it sleeps, so that it meets these before anything else when it wakes.
    let late = tokio::spawn({
        let (calls, server) = ([grab(0), grab(1), grab(2)], sleeper.address().clone());
        async move {
            let mut heard = Vec::new();
            for call in calls {
                let patience = Patience {
                    total_max: Duration::ZERO,
                    ..Patience::default()
                };
                heard.push(
                    Caller::new(server.clone(), patience, 0)
                        .graphql::<Value>(&call)
                        .await,
                );
            }
            heard
        }
    });
    sleeper.signal(Signal::CONT)?;
    for (viewer, heard) in late.await?.into_iter().enumerate() {
        match heard {
            // As it is told everywhere; or "later".
            Ok(answer) => {
                let again = site.caller(0).graphql::<Value>(&grab(viewer)).await?;
                ensure!(
                    again.data["play"]["grant"] == answer.data["play"]["grant"],
                    "{answer:?}"
                );
            }
            Err(Refusal::GaveUp { last, .. }) => {
                ensure!(
                    last.contains("CHANNEL_READ_ONLY") || last.contains("OVERLOADED"),
                    "{last}"
                );
            }
            Err(other) => return Err(other.into()),
        }
    }
    let again = sleeper_answers(&sleeper, &grab(0)).await?;
    ensure!(again["play"]["grant"] == first["play"]["grant"], "{again}");
    operator.reconcile().await?;
    Ok(())
}

async fn sleeper_answers(server: &Server, call: &Call) -> Result<Value> {
    let mut caller = Caller::new(server.address().clone(), Patience::default(), 0);
    Ok(caller.graphql::<Value>(call).await?.data)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_takes_down_its_channel_alone() -> Result<()> {
    const OTHER: &str = "hunan";
    const WHO: &str = "query ($show: String!) { channel { name } viewer { id } show(slug: $show) { id } }";
    let folder = tempfile::tempdir()?;
    let own = OwnDatabase::start(folder.path()).await?;
    let mut site = open(&own).await?;
    let operator = own.operator(&site.ovation, site.services()?)?;
    operator
        .run(&["tenant", "move", CHANNEL, "--to", "own"], "")
        .await?;
    let ours = operator.viewer_tokens(CHANNEL, "v", 1)?.header(0).await?;
    let others = operator.viewer_tokens(OTHER, "v", 1)?.header(0).await?;
    // Of another show every time: a node keeps what all viewers see alike for half a second.
    let mut shows = 0;
    let mut ask = |token: &HeaderValue| {
        shows += 1;
        let body = json!({ "query": WHO, "variables": { "show": format!("none-{shows}") } });
        audience::call(body.to_string().into(), token.clone())
    };
    site.check(said(&site.server, &ask(&ours)).await.map_err(Into::into));
    own.stop().await?;
    for restarted in [false, true] {
        if restarted {
            // A node that starts while it is away serves the others as well.
            site.server.kill().await?;
            site.server.start().await?;
        }
        match said(&site.server, &ask(&ours)).await {
            Err(Refusal::GaveUp { last, .. }) => ensure!(last.contains("CHANNEL_UNAVAILABLE"), "{last}"),
            other => anyhow::bail!("without its database it is told {other:?}"),
        }
        site.check(said(&site.server, &ask(&others)).await.map_err(Into::into));
    }
    // What the command line does for another channel goes on, too.
    operator.run(&["tenant", "suspend", OTHER], "").await?;
    let since = Instant::now();
    while said(&site.server, &ask(&others)).await.is_ok() {
        ensure!(since.elapsed() < DEADLINE, "the node hears of nothing any more");
    }
    own.start_again().await?;
    let back = site.caller(0).graphql::<Value>(&ask(&ours)).await;
    site.check(back.map_err(Into::into));
    Ok(())
}
