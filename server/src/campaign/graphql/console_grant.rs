//! Grants and winners, as members see them.

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use tenants::Currency;

use crate::api::Money;
use crate::campaign::{Campaign, CampaignStatus, Settings};
use crate::ctx::Ctx;
use crate::draw::{self, graphql::PrizeSetting, pick};
use crate::error::{Error, Result};
use crate::ids::Prefixed;
use crate::ledger::{self, Grant, GrantStatus};
use crate::page::Page;

#[derive(SimpleObject)]
#[graphql(name = "Grant")]
pub struct GrantNode {
    pub id: ID,
    slot: i64,
    viewer_id: String,
    nickname: String,
    status: GrantStatus,
    money: Option<Money>,
    prize: Option<PrizeSetting>,
    granted_at: DateTime<Utc>,
}

fn prize(grant: &Grant, settings: &Settings, currency: Currency) -> Option<PrizeSetting> {
    match settings {
        Settings::LuckyDraw(settings) => grant
            .prize()
            .and_then(|id| settings.prize(id))
            .map(|prize| PrizeSetting::new(prize, currency)),
        Settings::RedPacket(_) | Settings::Vote(_) | Settings::CommentWall(_) => None,
    }
}

impl GrantNode {
    pub(super) fn new(grant: Grant, settings: &Settings, currency: Currency) -> Self {
        Self {
            id: grant.id().encode().into(),
            slot: grant.slot,
            status: grant.status,
            money: grant.money_minor.map(|minor| Money::of_minor(minor, currency)),
            prize: prize(&grant, settings, currency),
            granted_at: grant.granted_at,
            viewer_id: grant.viewer_id,
            nickname: grant.nickname,
        }
    }
}

/// seedCommitment is the SHA-256 of the seed, in hexadecimal; entriesDigest that of the published entry list.
#[derive(SimpleObject)]
pub struct Draw {
    seed_commitment: String,
    seed: Option<String>,
    drawn_at: Option<DateTime<Utc>>,
    entries_digest: Option<String>,
    /// The first thousand; `grants` has them all.
    winners: Vec<DrawWinner>,
}

#[derive(SimpleObject)]
pub struct DrawWinner {
    entry_number: i64,
    nickname: String,
    viewer_id: String,
    prize: PrizeSetting,
}

const WINNERS_SHOWN: u64 = 1_000;

impl Draw {
    /// None for a draft, which has no seed yet, and for other kinds.
    pub(super) async fn of(ctx: &Ctx, campaign: &Campaign) -> Result<Option<Self>> {
        let Settings::LuckyDraw(settings) = &campaign.settings else {
            return Ok(None);
        };
        if campaign.status == CampaignStatus::Draft {
            return Ok(None);
        }
        let seed = campaign
            .seed
            .as_deref()
            .and_then(|seed| <[u8; 32]>::try_from(seed).ok());
        let seed = seed.ok_or_else(|| Error::internal("a published draw without a seed"))?;
        let page = Page {
            first: WINNERS_SHOWN,
            after: None,
        };
        let grants = ledger::list(ctx, campaign.id(), &page).await?;
        let winner = |grant: Grant| winner(grant, settings, ctx.tenant.manifest().currency);
        Ok(Some(Self {
            seed_commitment: pick::commitment(&seed),
            seed: campaign.drawn_at.map(|_| HEXLOWER.encode(&seed)),
            drawn_at: campaign.drawn_at,
            entries_digest: campaign.entries_digest.clone(),
            winners: grants
                .into_iter()
                .take(usize::try_from(WINNERS_SHOWN).unwrap_or(usize::MAX))
                .filter_map(winner)
                .collect(),
        }))
    }
}

fn winner(grant: Grant, settings: &draw::Settings, currency: Currency) -> Option<DrawWinner> {
    let prize = PrizeSetting::new(settings.prize(grant.prize()?)?, currency);
    let entry_number = grant.entry_number?;
    Some(DrawWinner {
        entry_number,
        nickname: grant.nickname,
        viewer_id: grant.viewer_id,
        prize,
    })
}
