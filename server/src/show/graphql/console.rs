//! Shows, as members see and build them.

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::api::{self, DeletePayload};
use crate::campaign::{self, graphql::console::CampaignNode};
use crate::ids::{Prefixed, SegmentId, ShowId};
use crate::member::{Analyst, Operator, Producer};
use crate::page::Page;
use crate::show::segment::{self, Deleted};
use crate::show::{self, Moved, NewShow, Saved, Segment, Show, ShowChange, ShowStatus};
use crate::usage::{self, graphql::QuotaUsage};

#[derive(SimpleObject)]
#[graphql(name = "Show", complex)]
pub struct ShowNode {
    pub id: ID,
    slug: String,
    title: String,
    status: ShowStatus,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    #[graphql(skip)]
    show: Show,
}

impl From<Show> for ShowNode {
    fn from(show: Show) -> Self {
        Self {
            id: show.id().encode().into(),
            slug: show.slug.clone(),
            title: show.title.clone(),
            status: show.status,
            starts_at: show.starts_at,
            ends_at: show.ends_at,
            show,
        }
    }
}

#[ComplexObject]
impl ShowNode {
    /// The run of show, in order.
    async fn segments(&self, ctx: &Context<'_>) -> Result<Vec<SegmentNode>> {
        let analyst: Analyst = api::member(ctx)?;
        let segments = segment::list(&analyst, self.show.id()).await?;
        Ok(segments.into_iter().map(SegmentNode::from).collect())
    }

    async fn current_segment(&self, ctx: &Context<'_>) -> Result<Option<SegmentNode>> {
        let analyst: Analyst = api::member(ctx)?;
        let Some(id) = self.show.current_segment() else {
            return Ok(None);
        };
        Ok(segment::find(&analyst, id).await?.map(SegmentNode::from))
    }

    async fn campaigns(&self, ctx: &Context<'_>) -> Result<Vec<CampaignNode>> {
        let analyst: Analyst = api::member(ctx)?;
        let campaigns = campaign::list(&analyst, self.show.id()).await?;
        Ok(campaigns.into_iter().map(CampaignNode::from).collect())
    }

    async fn prize_money(&self, ctx: &Context<'_>) -> Result<QuotaUsage> {
        let analyst: Analyst = api::member(ctx)?;
        Ok(usage::of_show(&analyst, self.show.id()).await?.into())
    }
}

#[derive(SimpleObject)]
#[graphql(name = "Segment")]
pub struct SegmentNode {
    pub id: ID,
    title: String,
    performers: Vec<String>,
    starts_at: Option<DateTime<Utc>>,
    position: i32,
}

impl From<Segment> for SegmentNode {
    fn from(segment: Segment) -> Self {
        let id = segment.id().encode().into();
        let Segment {
            title,
            performers,
            starts_at,
            position,
            ..
        } = segment;
        Self {
            id,
            title,
            performers: performers.0,
            starts_at,
            position,
        }
    }
}

#[derive(InputObject)]
pub struct CreateShowInput {
    slug: String,
    title: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
}

#[derive(InputObject)]
pub struct UpdateShowInput {
    title: Option<String>,
    starts_at: Option<DateTime<Utc>>,
    ends_at: Option<DateTime<Utc>>,
}

#[derive(InputObject)]
pub struct SegmentInput {
    title: String,
    #[graphql(default)]
    performers: Vec<String>,
    starts_at: Option<DateTime<Utc>>,
}

impl From<SegmentInput> for segment::SegmentInput {
    fn from(input: SegmentInput) -> Self {
        Self {
            title: input.title,
            performers: input.performers,
            starts_at: input.starts_at,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum SaveOutcome {
    Saved,
    SlugTaken,
    NotFound,
    Frozen,
}

fn saved<T>(saved: Saved<T>) -> (SaveOutcome, Option<T>) {
    match saved {
        Saved::Saved(value) => (SaveOutcome::Saved, Some(value)),
        Saved::SlugTaken => (SaveOutcome::SlugTaken, None),
        Saved::NotFound => (SaveOutcome::NotFound, None),
        Saved::Frozen => (SaveOutcome::Frozen, None),
    }
}

#[derive(SimpleObject)]
pub struct ShowPayload {
    outcome: SaveOutcome,
    show: Option<ShowNode>,
}

impl From<Saved<Show>> for ShowPayload {
    fn from(value: Saved<Show>) -> Self {
        let (outcome, show) = saved(value);
        Self {
            outcome,
            show: show.map(ShowNode::from),
        }
    }
}

#[derive(SimpleObject)]
pub struct SegmentPayload {
    outcome: SaveOutcome,
    segment: Option<SegmentNode>,
}

impl From<Saved<Segment>> for SegmentPayload {
    fn from(value: Saved<Segment>) -> Self {
        let (outcome, segment) = saved(value);
        Self {
            outcome,
            segment: segment.map(SegmentNode::from),
        }
    }
}

#[derive(SimpleObject)]
pub struct ShowTransitionPayload {
    outcome: api::TransitionOutcome,
    from: Option<ShowStatus>,
    to: ShowStatus,
    show: Option<ShowNode>,
}

impl ShowTransitionPayload {
    fn new(moved: Moved<Show>, came_from: ShowStatus, to: ShowStatus) -> Self {
        let (outcome, from, show) = match moved {
            Moved::Done(show) => (api::TransitionOutcome::Done, Some(came_from), Some(show)),
            Moved::Illegal(show) => (
                api::TransitionOutcome::IllegalTransition,
                Some(show.status),
                Some(show),
            ),
            Moved::NotFound => (api::TransitionOutcome::NotFound, None, None),
        };
        Self {
            outcome,
            from,
            to,
            show: show.map(ShowNode::from),
        }
    }
}

impl From<Deleted> for DeletePayload {
    fn from(deleted: Deleted) -> Self {
        let outcome = match deleted {
            Deleted::Deleted => api::DeleteOutcome::Deleted,
            Deleted::NotFound => api::DeleteOutcome::NotFound,
            Deleted::Frozen => api::DeleteOutcome::Frozen,
        };
        Self { outcome }
    }
}

#[derive(Default)]
pub struct ShowQuery;

#[Object]
impl ShowQuery {
    async fn shows(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        status: Option<ShowStatus>,
    ) -> Result<Connection<String, ShowNode>> {
        let analyst: Analyst = api::member(ctx)?;
        let page = Page::new(first, after.as_deref())?;
        let shows = show::list(&analyst, &page, status).await?;
        Ok(api::connect(&page, shows, show::list_key, ShowNode::from))
    }

    async fn show(&self, ctx: &Context<'_>, id: ID) -> Result<Option<ShowNode>> {
        let analyst: Analyst = api::member(ctx)?;
        Ok(show::find(&analyst, ShowId::parse(&id, "id")?)
            .await?
            .map(ShowNode::from))
    }
}

#[derive(Default)]
pub struct ShowMutation;

#[Object]
impl ShowMutation {
    async fn create_show(&self, ctx: &Context<'_>, input: CreateShowInput) -> Result<ShowPayload> {
        let producer: Producer = api::member(ctx)?;
        let CreateShowInput {
            slug,
            title,
            starts_at,
            ends_at,
        } = input;
        Ok(show::create(
            &producer,
            NewShow {
                slug,
                title,
                starts_at,
                ends_at,
            },
        )
        .await?
        .into())
    }

    async fn update_show(&self, ctx: &Context<'_>, id: ID, input: UpdateShowInput) -> Result<ShowPayload> {
        let producer: Producer = api::member(ctx)?;
        let UpdateShowInput {
            title,
            starts_at,
            ends_at,
        } = input;
        let change = ShowChange {
            title,
            starts_at,
            ends_at,
        };
        Ok(show::update(&producer, ShowId::parse(&id, "id")?, change)
            .await?
            .into())
    }

    /// SCHEDULED → ON_AIR
    async fn start_show(&self, ctx: &Context<'_>, id: ID) -> Result<ShowTransitionPayload> {
        let operator: Operator = api::member(ctx)?;
        let moved = show::transition(&operator, ShowId::parse(&id, "id")?, ShowStatus::OnAir).await?;
        Ok(ShowTransitionPayload::new(
            moved,
            ShowStatus::Scheduled,
            ShowStatus::OnAir,
        ))
    }

    /// ON_AIR → ENDED; its open campaigns are closed.
    async fn end_show(&self, ctx: &Context<'_>, id: ID) -> Result<ShowTransitionPayload> {
        let operator: Operator = api::member(ctx)?;
        let id = ShowId::parse(&id, "id")?;
        let moved = show::transition(&operator, id, ShowStatus::Ended).await?;
        if matches!(&moved, Moved::Done(_)) {
            campaign::transition::close_all(&operator, id).await?;
        }
        Ok(ShowTransitionPayload::new(
            moved,
            ShowStatus::OnAir,
            ShowStatus::Ended,
        ))
    }

    /// Appended to the run of show unless a position (0-based) is given.
    async fn create_segment(
        &self,
        ctx: &Context<'_>,
        show_id: ID,
        input: SegmentInput,
        position: Option<i32>,
    ) -> Result<SegmentPayload> {
        let producer: Producer = api::member(ctx)?;
        Ok(segment::create(
            &producer,
            ShowId::parse(&show_id, "showId")?,
            input.into(),
            position,
        )
        .await?
        .into())
    }

    async fn update_segment(&self, ctx: &Context<'_>, id: ID, input: SegmentInput) -> Result<SegmentPayload> {
        let producer: Producer = api::member(ctx)?;
        Ok(
            segment::update(&producer, SegmentId::parse(&id, "id")?, input.into())
                .await?
                .into(),
        )
    }

    async fn move_segment(&self, ctx: &Context<'_>, id: ID, position: i32) -> Result<SegmentPayload> {
        let producer: Producer = api::member(ctx)?;
        Ok(
            segment::move_to(&producer, SegmentId::parse(&id, "id")?, position)
                .await?
                .into(),
        )
    }

    async fn delete_segment(&self, ctx: &Context<'_>, id: ID) -> Result<DeletePayload> {
        let producer: Producer = api::member(ctx)?;
        Ok(segment::delete(&producer, SegmentId::parse(&id, "id")?)
            .await?
            .into())
    }

    /// Puts the segment on air; null takes the current one off.
    async fn take_segment(
        &self,
        ctx: &Context<'_>,
        show_id: ID,
        segment_id: Option<ID>,
    ) -> Result<ShowPayload> {
        let operator: Operator = api::member(ctx)?;
        let segment = segment_id
            .map(|id| SegmentId::parse(&id, "segmentId"))
            .transpose()?;
        Ok(show::take(&operator, ShowId::parse(&show_id, "showId")?, segment)
            .await?
            .into())
    }
}
