//! Campaigns: drafted, published (and frozen from then on), opened, paused, closed, settled.

mod entity;
pub mod graphql;
pub mod kind;
pub mod seen;
mod store;
pub mod transition;

use std::sync::Arc;

use serde_json::json;

use crate::audit::{self, Event};
use crate::ctx::Ctx;
use crate::draw::{self, LuckyDraw, publish::Head};
use crate::error::{Error, Result};
use crate::failpoint;
use crate::ids::{CampaignId, ShowId};
use crate::member::{Operator, Producer};
use crate::show;
use crate::text;

pub use entity::{CampaignStatus, Model as Campaign};
pub use kind::{CampaignKind, Settings, Terms};
pub use store::{Usage, usage};

const TITLE_MAX: usize = 80;

/// What became of a save.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "made once a request, and taken apart at once"
)]
pub enum Saved {
    Saved(Campaign),
    NotFound,
    /// Published: its terms can't change.
    Frozen,
    /// The settings are of another kind than the campaign.
    WrongKind,
}

/// What became of a draw.
#[derive(Clone, Debug)]
pub enum Drawn {
    Drawn(Campaign),
    Already(Campaign),
    NotClosed(Campaign),
    WrongKind(Campaign),
    NotFound,
}

/// # Errors
/// `BAD_USER_INPUT` on a bad title.
pub async fn create(producer: &Producer, show: ShowId, title: &str, settings: Settings) -> Result<Saved> {
    make(producer, show, title, settings, None).await
}

async fn make(
    producer: &Producer,
    show: ShowId,
    title: &str,
    settings: Settings,
    original: Option<CampaignId>,
) -> Result<Saved> {
    let title = text::line("title", title, TITLE_MAX)?;
    let id: CampaignId = producer.new_id();
    let now = producer.now();
    let tx = producer.tenant.write().await?;
    if let Some(made_before) = store::find(&tx, id).await? {
        return Ok(Saved::Saved(made_before));
    }
    let Some(show) = show::find_in(&tx, show).await? else {
        return Ok(Saved::NotFound);
    };
    if show.status == show::ShowStatus::Ended {
        return Ok(Saved::Frozen);
    }
    let campaign = Campaign {
        id: id.0,
        show_id: show.id,
        kind: settings.kind().name().to_owned(),
        title,
        status: CampaignStatus::Draft,
        prize_minor: settings.prize_minor(),
        settings,
        epoch: 0,
        shards: None,
        seed: None,
        opens_at: None,
        closes_at: None,
        opened_at: None,
        closed_at: None,
        drawn_at: None,
        entries_digest: None,
        created_at: now,
        updated_at: now,
    };
    store::insert(&tx, campaign.clone()).await?;
    let made = match original {
        None => Event::new("campaign.create", id),
        Some(original) => {
            Event::new("campaign.clone", id).before(json!({ "original": original.to_string() }))
        }
    };
    audit::commit(producer, tx, made.after(campaign.facts())).await?;
    Ok(Saved::Saved(campaign))
}

/// # Errors
/// `BAD_USER_INPUT` on a bad title.
pub async fn update(
    producer: &Producer,
    id: CampaignId,
    title: Option<String>,
    settings: Option<Settings>,
) -> Result<Saved> {
    let title = title
        .map(|title| text::line("title", &title, TITLE_MAX))
        .transpose()?;
    let tx = producer.tenant.write().await?;
    let Some(mut campaign) = store::find_locked(&tx, id).await? else {
        return Ok(Saved::NotFound);
    };
    if campaign.status != CampaignStatus::Draft {
        return Ok(Saved::Frozen);
    }
    let before = campaign.facts();
    if let Some(settings) = settings {
        if settings.kind() != campaign.settings.kind() {
            return Ok(Saved::WrongKind);
        }
        campaign.prize_minor = settings.prize_minor();
        campaign.settings = settings;
    }
    campaign.title = title.unwrap_or(campaign.title);
    campaign.updated_at = producer.now();
    store::save(&tx, campaign.clone()).await?;
    let updated = Event::new("campaign.update", id).change(before, campaign.facts());
    audit::commit(producer, tx, updated).await?;
    Ok(Saved::Saved(campaign))
}

/// A draft with the same terms.
///
/// # Errors
/// `BAD_USER_INPUT` on a bad title.
pub async fn copy(producer: &Producer, id: CampaignId, title: &str, show: Option<ShowId>) -> Result<Saved> {
    let Some(original) = find(producer, id).await? else {
        return Ok(Saved::NotFound);
    };
    let settings = original.settings.clone().renamed(|| producer.new_id());
    let show = show.unwrap_or(original.show());
    make(producer, show, title, settings, Some(id)).await
}

/// # Errors
/// The record is out of reach.
pub async fn delete(producer: &Producer, id: CampaignId) -> Result<show::segment::Deleted> {
    use show::segment::Deleted;
    let tx = producer.tenant.write().await?;
    let Some(campaign) = store::find_locked(&tx, id).await? else {
        return Ok(Deleted::NotFound);
    };
    if campaign.status != CampaignStatus::Draft {
        return Ok(Deleted::Frozen);
    }
    store::delete(&tx, id).await?;
    let deleted = Event::new("campaign.delete", id).before(campaign.facts());
    audit::commit(producer, tx, deleted).await?;
    Ok(Deleted::Deleted)
}

/// # Errors
/// The record is out of reach.
pub async fn find(ctx: &Ctx, id: CampaignId) -> Result<Option<Campaign>> {
    Ok(store::find(&ctx.tenant.read().await?, id).await?)
}

/// Of one show, oldest first; drafts only when asked for.
///
/// # Errors
/// The record is out of reach.
pub async fn list(ctx: &Ctx, show: ShowId) -> Result<Vec<Campaign>> {
    Ok(store::list(&ctx.tenant.read().await?, show).await?)
}

/// Of all shows, oldest first.
///
/// # Errors
/// The record is out of reach.
pub async fn all(ctx: &Ctx) -> Result<Vec<Campaign>> {
    Ok(store::all(&ctx.tenant.read().await?).await?)
}

/// What a show's published campaigns give away at the most, in minor units.
///
/// # Errors
/// The record is out of reach.
pub async fn promised(ctx: &Ctx, show: ShowId) -> Result<i64> {
    Ok(store::prize_money(&ctx.tenant.read().await?, show).await?)
}

/// What a published campaign promised. None for what viewers can't see: drafts, and what is not there.
///
/// # Errors
/// The record is out of reach.
pub async fn terms(ctx: &Ctx, id: CampaignId) -> Result<Option<Arc<Terms>>> {
    let ask = || async {
        let published = find(ctx, id)
            .await?
            .filter(|campaign| campaign.status != CampaignStatus::Draft);
        published.as_ref().map(Terms::of).transpose()
    };
    ctx.platform.memo.get(&ctx.tenant, id.0, ask).await
}

/// The same, for who has the campaign at hand. None for a draft.
///
/// # Errors
/// The campaign's row is broken.
pub fn terms_of(ctx: &Ctx, campaign: &Campaign) -> Result<Option<Arc<Terms>>> {
    if campaign.status == CampaignStatus::Draft {
        return Ok(None);
    }
    let memo = &ctx.platform.memo;
    memo.note(&ctx.tenant, campaign.id, || Terms::of(campaign))
        .map(Some)
}

/// Draws the winners of a closed lucky draw, once.
///
/// # Errors
/// The record is out of reach: asking again draws the same winners.
pub async fn run_draw(operator: &Operator, id: CampaignId) -> Result<Drawn> {
    let Some(campaign) = find(operator, id).await? else {
        return Ok(Drawn::NotFound);
    };
    if campaign.settings.kind() != CampaignKind::LuckyDraw {
        return Ok(Drawn::WrongKind(campaign));
    }
    if campaign.drawn_at.is_some() {
        // The same request has drawn before a crash took its answer.
        let own = operator.ids.is_second_run();
        return Ok(if own {
            Drawn::Drawn(campaign)
        } else {
            Drawn::Already(campaign)
        });
    }
    if campaign.status != CampaignStatus::Closed {
        return Ok(Drawn::NotClosed(campaign));
    }
    let Terms::LuckyDraw(draw) = Terms::of(&campaign)? else {
        return Err(Error::internal("a lucky draw without its terms"));
    };
    let drawn = draw::run::pick(operator, &draw).await?;
    failpoint::pass("draw.picked");
    let tx = operator.tenant.write().await?;
    let Some(mut campaign) = store::find_locked(&tx, id).await? else {
        return Ok(Drawn::NotFound);
    };
    if campaign.drawn_at.is_some() {
        return Ok(Drawn::Already(campaign));
    }
    campaign.drawn_at = Some(operator.now());
    campaign.entries_digest = Some(drawn.digest.clone());
    campaign.updated_at = operator.now();
    let winners = drawn.winners();
    draw::run::write(&tx, drawn).await?;
    failpoint::pass("draw.written");
    store::save(&tx, campaign.clone()).await?;
    let facts = json!({ "entries_digest": campaign.entries_digest, "winners": winners });
    let done = Event::new("campaign.run_draw", id).after(facts);
    audit::commit(operator, tx, done).await?;
    failpoint::pass("draw.done");
    Ok(Drawn::Drawn(campaign))
}

/// What anyone may check of a drawn lucky draw. None for one that was not drawn, and for what is not there.
///
/// # Errors
/// The record is out of reach.
pub async fn publication(ctx: &Ctx, id: CampaignId) -> Result<Option<(Head, LuckyDraw)>> {
    let Some(campaign) = find(ctx, id).await? else {
        return Ok(None);
    };
    let Some(digest) = campaign.entries_digest.clone() else {
        return Ok(None);
    };
    let Terms::LuckyDraw(draw) = Terms::of(&campaign)? else {
        return Ok(None);
    };
    Ok(Some((
        draw::publish::head(ctx, &draw, campaign.title, digest).await?,
        draw,
    )))
}
