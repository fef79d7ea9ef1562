//! A campaign's figures, as members see them.

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};

use crate::analytics::{self, Point};
use crate::api::{Decimal, Money};
use crate::campaign::{Campaign, Settings};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::{comment, draw, ledger, vote};

/// tries, distinctViewers and outcomes are counted in passing and may lag by seconds; the rest is exact, from the record.
#[derive(SimpleObject)]
pub struct CampaignTotals {
    tries: u64,
    /// Estimated (HyperLogLog), within 2 %.
    distinct_viewers: u64,
    outcomes: Vec<OutcomeCount>,
    granted: u64,
    money_granted: Money,
    /// Red packet: packets left. Lucky draw: prizes left. Else null.
    remaining: Option<u64>,
    entries: u64,
    ballots: u64,
    comments: u64,
}

#[derive(SimpleObject)]
pub struct OutcomeCount {
    outcome: String,
    count: u64,
}

fn outcomes(point: &Point) -> Vec<OutcomeCount> {
    point
        .outcomes
        .iter()
        .map(|(outcome, count)| OutcomeCount {
            outcome: outcome.clone(),
            count: *count,
        })
        .collect()
}

impl CampaignTotals {
    pub(super) async fn of(ctx: &Ctx, campaign: &Campaign) -> Result<Self> {
        let id = campaign.id();
        let point = analytics::total(&ctx.tenant, id).await?;
        let granted = ledger::totals(&ctx.tenant.read().await?, id).await?;
        let (mut entries, mut ballots, mut comments, mut issued) = (0, 0, 0, None);
        match &campaign.settings {
            Settings::RedPacket(settings) => issued = Some(settings.packets),
            Settings::LuckyDraw(settings) => {
                issued = Some(settings.winners());
                entries = draw::count(ctx, id).await?;
            }
            Settings::Vote(settings) => {
                ballots = vote::recount(ctx, id, settings.options.len()).await?.ballots
            }
            Settings::CommentWall(_) => comments = comment::count(ctx, id).await?,
        }
        Ok(Self {
            tries: point.tries,
            distinct_viewers: point.distinct_viewers(),
            outcomes: outcomes(&point),
            granted: granted.grants,
            money_granted: Money::of_minor(granted.money, ctx.tenant.manifest().currency),
            remaining: issued.map(|issued| issued.saturating_sub(granted.grants)),
            entries,
            ballots,
            comments,
        })
    }
}

#[derive(SimpleObject)]
pub struct MinutePoint {
    minute: DateTime<Utc>,
    tries: u64,
    distinct_viewers: u64,
    money_granted: Decimal,
    outcomes: Vec<OutcomeCount>,
}

impl MinutePoint {
    /// Minutes of one answer.
    const MINUTES_MAX: usize = 240;

    pub(super) async fn series(
        ctx: &Ctx,
        campaign: &Campaign,
        range: (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    ) -> Result<Vec<Self>> {
        let currency = ctx.tenant.manifest().currency;
        let minutes = analytics::series(&ctx.tenant, campaign.id(), range, Self::MINUTES_MAX).await?;
        let point = |minute: analytics::Minute| Self {
            minute: minute.minute,
            tries: minute.point.tries,
            distinct_viewers: minute.point.distinct_viewers(),
            money_granted: Decimal::of_minor(minute.point.money, currency),
            outcomes: outcomes(&minute.point),
        };
        Ok(minutes.into_iter().map(point).collect())
    }
}
