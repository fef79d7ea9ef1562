//! Whether the record balances: every campaign of every channel, row by row, against what was published. Reads only;
//! runs beside a live server, whose open campaigns may move on while it reads.

use std::sync::Arc;

use tenants::{Entry, Tenant, format_minor};

use crate::campaign::{self, Campaign, CampaignStatus, Settings, Terms};
use crate::ctx::{Ctx, Platform};
use crate::doer::Doer;
use crate::error::Result;
use crate::ids::CampaignId;
use crate::ledger::{self, Grant};
use crate::vote;
use crate::{comment, draw, red_packet};

/// One campaign, reconciled.
#[derive(Clone, Debug)]
pub struct Line {
    pub tenant: String,
    pub campaign: CampaignId,
    pub title: String,
    pub status: CampaignStatus,
    /// What was counted, in words.
    pub counted: String,
    /// What does not balance; empty when all does.
    pub problems: Vec<String>,
}

const PAGE: u64 = 10_000;

/// Every published campaign of every channel.
///
/// # Errors
/// The record is out of reach.
pub async fn run(platform: &Arc<Platform>) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for entry in platform.registry.list() {
        lines.extend(channel(platform, &entry).await?);
    }
    Ok(lines)
}

/// Every published campaign of this channel.
///
/// # Errors
/// The record is out of reach.
pub async fn channel(platform: &Arc<Platform>, entry: &Entry) -> Result<Vec<Line>> {
    let ctx = Ctx::new(
        platform.clone(),
        platform.registry.serve(entry),
        Doer::command_line(),
    );
    let mut lines = Vec::new();
    for campaign in campaign::all(&ctx).await? {
        if campaign.status != CampaignStatus::Draft {
            lines.push(line(&ctx, campaign).await?);
        }
    }
    Ok(lines)
}

async fn line(ctx: &Ctx, campaign: Campaign) -> Result<Line> {
    let (counted, problems) = match Terms::of(&campaign)? {
        Terms::RedPacket(packet) => pool(ctx, &packet).await?,
        Terms::LuckyDraw(draw) => roll(ctx, &campaign, &draw).await?,
        Terms::Vote(vote) => tally(ctx, &vote).await?,
        Terms::CommentWall(wall) => (
            format!("{} comments", comment::count(ctx, wall.id).await?),
            Vec::new(),
        ),
    };
    let mut problems = problems;
    if matches!(campaign.settings, Settings::Vote(_) | Settings::CommentWall(_)) {
        problems.extend(no_grants(&ctx.tenant, campaign.id()).await?);
    }
    Ok(Line {
        tenant: ctx.tenant.slug().to_string(),
        campaign: campaign.id(),
        title: campaign.title,
        status: campaign.status,
        counted,
        problems,
    })
}

/// Granted and left make the pool, to the fen: each grant holds what the seed says its slot holds, and no slot is
/// granted twice, so what is left is the sum of the other slots.
async fn pool(ctx: &Ctx, packet: &red_packet::RedPacket) -> Result<(String, Vec<String>)> {
    let tx = ctx.tenant.read().await?;
    let (mut problems, mut grants, mut money, mut after) = (Vec::new(), 0_u64, 0_i64, None);
    loop {
        let page = ledger::walk(&tx, packet.id, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.slot);
        for grant in &page {
            grants += 1;
            money += grant.money_minor.unwrap_or(0);
            problems.extend(misfit(packet, grant));
        }
    }
    let (pool, packets) = (packet.split.pool(), packet.split.packets());
    if grants > packets || money > pool {
        problems.push("more was granted than there was".to_owned());
    }
    if grants == packets && money != pool {
        problems.push("every packet is granted, but not all of the money".to_owned());
    }
    let currency = ctx.tenant.manifest().currency;
    let (granted, whole) = (format_minor(money, currency), format_minor(pool, currency));
    Ok((
        format!("{grants} of {packets} packets, {granted} of {whole}"),
        problems,
    ))
}

fn misfit(packet: &red_packet::RedPacket, grant: &Grant) -> Option<String> {
    let slot = grant.slot.unsigned_abs();
    (packet.split.amount(slot) != grant.money_minor)
        .then(|| format!("slot {slot} holds what the seed does not say"))
}

/// The winners are those that the seed and the entries give, each with its prize.
async fn roll(ctx: &Ctx, campaign: &Campaign, draw: &draw::LuckyDraw) -> Result<(String, Vec<String>)> {
    let entries = draw::count(ctx, draw.id).await?;
    let granted = ledger::totals(&ctx.tenant.read().await?, draw.id).await?.grants;
    let mut problems = Vec::new();
    match &campaign.entries_digest {
        Some(digest) => problems.extend(draw::run::differences(ctx, draw, digest).await?),
        None if granted > 0 => problems.push("there are winners, but there was no draw".to_owned()),
        None => {}
    }
    Ok((
        format!(
            "{entries} entries, {granted} of {} prizes",
            draw.settings.winners()
        ),
        problems,
    ))
}

/// Each ballot is one that the vote allowed, and the votes are the sum of the ballots' choices.
async fn tally(ctx: &Ctx, vote: &vote::Vote) -> Result<(String, Vec<String>)> {
    let settings = &vote.settings;
    let mut problems = Vec::new();
    let recount = vote::recount(ctx, vote.id, settings.options.len()).await?;
    if recount.invalid(settings.max_choices) > 0 {
        problems.push(format!(
            "{} ballots choose what could not be chosen",
            recount.invalid(settings.max_choices)
        ));
    }
    let votes: u64 = recount.votes.iter().sum();
    Ok((format!("{} ballots, {votes} votes", recount.ballots), problems))
}

async fn no_grants(tenant: &Tenant, campaign: CampaignId) -> Result<Option<String>> {
    let grants = ledger::totals(&tenant.read().await?, campaign).await?.grants;
    Ok((grants > 0).then(|| format!("{grants} grants where nothing was to be won")))
}
