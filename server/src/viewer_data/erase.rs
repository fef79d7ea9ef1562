use tenants::TenantTx;

use super::entity::{Model as Erasure, Pending};
use super::{Custodian, store};
use crate::audit::{self, Event};
use crate::campaign::{self, Campaign, CampaignStatus, Settings};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::ids::CampaignId;
use crate::{comment, draw, ledger, viewer, vote};

/// Erasures that a worker looks at in one go.
const ROUND: u64 = 100;

/// What became of a viewer's erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erased {
    /// Nothing here names the viewer any more.
    Done,
    /// These campaigns do, until they are settled.
    Scheduled(Vec<CampaignId>),
}

/// Takes the viewer out of all that is settled and out of every comment at once, and out of the rest as soon as it is
/// settled. What the viewer does afterwards is not part of it. May be asked for again.
///
/// # Errors
/// `BAD_USER_INPUT` for what can be no viewer's id; or the record is out of reach: ask again, or leave it to the worker.
pub async fn erase(custodian: &Custodian, viewer_id: &str) -> Result<Erased> {
    let viewer = viewer::check_id(viewer_id, "viewerId")?;
    let sealer = custodian.platform.keyrings.sealer_of(custodian.tenant.id())?;
    let pseudonym = sealer.pseudonym(viewer)?;
    let campaigns = campaign::all(custodian).await?;
    let tx = custodian.tenant.write().await?;
    let mut pending = Vec::new();
    for campaign in &campaigns {
        if holds(&tx, campaign, viewer).await? {
            pending.push(campaign.id());
        }
    }
    let known = store::find_locked(&tx, &pseudonym).await?;
    let is_new = known.is_none();
    if let Some(known) = known {
        pending.extend(known.pending.0);
        pending.sort_by_key(|id| id.0);
        pending.dedup();
    }
    let erasure = Erasure {
        pseudonym,
        viewer_id: Some(viewer.to_owned()),
        pending: Pending(pending),
        requested_at: custodian.now(),
        finished_at: None,
    };
    if is_new {
        store::insert(&tx, erasure.clone()).await?;
    } else {
        store::save(&tx, erasure.clone()).await?;
    }
    let event = Event::new("viewer.erase", &erasure.pseudonym);
    audit::commit(custodian, tx, event).await?;
    carry_on(custodian, &campaigns, &erasure.pseudonym).await
}

/// Finishes what waited for campaigns to be settled. For a worker; several nodes may do it at once.
///
/// # Errors
/// The record or the hot state is out of reach: the rest is left for the next time.
pub async fn finish_pending(ctx: &Ctx) -> Result<()> {
    let mut after = String::new();
    // All of them: those that wait for long must not stand before those that could be finished.
    loop {
        let unfinished = store::unfinished(&ctx.tenant.read().await?, &after, ROUND).await?;
        let Some(last) = unfinished.last() else {
            return Ok(());
        };
        after.clone_from(&last.pseudonym);
        let campaigns = campaign::all(ctx).await?;
        for erasure in unfinished {
            carry_on(ctx, &campaigns, &erasure.pseudonym).await?;
        }
    }
}

/// One campaign, one transaction: whatever ends this in between, the next run goes on where it was.
async fn carry_on(ctx: &Ctx, campaigns: &[Campaign], pseudonym: &str) -> Result<Erased> {
    for campaign in campaigns {
        let is_wall = matches!(campaign.settings, Settings::CommentWall(_));
        if !is_wall && campaign.status != CampaignStatus::Settled {
            continue;
        }
        let tx = ctx.tenant.write().await?;
        let Some(mut erasure) = store::find_locked(&tx, pseudonym).await? else {
            break;
        };
        let Some(viewer) = erasure.viewer_id.clone() else {
            break;
        };
        if !erasure.pending.0.contains(&campaign.id()) {
            continue;
        }
        if !is_wall && let Err(error) = ctx.platform.engine.settled(&ctx.tenant, campaign.id().0).await {
            // The keys must be gone before the record says so: the worker comes back.
            tracing::warn!(%error, campaign = %campaign.id(), "an erasure waits for the hot state");
            continue;
        }
        erase_in(&tx, campaign, &viewer, pseudonym).await?;
        erasure.pending.0.retain(|id| *id != campaign.id());
        store::save(&tx, erasure).await?;
        tx.commit().await?;
    }
    conclude(ctx, campaigns, pseudonym).await
}

/// With the last campaign the viewer's id goes as well.
async fn conclude(ctx: &Ctx, campaigns: &[Campaign], pseudonym: &str) -> Result<Erased> {
    let tx = ctx.tenant.write().await?;
    let Some(mut erasure) = store::find_locked(&tx, pseudonym).await? else {
        return Ok(Erased::Done);
    };
    // A campaign that was deleted meanwhile was a draft: it held nobody.
    let is_there = |id: &CampaignId| campaigns.iter().any(|campaign| campaign.id() == *id);
    erasure.pending.0.retain(is_there);
    if !erasure.pending.0.is_empty() {
        return Ok(Erased::Scheduled(erasure.pending.0));
    }
    if erasure.finished_at.is_none() {
        erasure.viewer_id = None;
        erasure.finished_at = Some(ctx.now());
        store::save(&tx, erasure).await?;
        tx.commit().await?;
    }
    Ok(Erased::Done)
}

async fn holds(tx: &TenantTx, campaign: &Campaign, viewer: &str) -> Result<bool> {
    let id = campaign.id();
    let plays = match &campaign.settings {
        Settings::RedPacket(_) => false,
        Settings::LuckyDraw(_) => draw::of_viewer(tx, id, viewer).await?.is_some(),
        Settings::Vote(_) => vote::of_viewer(tx, id, viewer).await?.is_some(),
        Settings::CommentWall(_) => !comment::of_viewer(tx, id, viewer).await?.is_empty(),
    };
    Ok(plays || ledger::by_viewer(tx, id, viewer).await?.is_some())
}

async fn erase_in(tx: &TenantTx, campaign: &Campaign, viewer: &str, pseudonym: &str) -> Result<()> {
    let id = campaign.id();
    match &campaign.settings {
        Settings::RedPacket(_) => {}
        Settings::LuckyDraw(_) => draw::erase_viewer(tx, id, viewer, pseudonym).await?,
        Settings::Vote(_) => vote::erase_viewer(tx, id, viewer, pseudonym).await?,
        Settings::CommentWall(_) => comment::erase_viewer(tx, id, viewer, pseudonym).await?,
    }
    ledger::erase_viewer(tx, id, viewer, pseudonym).await
}
