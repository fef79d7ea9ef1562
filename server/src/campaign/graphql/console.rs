//! Campaigns, as members see them.

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject, Union};
use chrono::{DateTime, Utc};

use super::console_figures::{CampaignTotals, MinutePoint};
use super::console_grant::{Draw, GrantNode};
use crate::api;
use crate::campaign::{Campaign, CampaignKind, CampaignStatus, Settings, transition};
use crate::comment::graphql::{CommentNode, CommentWallSettings};
use crate::comment::{self, CommentStatus};
use crate::draw::graphql::{EntryNode, LuckyDrawSettings};
use crate::error::Error;
use crate::ids::Prefixed;
use crate::member::Analyst;
use crate::page::Page;
use crate::red_packet::graphql::RedPacketSettings;
use crate::show::{self, graphql::console::ShowNode};
use crate::vote::graphql::{OptionResult, VoteSettings, results};
use crate::{draw, ledger, vote};

#[derive(SimpleObject)]
#[graphql(name = "Campaign", complex)]
pub struct CampaignNode {
    pub id: ID,
    kind: CampaignKind,
    title: String,
    status: CampaignStatus,
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    #[graphql(skip)]
    campaign: Campaign,
}

impl From<Campaign> for CampaignNode {
    fn from(campaign: Campaign) -> Self {
        Self {
            id: campaign.id().encode().into(),
            kind: campaign.settings.kind(),
            title: campaign.title.clone(),
            status: campaign.status,
            opens_at: campaign.opens_at,
            closes_at: campaign.closes_at,
            campaign,
        }
    }
}

#[derive(Union)]
pub enum CampaignSettings {
    RedPacket(RedPacketSettings),
    LuckyDraw(LuckyDrawSettings),
    Vote(VoteSettings),
    CommentWall(CommentWallSettings),
}

#[ComplexObject]
impl CampaignNode {
    async fn show(&self, ctx: &Context<'_>) -> Result<ShowNode> {
        let analyst: Analyst = api::member(ctx)?;
        let show = show::find(&analyst, self.campaign.show()).await?;
        Ok(show
            .ok_or_else(|| Error::internal("a campaign without its show"))?
            .into())
    }

    async fn settings(&self, ctx: &Context<'_>) -> Result<CampaignSettings> {
        let analyst: Analyst = api::member(ctx)?;
        let currency = analyst.tenant.manifest().currency;
        Ok(match &self.campaign.settings {
            Settings::RedPacket(settings) => {
                CampaignSettings::RedPacket(RedPacketSettings::new(settings, currency))
            }
            Settings::LuckyDraw(settings) => {
                CampaignSettings::LuckyDraw(LuckyDrawSettings::new(settings, currency))
            }
            Settings::Vote(settings) => CampaignSettings::Vote(settings.into()),
            Settings::CommentWall(settings) => CampaignSettings::CommentWall(settings.clone().into()),
        })
    }

    /// The transitions that are legal now.
    async fn next_statuses(&self) -> Vec<CampaignStatus> {
        transition::next_of(&self.campaign)
    }

    async fn totals(&self, ctx: &Context<'_>) -> Result<CampaignTotals> {
        let analyst: Analyst = api::member(ctx)?;
        Ok(CampaignTotals::of(&analyst, &self.campaign).await?)
    }

    /// By minute, oldest first; the last 240 minutes with any activity unless a range is given.
    async fn series(
        &self,
        ctx: &Context<'_>,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
    ) -> Result<Vec<MinutePoint>> {
        let analyst: Analyst = api::member(ctx)?;
        Ok(MinutePoint::series(&analyst, &self.campaign, (from, to)).await?)
    }

    /// Red packet and lucky draw, newest first.
    async fn grants(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, GrantNode>> {
        let analyst: Analyst = api::member(ctx)?;
        let page = Page::new(first, after.as_deref())?;
        let grants = ledger::newest(&analyst, self.campaign.id(), &page).await?;
        let currency = analyst.tenant.manifest().currency;
        let node = |grant| GrantNode::new(grant, &self.campaign.settings, currency);
        Ok(api::connect(&page, grants, |grant| grant.slot.to_string(), node))
    }

    /// Lucky draw, in order.
    async fn entries(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, EntryNode>> {
        let analyst: Analyst = api::member(ctx)?;
        let page = Page::new(first, after.as_deref())?;
        let entries = draw::list(&analyst, self.campaign.id(), &page).await?;
        Ok(api::connect(
            &page,
            entries,
            |entry| entry.number.to_string(),
            EntryNode::from,
        ))
    }

    /// Lucky draw, once it is scheduled.
    async fn draw(&self, ctx: &Context<'_>) -> Result<Option<Draw>> {
        let analyst: Analyst = api::member(ctx)?;
        Ok(Draw::of(&analyst, &self.campaign).await?)
    }

    /// Vote, in the order of the options; exact, from the record.
    async fn results(&self, ctx: &Context<'_>) -> Result<Vec<OptionResult>> {
        let analyst: Analyst = api::member(ctx)?;
        let Settings::Vote(settings) = &self.campaign.settings else {
            return Ok(Vec::new());
        };
        let recount = vote::recount(&analyst, self.campaign.id(), settings.options.len()).await?;
        Ok(results(settings, &recount.votes))
    }

    /// Comment wall, newest first.
    async fn comments(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        status: Option<CommentStatus>,
    ) -> Result<Connection<String, CommentNode>> {
        let analyst: Analyst = api::member(ctx)?;
        let page = Page::new(first, after.as_deref())?;
        let comments = comment::list(&analyst, self.campaign.id(), status, &page).await?;
        Ok(api::connect(
            &page,
            comments,
            |comment| comment.id.to_string(),
            CommentNode::from,
        ))
    }
}
