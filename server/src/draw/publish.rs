//! What is published of a drawn draw, for anyone to check: a JSON head, then the list of entries line by line.

use serde::{Deserialize, Serialize};

use super::{LuckyDraw, pick, store};
use crate::ctx::Ctx;
use crate::error::Result;
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

/// The prizes as they are published.
#[must_use]
pub fn prizes(draw: &LuckyDraw) -> Vec<PublishedPrize> {
    let published = |prize: &super::Prize| PublishedPrize {
        name: prize.name.clone(),
        quantity: prize.quantity,
    };
    draw.settings.prizes.iter().map(published).collect()
}

/// The winners as they are published, in the order of the draw.
///
/// # Errors
/// The record is out of reach.
pub async fn winners(ctx: &Ctx, draw: &LuckyDraw) -> Result<Vec<PublishedWinner>> {
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
            PublishedWinner {
                entry_number: grant.entry_number.unwrap_or(0).unsigned_abs(),
                prize: grant
                    .prize()
                    .and_then(|id| draw.settings.prize(id))
                    .map_or_else(String::new, |prize| prize.name.clone()),
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
        let _ = writeln!(
            lines,
            "{},{}",
            entry.number,
            pick::ticket(draw.id, &entry.viewer_id)
        );
    }
    Ok((lines, entries.last().map(|entry| entry.number)))
}
