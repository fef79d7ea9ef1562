//! SIGTERM: what is in flight is answered, then the server ends with 0, and what it answered is in the record.

use anyhow::{Result, ensure};
use e2e::audience::{self, Outcome, Played};
use serde_json::json;

use crate::harness::{CHANNEL, Profile, Raw, Site, open_campaign};

const IN_FLIGHT: u32 = 16;

async fn requests_in_flight_are_answered(profile: Profile) -> Result<()> {
    let mut site = Site::open(profile).await?;
    let result = drain(&mut site).await;
    site.check(result);
    Ok(())
}

async fn drain(site: &mut Site) -> Result<()> {
    let (mut console, show) = site.show().await?;
    let prizes = json!([{ "name": "礼盒", "quantity": 1, "value": "10.00" }]);
    let draw = open_campaign(&mut console, &show, json!({ "luckyDraw": { "prizes": prizes } })).await?;
    let mut tokens = site.ovation.viewer_tokens(CHANNEL, "drain-", IN_FLIGHT + 1)?;
    let body = audience::enter_draw(&draw);

    // One that keeps its connection open and asks for nothing must not hold the server back.
    let mut idle = site.caller(1);
    let call = audience::call(body.clone(), tokens.header(IN_FLIGHT).await?);
    ensure!(idle.graphql::<Played>(&call).await?.data.play.outcome == Outcome::Entered);

    let (mut calls, mut in_flight) = (Vec::new(), Vec::new());
    for viewer in 0..IN_FLIGHT {
        let call = audience::call(body.clone(), tokens.header(viewer).await?);
        let mut raw = Raw::connect(site.address(), &call, "Expect: 100-continue\r\n").await?;
        raw.begin().await?;
        in_flight.push(raw);
        calls.push(call);
    }
    site.server.terminate()?;
    site.server.until_not_ready().await?;

    let mut numbers = Vec::new();
    for raw in in_flight {
        let answer = raw.finish().await?;
        let play = &answer["data"]["play"];
        ensure!(
            play["outcome"] == "ENTERED",
            "a request in flight was answered {answer}"
        );
        numbers.push(play["entryNumber"].as_u64());
    }
    let status = site.server.ended().await?;
    ensure!(status.success(), "the server ended with {status}");

    site.server.start().await?;
    for (call, number) in calls.iter().zip(numbers) {
        let play = idle.graphql::<Played>(call).await?.data.play;
        ensure!(
            (play.outcome, play.entry_number) == (Outcome::Already, number),
            "{play:?}, but it was {number:?}"
        );
    }
    let totals = console.campaign(&draw, "totals { entries }").await?;
    ensure!(totals["totals"]["entries"] == IN_FLIGHT + 1, "{totals}");
    site.ovation.reconcile().await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn embedded() -> Result<()> {
    requests_in_flight_are_answered(Profile::Embedded).await
}

#[tokio::test(flavor = "multi_thread")]
async fn full() -> Result<()> {
    requests_in_flight_are_answered(Profile::Full).await
}
