//! What viewers do. Each field finds the campaign's terms and calls the one rule of its kind.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};

use super::grant::{CommentNode, GrantNode};
use crate::api;
use crate::campaign::{self, Terms};
use crate::comment::{self, NewComment, Posted};
use crate::draw::{self, Entered};
use crate::error::Error;
use crate::ids::{CampaignId, OptionId, Prefixed};
use crate::red_packet::{self, Grabbed};
use crate::show;
use crate::viewer::Viewer;
use crate::vote::{self, Cast};

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum GrabOutcome {
    Won,
    Already,
    SoldOut,
    NotOpen,
}

/// A retry gives the same answer: ALREADY carries the grant that the first try won.
#[derive(SimpleObject)]
pub struct GrabPayload {
    outcome: GrabOutcome,
    grant: Option<GrantNode>,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum EnterOutcome {
    Entered,
    Already,
    NotOpen,
}

#[derive(SimpleObject)]
pub struct EnterDrawPayload {
    outcome: EnterOutcome,
    entry_number: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum VoteOutcome {
    Counted,
    Already,
    NotOpen,
    Invalid,
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

async fn terms(viewer: &Viewer, id: &str) -> Result<Arc<Terms>, Error> {
    campaign::terms(viewer, CampaignId::parse(id, "campaignId")?)
        .await?
        .ok_or(Error::NotFound("campaign"))
}

/// A campaign of another kind is no campaign of this one.
macro_rules! of_kind {
    ($terms:expr, $kind:ident, $noun:literal) => {
        match &*$terms {
            Terms::$kind(terms) => Ok(terms),
            _ => Err(Error::NotFound($noun)),
        }
    };
}

#[derive(Default)]
pub struct PlayMutation;

#[Object(name = "Mutation")]
impl PlayMutation {
    async fn grab_red_packet(&self, ctx: &Context<'_>, campaign_id: ID) -> Result<GrabPayload> {
        let viewer = api::viewer(ctx)?;
        let terms = terms(viewer, &campaign_id).await?;
        let (outcome, grant) =
            match red_packet::grab(viewer, of_kind!(terms, RedPacket, "red packet")?).await? {
                Grabbed::Won(grant) => (GrabOutcome::Won, Some(grant)),
                Grabbed::Already(grant) => (GrabOutcome::Already, Some(grant)),
                Grabbed::SoldOut => (GrabOutcome::SoldOut, None),
                Grabbed::NotOpen => (GrabOutcome::NotOpen, None),
            };
        Ok(GrabPayload {
            outcome,
            grant: grant.map(GrantNode::from),
        })
    }

    async fn enter_draw(&self, ctx: &Context<'_>, campaign_id: ID) -> Result<EnterDrawPayload> {
        let viewer = api::viewer(ctx)?;
        let terms = terms(viewer, &campaign_id).await?;
        let (outcome, entry_number) =
            match draw::enter(viewer, of_kind!(terms, LuckyDraw, "lucky draw")?).await? {
                Entered::Entered(number) => (EnterOutcome::Entered, Some(number)),
                Entered::Already(number) => (EnterOutcome::Already, Some(number)),
                Entered::NotOpen => (EnterOutcome::NotOpen, None),
            };
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
        let vote = of_kind!(terms, Vote, "vote")?;
        let chosen: Vec<OptionId> = option_ids
            .iter()
            .map(|id| OptionId::parse(id, "optionIds"))
            .collect::<Result<_, Error>>()?;
        let outcome = match vote::cast(viewer, vote, &chosen).await? {
            Cast::Counted => VoteOutcome::Counted,
            Cast::Already => VoteOutcome::Already,
            Cast::NotOpen => VoteOutcome::NotOpen,
            Cast::Invalid => VoteOutcome::Invalid,
        };
        Ok(CastVotePayload { outcome })
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
        let wall = of_kind!(terms, CommentWall, "comment wall")?;
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
        #[graphql(default = 1)] count: Option<i32>,
    ) -> Result<ReactPayload> {
        let viewer = api::viewer(ctx)?;
        let terms = terms(viewer, &campaign_id).await?;
        let wall = of_kind!(terms, CommentWall, "comment wall")?;
        Ok(ReactPayload {
            accepted: comment::react(viewer, wall, &reaction, count.unwrap_or(1)).await?,
        })
    }
}
