//! Drawing the winners of a closed draw: the entries stand still, so they are read at leisure and the grants written at once.

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use sea_orm::DbErr;
use tenants::TenantTx;

use super::{Entry, LuckyDraw, pick, store};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::ledger::{self, Award, Grant};

/// Rows of one statement: far below what either database takes in parameters.
const BATCH: usize = 500;
const PAGE: u64 = 10_000;

/// Who won, before it is written.
pub struct Drawn {
    /// SHA-256 of the published list, in hexadecimal.
    pub digest: String,
    grants: Vec<Grant>,
}

impl Drawn {
    #[must_use]
    pub const fn winners(&self) -> usize {
        self.grants.len()
    }
}

/// Picks the winners. Nothing is written yet.
///
/// # Errors
/// The record is out of reach.
pub async fn pick(ctx: &Ctx, draw: &LuckyDraw) -> Result<Drawn> {
    let tx = ctx.tenant.read().await?;
    let mut digest = pick::ListDigest::new();
    let mut numbers: Vec<i64> = Vec::new();
    loop {
        let entries = store::list(&tx, draw.id, numbers.last().copied(), PAGE).await?;
        if entries.is_empty() {
            break;
        }
        for entry in &entries {
            digest.add(entry.number.unsigned_abs(), &entry.ticket());
        }
        numbers.extend(entries.iter().map(|entry| entry.number));
    }
    let digest = digest.finish();
    let places = pick::winners(&draw.seed, &digest, numbers.len() as u64, draw.settings.winners());
    let won: Vec<i64> = places
        .iter()
        .filter_map(|place| numbers.get(usize::try_from(*place).ok()?).copied())
        .collect();
    let entries = winning_entries(&tx, draw, &won).await?;
    let now = ctx.now();
    let grants = won
        .iter()
        .zip(draw.settings.in_order())
        .enumerate()
        .map(|(slot, (number, prize))| {
            let entry = entries
                .get(number)
                .ok_or_else(|| Error::internal("an entry that won is not there"))?;
            let viewer = (entry.viewer_id.as_str(), entry.nickname.as_str());
            let grant = Grant::of_slot(draw.id, slot as u64, viewer, Award::Prize(prize.id.0), now);
            Ok(Grant {
                entry_number: Some(*number),
                ..grant
            })
        });
    Ok(Drawn {
        digest: HEXLOWER.encode(&digest),
        grants: grants.collect::<Result<_>>()?,
    })
}

async fn winning_entries(
    tx: &TenantTx,
    draw: &LuckyDraw,
    numbers: &[i64],
) -> Result<HashMap<i64, Entry>, DbErr> {
    let mut entries = HashMap::new();
    for numbers in numbers.chunks(BATCH) {
        let found = store::by_numbers(tx, draw.id, numbers).await?;
        entries.extend(found.into_iter().map(|entry| (entry.number, entry)));
    }
    Ok(entries)
}

/// Writes the winners in the transaction that marks the campaign as drawn.
///
/// # Errors
/// The record is out of reach, or holds other winners: then nothing of the transaction has happened.
pub async fn write(tx: &TenantTx, drawn: Drawn) -> Result<()> {
    for grants in drawn.grants.chunks(BATCH) {
        if ledger::insert(tx, grants.to_vec()).await?.len() != grants.len() {
            return Err(Error::internal("a campaign that was not drawn has grants"));
        }
    }
    Ok(())
}

/// What in the record differs from what the seed and the entries give; empty when nothing does.
///
/// # Errors
/// The record is out of reach.
pub async fn differences(ctx: &Ctx, draw: &LuckyDraw, digest: &str) -> Result<Vec<String>> {
    let expected = pick(ctx, draw).await?;
    let mut problems = Vec::new();
    if expected.digest != digest {
        problems.push("the entries are not those that were drawn from".to_owned());
    }
    let tx = ctx.tenant.read().await?;
    let (mut after, mut found) = (None, 0);
    loop {
        let grants = ledger::walk(&tx, draw.id, after, PAGE).await?;
        let Some(last) = grants.last() else { break };
        after = Some(last.slot);
        for grant in &grants {
            let known = usize::try_from(grant.slot)
                .ok()
                .and_then(|slot| expected.grants.get(slot));
            if known.is_none_or(|known| facts(known) != facts(grant)) {
                problems.push(format!(
                    "winner {} is not the one that the seed gives",
                    grant.slot
                ));
            }
        }
        found += grants.len();
    }
    if found != expected.grants.len() {
        problems.push(format!(
            "{found} winners where the seed gives {}",
            expected.grants.len()
        ));
    }
    Ok(problems)
}

/// What a grant says, apart from when it was written.
fn facts(grant: &Grant) -> (i64, &str, Option<uuid::Uuid>, Option<i64>) {
    (grant.slot, &grant.viewer_id, grant.prize_id, grant.entry_number)
}
