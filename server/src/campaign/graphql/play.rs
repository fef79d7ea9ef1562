//! What viewers do. Each field calls the one rule of its kind.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};

use super::grant::{CommentNode, GrantNode};
use super::moves::{self, EnterOutcome, GrabOutcome, REACTIONS, VoteOutcome, of_kind};
use crate::api;
use crate::campaign::Terms;
use crate::comment::{self, NewComment, Posted};
use crate::error::Error;
use crate::ids::{CampaignId, Prefixed};
use crate::show;
use crate::viewer::Viewer;

/// A retry gives the same answer: ALREADY carries the grant that the first try won.
#[derive(SimpleObject)]
pub struct GrabPayload {
    outcome: GrabOutcome,
    grant: Option<GrantNode>,
}

#[derive(SimpleObject)]
pub struct EnterDrawPayload {
    outcome: EnterOutcome,
    entry_number: Option<u64>,
}

#[derive(SimpleObject)]
pub struct CastVotePayload {
    outcome: VoteOutcome,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum CommentOutcome {
    Published,
    Held,
    Rejected,
    NotOpen,
    TooLong,
    TooFast,
}

#[derive(SimpleObject)]
pub struct PostCommentPayload {
    outcome: CommentOutcome,
    comment: Option<CommentNode>,
}

#[derive(SimpleObject)]
pub struct ReactPayload {
    accepted: bool,
}

async fn terms(viewer: &Viewer, campaign: &ID) -> Result<Arc<Terms>, Error> {
    moves::terms(viewer, CampaignId::parse(campaign, "campaignId")?).await
}

#[derive(Default)]
pub struct PlayMutation;

#[Object(name = "Mutation")]
impl PlayMutation {
    async fn grab_red_packet(&self, ctx: &Context<'_>, campaign_id: ID) -> Result<GrabPayload> {
        let viewer = api::viewer(ctx)?;
        let (outcome, grant) = moves::grab(viewer, &*terms(viewer, &campaign_id).await?).await?;
        Ok(GrabPayload {
            outcome,
            grant: grant.map(GrantNode::from),
        })
    }

    async fn enter_draw(&self, ctx: &Context<'_>, campaign_id: ID) -> Result<EnterDrawPayload> {
        let viewer = api::viewer(ctx)?;
        let (outcome, entry_number) = moves::enter(viewer, &*terms(viewer, &campaign_id).await?).await?;
        Ok(EnterDrawPayload {
            outcome,
            entry_number,
        })
    }

    async fn cast_vote(
        &self,
        ctx: &Context<'_>,
        campaign_id: ID,
        option_ids: Vec<ID>,
    ) -> Result<CastVotePayload> {
        let viewer = api::viewer(ctx)?;
        let terms = terms(viewer, &campaign_id).await?;
        let options = option_ids.iter().map(|id| id.as_str());
        Ok(CastVotePayload {
            outcome: moves::cast(viewer, &terms, options).await?,
        })
    }

    /// clientId makes a retry harmless: the same clientId from the same viewer is the same comment.
    async fn post_comment(
        &self,
        ctx: &Context<'_>,
        campaign_id: ID,
        body: String,
        client_id: ID,
    ) -> Result<PostCommentPayload> {
        let viewer = api::viewer(ctx)?;
        let terms = terms(viewer, &campaign_id).await?;
        let wall = of_kind!(&*terms, CommentWall, "comment wall")?;
        let segment = show::seen::current(viewer)
            .await?
            .and_then(|show| show.current_segment());
        let new = NewComment {
            body,
            client_id: client_id.0,
            segment,
        };
        let (outcome, comment) = match comment::post(viewer, wall, new).await? {
            Posted::Published(comment) => (CommentOutcome::Published, Some(comment)),
            Posted::Held(comment) => (CommentOutcome::Held, Some(comment)),
            Posted::Rejected(comment) => (CommentOutcome::Rejected, Some(comment)),
            Posted::NotOpen => (CommentOutcome::NotOpen, None),
            Posted::TooLong => (CommentOutcome::TooLong, None),
            Posted::TooFast => (CommentOutcome::TooFast, None),
        };
        Ok(PostCommentPayload {
            outcome,
            comment: comment.map(CommentNode::from),
        })
    }

    /// Applause, hearts: counted, never stored one by one.
    async fn react(
        &self,
        ctx: &Context<'_>,
        campaign_id: ID,
        reaction: String,
        #[graphql(default_with = "Some(REACTIONS)")] count: Option<i32>,
    ) -> Result<ReactPayload> {
        let viewer = api::viewer(ctx)?;
        let terms = terms(viewer, &campaign_id).await?;
        Ok(ReactPayload {
            accepted: moves::react(viewer, &terms, &reaction, count.unwrap_or(REACTIONS)).await?,
        })
    }
}
