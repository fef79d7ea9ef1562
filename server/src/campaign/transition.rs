//! The life of a campaign: which status may follow which, and what happens on the way.

use chrono::{DateTime, Utc};
use serde_json::json;
use tenants::TenantTx;

use super::{Campaign, CampaignKind, CampaignStatus, store};
use crate::audit::{self, Event};
use crate::ctx::Ctx;
use crate::error::{Error, RETRY_QUOTA, Result};
use crate::failpoint;
use crate::ids::{CampaignId, ShowId};
use crate::member::Operator;
use crate::show;

use CampaignStatus::{Closed, Draft, Open, Paused, Scheduled, Settled};

/// The legal transitions from each status.
#[must_use]
pub const fn next(from: CampaignStatus) -> &'static [CampaignStatus] {
    match from {
        Draft => &[Scheduled],
        Scheduled => &[Open, Closed],
        Open => &[Paused, Closed],
        Paused => &[Open, Closed],
        Closed => &[Settled],
        Settled => &[],
    }
}

/// What may become of this campaign now: a lucky draw is settled only once it was drawn.
#[must_use]
pub fn next_of(campaign: &Campaign) -> Vec<CampaignStatus> {
    let legal = next(campaign.status).iter().copied();
    legal
        .filter(|to| *to != Settled || !waits_for_draw(campaign))
        .collect()
}

fn waits_for_draw(campaign: &Campaign) -> bool {
    let is_draw = campaign.settings.kind() == CampaignKind::LuckyDraw;
    is_draw && campaign.opened_at.is_some() && campaign.drawn_at.is_none()
}

/// What became of a transition.
#[derive(Clone, Debug)]
pub enum Moved {
    Done {
        from: CampaignStatus,
        campaign: Campaign,
    },
    Illegal(Campaign),
    /// Legal, but something is missing: what, in a sentence.
    Incomplete(Campaign, &'static str),
    NotFound,
}

/// When a published campaign opens and closes by itself; without, a member does it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    pub opens_at: Option<DateTime<Utc>>,
    pub closes_at: Option<DateTime<Utc>>,
}

/// DRAFT → SCHEDULED: publishes and freezes the terms, and fixes the seed that the split or the winners are made from.
///
/// # Errors
/// `QUOTA_EXCEEDED` when the show would give away more than the channel may; `BAD_USER_INPUT` on times in the wrong order.
pub async fn schedule(operator: &Operator, id: CampaignId, times: Times) -> Result<Moved> {
    if times
        .opens_at
        .zip(times.closes_at)
        .is_some_and(|(opens, closes)| closes <= opens)
    {
        return Err(Error::bad_input("closesAt", "is not after opensAt"));
    }
    if times.closes_at.is_some_and(|closes| closes <= operator.now()) {
        return Err(Error::bad_input("closesAt", "is over"));
    }
    let seed: [u8; 32] = operator.platform.random.bytes();
    let tx = operator.tenant.write().await?;
    let (from, mut campaign) = match start(operator, &tx, id, Scheduled, &[Draft]).await? {
        Ok(started) => started,
        Err(refused) => return Ok(refused),
    };
    show::lock_quotas(&tx).await?;
    let limit = operator.tenant.manifest().quotas.prize_money_per_show;
    let promised = store::prize_money(&tx, campaign.show()).await?;
    if promised.saturating_add(campaign.prize_minor) > limit {
        return Err(Error::QuotaExceeded {
            quota: "prize money of the show",
            retry_after: RETRY_QUOTA,
        });
    }
    campaign.seed = Some(seed.to_vec());
    campaign.shards = Some(
        campaign
            .settings
            .shards(&operator.tenant.manifest().quotas)
            .into(),
    );
    campaign.opens_at = times.opens_at;
    campaign.closes_at = times.closes_at;
    finish(operator, tx, from, campaign, Scheduled).await
}

/// SCHEDULED → OPEN.
///
/// # Errors
/// `QUOTA_EXCEEDED` when as many campaigns are open as the channel may have.
pub async fn open(operator: &Operator, id: CampaignId) -> Result<Moved> {
    open_from(operator, id, Scheduled).await
}

/// PAUSED → OPEN.
///
/// # Errors
/// The record is out of reach.
pub async fn resume(operator: &Operator, id: CampaignId) -> Result<Moved> {
    open_from(operator, id, Paused).await
}

async fn open_from(ctx: &Ctx, id: CampaignId, before: CampaignStatus) -> Result<Moved> {
    let tx = ctx.tenant.write().await?;
    let (from, mut campaign) = match start(ctx, &tx, id, Open, &[before]).await? {
        Ok(started) => started,
        Err(refused) => return Ok(refused),
    };
    show::lock_quotas(&tx).await?;
    // A paused campaign is counted already.
    let limit = u64::from(ctx.tenant.manifest().quotas.open_campaigns);
    if before == Scheduled && store::count_open(&tx).await? >= limit {
        return Err(Error::QuotaExceeded {
            quota: "open campaigns",
            retry_after: RETRY_QUOTA,
        });
    }
    campaign.opened_at = campaign.opened_at.or_else(|| Some(ctx.now()));
    finish(ctx, tx, from, campaign, Open).await
}

/// OPEN → PAUSED.
///
/// # Errors
/// The record is out of reach.
pub async fn pause(operator: &Operator, id: CampaignId) -> Result<Moved> {
    let tx = operator.tenant.write().await?;
    match start(operator, &tx, id, Paused, &[Open]).await? {
        Ok((from, campaign)) => finish(operator, tx, from, campaign, Paused).await,
        Err(refused) => Ok(refused),
    }
}

/// SCHEDULED, OPEN, PAUSED → CLOSED.
///
/// # Errors
/// The record is out of reach.
pub async fn close(operator: &Operator, id: CampaignId) -> Result<Moved> {
    close_in(operator, id).await
}

async fn close_in(ctx: &Ctx, id: CampaignId) -> Result<Moved> {
    let tx = ctx.tenant.write().await?;
    let (from, mut campaign) = match start(ctx, &tx, id, Closed, &[Open, Paused, Scheduled]).await? {
        Ok(started) => started,
        Err(refused) => return Ok(refused),
    };
    campaign.closed_at = Some(ctx.now());
    finish(ctx, tx, from, campaign, Closed).await
}

/// CLOSED → SETTLED, when the record balances.
///
/// # Errors
/// The record is out of reach.
pub async fn settle(operator: &Operator, id: CampaignId) -> Result<Moved> {
    let tx = operator.tenant.write().await?;
    let (from, campaign) = match start(operator, &tx, id, Settled, &[Closed]).await? {
        Ok(started) => started,
        Err(refused) => return Ok(refused),
    };
    if waits_for_draw(&campaign) {
        return Ok(Moved::Incomplete(campaign, "the winners have not been drawn"));
    }
    if !store::balances(&tx, &campaign).await? {
        return Ok(Moved::Incomplete(
            campaign,
            "the record does not balance: run `ovation reconcile`",
        ));
    }
    let moved = finish(operator, tx, from, campaign, Settled).await?;
    failpoint::pass("campaign.settled");
    if let Err(error) = operator.platform.engine.settled(&operator.tenant, id.0).await {
        // Nobody asks it any more; a viewer's erasure tries again.
        tracing::warn!(%error, campaign = %id, "the hot state of a settled campaign stays");
    }
    Ok(moved)
}

/// The show is over: what is still running is closed.
///
/// # Errors
/// The record is out of reach.
pub async fn close_all(operator: &Operator, show: ShowId) -> Result<()> {
    for campaign in super::list(operator, show).await? {
        if matches!(campaign.status, Scheduled | Open | Paused) {
            close_in(operator, campaign.id()).await?;
        }
    }
    Ok(())
}

/// Opens and closes what is due. For the worker; several nodes may do it at once.
///
/// # Errors
/// The record is out of reach.
pub async fn run_due(ctx: &Ctx) -> Result<()> {
    let due = store::due(&ctx.tenant.read().await?, ctx.now()).await?;
    for campaign in due {
        let is_over = campaign.closes_at.is_some_and(|closes_at| closes_at <= ctx.now());
        let moved = if is_over {
            close_in(ctx, campaign.id()).await
        } else {
            open_from(ctx, campaign.id(), Scheduled).await
        };
        match moved {
            Ok(_) => ctx.platform.seen.changed(ctx.tenant.id()),
            Err(Error::QuotaExceeded { quota, .. }) => {
                tracing::warn!(tenant = %ctx.tenant.slug(), campaign = %campaign.id(), quota, "a campaign is due but over quota");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The campaign, locked, when it may go to `to` from where it is.
async fn start(
    ctx: &Ctx,
    tx: &TenantTx,
    id: CampaignId,
    to: CampaignStatus,
    from: &[CampaignStatus],
) -> Result<std::result::Result<(CampaignStatus, Campaign), Moved>> {
    let Some(campaign) = store::find_locked(tx, id).await? else {
        return Ok(Err(Moved::NotFound));
    };
    let legal = next(campaign.status).contains(&to) && from.contains(&campaign.status);
    Ok(match (legal, from) {
        (true, _) => Ok((campaign.status, campaign)),
        // The same request has done this before a crash took its answer.
        (false, [before, ..]) if ctx.ids.is_second_run() && campaign.status == to => Err(Moved::Done {
            from: *before,
            campaign,
        }),
        _ => Err(Moved::Illegal(campaign)),
    })
}

async fn finish(
    ctx: &Ctx,
    tx: TenantTx,
    from: CampaignStatus,
    mut campaign: Campaign,
    to: CampaignStatus,
) -> Result<Moved> {
    campaign.status = to;
    campaign.updated_at = ctx.now();
    store::save(&tx, campaign.clone()).await?;
    failpoint::pass("campaign.saved");
    audit::commit(ctx, tx, moved(from, &campaign)).await?;
    failpoint::pass("campaign.moved");
    ctx.platform.engine.changed(&ctx.tenant, campaign.id);
    tracing::info!(tenant = %ctx.tenant.slug(), campaign = %campaign.id(), ?from, ?to, "campaign");
    Ok(Moved::Done { from, campaign })
}

/// As the audit log has it.
fn moved(from: CampaignStatus, campaign: &Campaign) -> Event {
    let action = match (from, campaign.status) {
        (_, Draft | Scheduled) => "campaign.schedule",
        (Paused, Open) => "campaign.resume",
        (_, Open) => "campaign.open",
        (_, Paused) => "campaign.pause",
        (_, Closed) => "campaign.close",
        (_, Settled) => "campaign.settle",
    };
    let after = match campaign.status {
        Scheduled => campaign.facts(),
        status => json!({ "status": status }),
    };
    Event::new(action, campaign.id())
        .before(json!({ "status": from }))
        .after(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, so that a change of it is seen.
    #[test]
    fn the_table_of_transitions() {
        let table: Vec<String> = [Draft, Scheduled, Open, Paused, Closed, Settled]
            .iter()
            .map(|from| format!("{from:?} -> {:?}", next(*from)))
            .collect();
        insta::assert_snapshot!(table.join("\n"), @r"
        Draft -> [Scheduled]
        Scheduled -> [Open, Closed]
        Open -> [Paused, Closed]
        Paused -> [Open, Closed]
        Closed -> [Settled]
        Settled -> []
        ");
    }
}
