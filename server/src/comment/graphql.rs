//! A comment wall's settings and comments in the Console API.

use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::{Comment, CommentStatus, ModerationMode, NewSettings, Settings};
use crate::api;
use crate::ids::{CommentId, Prefixed};
use crate::member::{Analyst, Moderator};
use crate::show::graphql::console::SegmentNode;
use crate::show::segment;

#[derive(SimpleObject)]
pub struct CommentWallSettings {
    max_length: usize,
    min_interval_seconds: u32,
    moderation: ModerationMode,
    blocked_words: Vec<String>,
    reactions: Vec<String>,
}

impl From<Settings> for CommentWallSettings {
    fn from(settings: Settings) -> Self {
        let Settings {
            max_length,
            min_interval_seconds,
            moderation,
            blocked_words,
            reactions,
        } = settings;
        Self {
            max_length,
            min_interval_seconds,
            moderation,
            blocked_words,
            reactions,
        }
    }
}

#[derive(Clone, InputObject)]
pub struct CommentWallSettingsInput {
    #[graphql(default = 100)]
    max_length: i32,
    #[graphql(default = 3)]
    min_interval_seconds: i32,
    #[graphql(default_with = "ModerationMode::Publish")]
    moderation: ModerationMode,
    #[graphql(default)]
    blocked_words: Vec<String>,
    #[graphql(default_with = "vec![\"applause\".to_owned(), \"heart\".to_owned()]")]
    reactions: Vec<String>,
}

impl CommentWallSettingsInput {
    /// # Errors
    /// `BAD_USER_INPUT` on the field that is to blame.
    pub fn settings(&self) -> crate::error::Result<Settings> {
        let Self {
            max_length,
            min_interval_seconds,
            moderation,
            blocked_words,
            reactions,
        } = self.clone();
        Settings::new(&NewSettings {
            max_length,
            min_interval_seconds,
            moderation,
            blocked_words,
            reactions,
        })
    }
}

#[derive(SimpleObject)]
#[graphql(name = "Comment", complex)]
pub struct CommentNode {
    pub id: ID,
    body: String,
    viewer_id: String,
    nickname: String,
    status: CommentStatus,
    posted_at: DateTime<Utc>,
    #[graphql(skip)]
    comment: Comment,
}

impl From<Comment> for CommentNode {
    fn from(comment: Comment) -> Self {
        Self {
            id: comment.id().encode().into(),
            body: comment.body.clone(),
            viewer_id: comment.viewer_id.clone(),
            nickname: comment.nickname.clone(),
            status: comment.status,
            posted_at: comment.posted_at,
            comment,
        }
    }
}

#[ComplexObject]
impl CommentNode {
    async fn segment(&self, ctx: &Context<'_>) -> Result<Option<SegmentNode>> {
        let analyst: Analyst = api::member(ctx)?;
        let Some(id) = self.comment.segment() else {
            return Ok(None);
        };
        Ok(segment::find(&analyst, id).await?.map(SegmentNode::from))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ModerationDecision {
    Publish,
    Reject,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum CommentDecisionOutcome {
    Done,
    NotFound,
}

#[derive(SimpleObject)]
pub struct CommentPayload {
    outcome: CommentDecisionOutcome,
    comment: Option<CommentNode>,
}

#[derive(Default)]
pub struct CommentMutation;

#[Object]
impl CommentMutation {
    async fn moderate_comment(
        &self,
        ctx: &Context<'_>,
        id: ID,
        decision: ModerationDecision,
    ) -> Result<CommentPayload> {
        let moderator: Moderator = api::member(ctx)?;
        let status = match decision {
            ModerationDecision::Publish => CommentStatus::Published,
            ModerationDecision::Reject => CommentStatus::Rejected,
        };
        let comment = super::moderate(&moderator, CommentId::parse(&id, "id")?, status).await?;
        let outcome = if comment.is_some() {
            CommentDecisionOutcome::Done
        } else {
            CommentDecisionOutcome::NotFound
        };
        Ok(CommentPayload {
            outcome,
            comment: comment.map(CommentNode::from),
        })
    }
}
