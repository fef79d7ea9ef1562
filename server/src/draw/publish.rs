//! What is published of a drawn draw, for anyone to check: a JSON head, then the list of entries line by line.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::{LuckyDraw, pick, store};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::ids::Prefixed;
use crate::ledger;

/// The first line of the published file; each line after it is one entry, `number,ticket`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    pub campaign: String,
    pub title: String,
    pub algorithm: String,
    /// SHA-256 of the seed, as it was published before the first entry.
    pub seed_commitment: String,
    pub seed: String,
    /// SHA-256 of the lines that follow.
    pub entries_digest: String,
    pub entries: u64,
    pub prizes: Vec<PublishedPrize>,
    pub winners: Vec<PublishedWinner>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublishedPrize {
    pub name: String,
    pub quantity: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublishedWinner {
    pub entry_number: u64,
    pub prize: String,
}

pub const ALGORITHM: &str = "ovation draw v1";
const PAGE: u64 = 10_000;

/// The first line.
///
/// # Errors
/// The record is out of reach.
pub async fn head(ctx: &Ctx, draw: &LuckyDraw, title: String, entries_digest: String) -> Result<Head> {
    let prize = |prize: &super::Prize| PublishedPrize {
        name: prize.name.clone(),
        quantity: prize.quantity,
    };
    Ok(Head {
        campaign: draw.id.encode(),
        title,
        algorithm: ALGORITHM.to_owned(),
        seed_commitment: pick::commitment(&draw.seed),
        seed: HEXLOWER.encode(&draw.seed),
        entries_digest,
        entries: super::count(ctx, draw.id).await?,
        prizes: draw.settings.prizes.iter().map(prize).collect(),
        winners: winners(ctx, draw).await?,
    })
}

/// In the order of the draw.
async fn winners(ctx: &Ctx, draw: &LuckyDraw) -> Result<Vec<PublishedWinner>> {
    let tx = ctx.tenant.read().await?;
    let mut winners = Vec::new();
    let mut after = None;
    loop {
        let grants = ledger::walk(&tx, draw.id, after, PAGE).await?;
        let Some(last) = grants.last() else {
            return Ok(winners);
        };
        after = Some(last.slot);
        winners.extend(grants.iter().map(|grant| {
            let prize = grant.prize().and_then(|id| draw.settings.prize(id));
            PublishedWinner {
                entry_number: grant.entry_number.unwrap_or(0).unsigned_abs(),
                prize: prize.map_or_else(String::new, |prize| prize.name.clone()),
            }
        }));
    }
}

/// One page of lines, and the number to go on after; empty at the end.
///
/// # Errors
/// The record is out of reach.
pub async fn lines(ctx: &Ctx, draw: &LuckyDraw, after: Option<i64>) -> Result<(String, Option<i64>)> {
    use std::fmt::Write as _;
    let entries = store::list(&ctx.tenant.read().await?, draw.id, after, PAGE).await?;
    let mut lines = String::with_capacity(entries.len() * 42);
    for entry in &entries {
        // Writing to a string does not fail.
        let _ = writeln!(lines, "{},{}", entry.number, entry.ticket());
    }
    Ok((lines, entries.last().map(|entry| entry.number)))
}
