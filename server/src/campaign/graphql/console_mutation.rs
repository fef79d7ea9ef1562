//! What members do with campaigns.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::console::CampaignNode;
use super::console_input::{CloneCampaignInput, CreateCampaignInput, UpdateCampaignInput};
use crate::api::{self, DeletePayload, TransitionOutcome};
use crate::campaign::transition::{self, Moved, Times};
use crate::campaign::{self, CampaignStatus, Drawn, Saved};
use crate::ids::{CampaignId, Prefixed, ShowId};
use crate::member::{Analyst, Operator, Producer};

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum CampaignSaveOutcome {
    Saved,
    NotFound,
    Frozen,
    /// The settings are of another kind than the campaign.
    WrongKind,
}

#[derive(SimpleObject)]
pub struct CampaignPayload {
    outcome: CampaignSaveOutcome,
    campaign: Option<CampaignNode>,
}

impl From<Saved> for CampaignPayload {
    fn from(saved: Saved) -> Self {
        let (outcome, campaign) = match saved {
            Saved::Saved(campaign) => (CampaignSaveOutcome::Saved, Some(campaign)),
            Saved::NotFound => (CampaignSaveOutcome::NotFound, None),
            Saved::Frozen => (CampaignSaveOutcome::Frozen, None),
            Saved::WrongKind => (CampaignSaveOutcome::WrongKind, None),
        };
        Self {
            outcome,
            campaign: campaign.map(CampaignNode::from),
        }
    }
}

/// ILLEGAL_TRANSITION says from where to where; INCOMPLETE says in `reason` what is missing.
#[derive(SimpleObject)]
pub struct CampaignTransitionPayload {
    outcome: TransitionOutcome,
    from: Option<CampaignStatus>,
    to: CampaignStatus,
    reason: Option<&'static str>,
    campaign: Option<CampaignNode>,
}

impl CampaignTransitionPayload {
    fn new(moved: Moved, to: CampaignStatus) -> Self {
        let (outcome, from, reason, campaign) = match moved {
            Moved::Done { from, campaign } => (TransitionOutcome::Done, Some(from), None, Some(campaign)),
            Moved::Illegal(campaign) => (
                TransitionOutcome::IllegalTransition,
                Some(campaign.status),
                None,
                Some(campaign),
            ),
            Moved::Incomplete(campaign, reason) => (
                TransitionOutcome::Incomplete,
                Some(campaign.status),
                Some(reason),
                Some(campaign),
            ),
            Moved::NotFound => (TransitionOutcome::NotFound, None, None, None),
        };
        Self {
            outcome,
            from,
            to,
            reason,
            campaign: campaign.map(CampaignNode::from),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum RunDrawOutcome {
    Drawn,
    Already,
    NotClosed,
    WrongKind,
    NotFound,
}

#[derive(SimpleObject)]
pub struct RunDrawPayload {
    outcome: RunDrawOutcome,
    campaign: Option<CampaignNode>,
}

impl From<Drawn> for RunDrawPayload {
    fn from(drawn: Drawn) -> Self {
        let (outcome, campaign) = match drawn {
            Drawn::Drawn(campaign) => (RunDrawOutcome::Drawn, Some(campaign)),
            Drawn::Already(campaign) => (RunDrawOutcome::Already, Some(campaign)),
            Drawn::NotClosed(campaign) => (RunDrawOutcome::NotClosed, Some(campaign)),
            Drawn::WrongKind(campaign) => (RunDrawOutcome::WrongKind, Some(campaign)),
            Drawn::NotFound => (RunDrawOutcome::NotFound, None),
        };
        Self {
            outcome,
            campaign: campaign.map(CampaignNode::from),
        }
    }
}

#[derive(Default)]
pub struct CampaignQuery;

#[Object]
impl CampaignQuery {
    async fn campaign(&self, ctx: &Context<'_>, id: ID) -> Result<Option<CampaignNode>> {
        let analyst: Analyst = api::member(ctx)?;
        Ok(campaign::find(&analyst, CampaignId::parse(&id, "id")?)
            .await?
            .map(CampaignNode::from))
    }
}

#[derive(Default)]
pub struct CampaignMutation;

#[Object]
impl CampaignMutation {
    async fn create_campaign(
        &self,
        ctx: &Context<'_>,
        input: CreateCampaignInput,
    ) -> Result<CampaignPayload> {
        let producer: Producer = api::member(ctx)?;
        let show = ShowId::parse(&input.show_id, "input.showId")?;
        let settings = input.settings.settings(&producer)?;
        Ok(campaign::create(&producer, show, &input.title, settings)
            .await?
            .into())
    }

    /// Drafts only: what has been published is frozen.
    async fn update_campaign(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: UpdateCampaignInput,
    ) -> Result<CampaignPayload> {
        let producer: Producer = api::member(ctx)?;
        let settings = input
            .settings
            .map(|settings| settings.settings(&producer))
            .transpose()?;
        Ok(
            campaign::update(&producer, CampaignId::parse(&id, "id")?, input.title, settings)
                .await?
                .into(),
        )
    }

    async fn clone_campaign(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: CloneCampaignInput,
    ) -> Result<CampaignPayload> {
        let producer: Producer = api::member(ctx)?;
        let show = input
            .show_id
            .map(|id| ShowId::parse(&id, "input.showId"))
            .transpose()?;
        Ok(
            campaign::copy(&producer, CampaignId::parse(&id, "id")?, &input.title, show)
                .await?
                .into(),
        )
    }

    /// Drafts only.
    async fn delete_campaign(&self, ctx: &Context<'_>, id: ID) -> Result<DeletePayload> {
        let producer: Producer = api::member(ctx)?;
        Ok(campaign::delete(&producer, CampaignId::parse(&id, "id")?)
            .await?
            .into())
    }

    /// DRAFT → SCHEDULED: publishes the terms, splits the pool, commits to the seed. With times it opens and closes by itself.
    async fn schedule_campaign(
        &self,
        ctx: &Context<'_>,
        id: ID,
        opens_at: Option<DateTime<Utc>>,
        closes_at: Option<DateTime<Utc>>,
    ) -> Result<CampaignTransitionPayload> {
        let operator: Operator = api::member(ctx)?;
        let times = Times { opens_at, closes_at };
        let moved = transition::schedule(&operator, CampaignId::parse(&id, "id")?, times).await?;
        Ok(CampaignTransitionPayload::new(moved, CampaignStatus::Scheduled))
    }

    /// SCHEDULED → OPEN
    async fn open_campaign(&self, ctx: &Context<'_>, id: ID) -> Result<CampaignTransitionPayload> {
        let operator: Operator = api::member(ctx)?;
        let moved = transition::open(&operator, CampaignId::parse(&id, "id")?).await?;
        Ok(CampaignTransitionPayload::new(moved, CampaignStatus::Open))
    }

    /// OPEN → PAUSED
    async fn pause_campaign(&self, ctx: &Context<'_>, id: ID) -> Result<CampaignTransitionPayload> {
        let operator: Operator = api::member(ctx)?;
        let moved = transition::pause(&operator, CampaignId::parse(&id, "id")?).await?;
        Ok(CampaignTransitionPayload::new(moved, CampaignStatus::Paused))
    }

    /// PAUSED → OPEN
    async fn resume_campaign(&self, ctx: &Context<'_>, id: ID) -> Result<CampaignTransitionPayload> {
        let operator: Operator = api::member(ctx)?;
        let moved = transition::resume(&operator, CampaignId::parse(&id, "id")?).await?;
        Ok(CampaignTransitionPayload::new(moved, CampaignStatus::Open))
    }

    /// OPEN, PAUSED, SCHEDULED → CLOSED
    async fn close_campaign(&self, ctx: &Context<'_>, id: ID) -> Result<CampaignTransitionPayload> {
        let operator: Operator = api::member(ctx)?;
        let moved = transition::close(&operator, CampaignId::parse(&id, "id")?).await?;
        Ok(CampaignTransitionPayload::new(moved, CampaignStatus::Closed))
    }

    /// CLOSED → SETTLED, when the record balances; a lucky draw must have been drawn.
    async fn settle_campaign(&self, ctx: &Context<'_>, id: ID) -> Result<CampaignTransitionPayload> {
        let operator: Operator = api::member(ctx)?;
        let moved = transition::settle(&operator, CampaignId::parse(&id, "id")?).await?;
        Ok(CampaignTransitionPayload::new(moved, CampaignStatus::Settled))
    }

    /// Draws the winners of a closed lucky draw, once, and publishes its seed.
    async fn run_draw(&self, ctx: &Context<'_>, campaign_id: ID) -> Result<RunDrawPayload> {
        let operator: Operator = api::member(ctx)?;
        Ok(
            campaign::run_draw(&operator, CampaignId::parse(&campaign_id, "campaignId")?)
                .await?
                .into(),
        )
    }
}
