//! Clients that hang up at random moments. A database call that dies with its request could leave a transaction open,
//! in which the next one's acknowledged write is lost: every later ask must resolve to one answer, and stay.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::audience::{self, Outcome, Played, fen};
use e2e::retry::{Call, Caller};
use futures::{StreamExt, TryStreamExt, stream};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;

use crate::harness::{CHANNEL, Profile, Site, cut_after, cut_within, open_campaign, seed};

const VIEWERS: u32 = 400;
const PACKETS: u32 = 300;
const AT_ONCE: usize = 24;
/// About what a play takes.
const CUT_WITHIN_US_MAX: u64 = 8_000;

/// What one viewer has in the end: the grant and its fen, and the entry number.
type Holding = (Option<(String, u64)>, u64);

async fn one_answer_in_the_end(profile: Profile) -> Result<()> {
    let seed = seed()?;
    let site = Site::open(profile).await?;
    site.check(cut(&site, seed).await);
    Ok(())
}

async fn cut(site: &Site, seed: u64) -> Result<()> {
    let (mut console, show) = site.show().await?;
    let pool = json!({ "redPacket": { "pool": "999.99", "packets": PACKETS } });
    let packet = open_campaign(&mut console, &show, pool).await?;
    let prizes = json!([{ "name": "礼盒", "quantity": 1, "value": "10.00" }]);
    let draw = open_campaign(&mut console, &show, json!({ "luckyDraw": { "prizes": prizes } })).await?;

    let mut tokens = site.ovation.viewer_tokens(CHANNEL, "cut-", VIEWERS)?;
    let mut bearers = Vec::new();
    for viewer in 0..VIEWERS {
        bearers.push(tokens.header(viewer).await?);
    }
    let viewers = bearers.into_iter().enumerate();
    let holdings = viewers.map(|(viewer, bearer)| {
        let calls = [audience::grab_red_packet(&packet), audience::enter_draw(&draw)];
        impatient(
            site,
            calls.map(|body| audience::call(body, bearer.clone())),
            seed ^ viewer as u64,
        )
    });
    let holdings: Vec<Holding> = stream::iter(holdings)
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;

    let grants: BTreeSet<_> = holdings.iter().filter_map(|(grant, _)| grant.as_ref()).collect();
    let numbers: BTreeSet<_> = holdings.iter().map(|(_, number)| number).collect();
    let money: u64 = grants.iter().map(|(_, fen)| fen).sum();
    site.check_eq("different grants", grants.len(), PACKETS as usize);
    site.check_eq("fen granted", money, 99_999);
    site.check_eq("different entry numbers", numbers.len(), VIEWERS as usize);
    let found = console
        .campaign(&packet, "totals { granted remaining moneyGranted { amount } }")
        .await?;
    let totals = &found["totals"];
    ensure!(
        totals["granted"] == PACKETS && totals["remaining"] == 0,
        "{found}"
    );
    ensure!(
        totals["moneyGranted"]["amount"].as_str().and_then(fen) == Some(99_999),
        "{found}"
    );
    let found = console.campaign(&draw, "totals { entries }").await?;
    ensure!(found["totals"]["entries"] == VIEWERS, "{found}");
    site.ovation.reconcile().await.map(drop)
}

/// Hangs up on both calls some times, then asks properly, twice.
async fn impatient(site: &Site, calls: [Call; 2], seed: u64) -> Result<Holding> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    for _ in 0..rng.random_range(1..=3) {
        for call in &calls {
            if rng.random_ratio(1, 4) {
                cut_after(site.address(), call, rng.random_range(1..800)).await?;
            } else {
                let patience = Duration::from_micros(rng.random_range(0..CUT_WITHIN_US_MAX));
                cut_within(site.address(), call, patience).await?;
            }
        }
    }
    let mut caller = site.caller(seed);
    let first = holding(&mut caller, &calls).await?;
    let second = holding(&mut caller, &calls).await?;
    ensure!(first == second, "told {first:?}, then {second:?}");
    Ok(first)
}

async fn holding(caller: &mut Caller, calls: &[Call; 2]) -> Result<Holding> {
    let grab = caller.graphql::<Played>(&calls[0]).await?.data.play;
    let grant = match (grab.outcome, grab.grant) {
        (Outcome::Won | Outcome::Already, Some(grant)) => {
            let amount = grant.award.money.and_then(|money| fen(&money.amount));
            Some((grant.id, amount.unwrap_or_default()))
        }
        (Outcome::SoldOut, None) => None,
        other => anyhow::bail!("a grab was answered {other:?}"),
    };
    let entry = caller.graphql::<Played>(&calls[1]).await?.data.play;
    ensure!(
        matches!(entry.outcome, Outcome::Entered | Outcome::Already),
        "{entry:?}"
    );
    entry
        .entry_number
        .map(|number| (grant, number))
        .ok_or_else(|| anyhow::anyhow!("an entry without a number"))
}

#[tokio::test(flavor = "multi_thread")]
async fn embedded() -> Result<()> {
    one_answer_in_the_end(Profile::Embedded).await
}

#[tokio::test(flavor = "multi_thread")]
async fn full() -> Result<()> {
    one_answer_in_the_end(Profile::Full).await
}
