//! The Audience API's questions.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

use super::audience::{CampaignNode, Node};
use super::grant::{CommentNode, GrantNode};
use crate::api;
use crate::campaign;
use crate::comment::{self, CommentStatus};
use crate::ids::{CampaignId, ChannelId, CommentId, GrantId, Prefixed, SegmentId, ShowId, prefix_of};
use crate::ledger;
use crate::page::Page;
use crate::show::graphql::audience::{ChannelNode, SegmentNode, ShowNode};
use crate::show::{self, segment};
use crate::viewer::Viewer;

#[derive(Default)]
pub struct AudienceQuery;

#[Object(name = "Query")]
impl AudienceQuery {
    /// The channel that the token belongs to.
    async fn channel(&self, ctx: &Context<'_>) -> Result<ChannelNode> {
        Ok(ChannelNode::from(api::viewer(ctx)?))
    }

    async fn viewer(&self, ctx: &Context<'_>) -> Result<ViewerNode> {
        Ok(ViewerNode(api::viewer(ctx)?.clone()))
    }

    async fn show(&self, ctx: &Context<'_>, slug: String) -> Result<Option<ShowNode>> {
        Ok(show::seen::by_slug(api::viewer(ctx)?, &slug)
            .await?
            .map(ShowNode::from))
    }

    async fn campaign(&self, ctx: &Context<'_>, id: ID) -> Result<Option<CampaignNode>> {
        let id = CampaignId::parse(&id, "id")?;
        find_campaign(api::viewer(ctx)?, id).await
    }

    /// Null for what does not exist and for what belongs to another channel: the two can't be told apart.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>> {
        let viewer = api::viewer(ctx)?;
        Ok(match prefix_of(&id) {
            Some(ChannelId::PREFIX) => {
                let own = ChannelId::parse(&id, "id")?.0 == viewer.tenant.id().uuid();
                own.then(|| Node::Channel(ChannelNode::from(viewer)))
            }
            Some(ShowId::PREFIX) => show::find(viewer, ShowId::parse(&id, "id")?)
                .await?
                .map(|show| Node::Show(show.into())),
            Some(SegmentId::PREFIX) => {
                let segment = segment::find(viewer, SegmentId::parse(&id, "id")?).await?;
                segment.map(|segment| Node::Segment(SegmentNode::from(segment)))
            }
            Some(GrantId::PREFIX) => {
                let grant = ledger::find(viewer, GrantId::parse(&id, "id")?).await?;
                // Another viewer's grant is nobody's business.
                let own = grant.filter(|grant| grant.viewer_id == *viewer.id);
                own.map(|grant| Node::Grant(GrantNode::from(grant)))
            }
            Some(CommentId::PREFIX) => {
                let comment = comment::find(viewer, CommentId::parse(&id, "id")?).await?;
                let visible = comment.filter(|comment| {
                    comment.status == CommentStatus::Published || comment.viewer_id == *viewer.id
                });
                visible.map(|comment| Node::Comment(CommentNode::from(comment)))
            }
            _ => find_campaign(viewer, CampaignId::parse(&id, "id")?)
                .await?
                .map(Node::of_campaign),
        })
    }
}

async fn find_campaign(viewer: &Viewer, id: CampaignId) -> Result<Option<CampaignNode>> {
    match campaign::find(viewer, id).await? {
        Some(campaign) => Ok(CampaignNode::of(viewer, &campaign).await?),
        None => Ok(None),
    }
}

pub struct ViewerNode(Viewer);

#[Object(name = "Viewer")]
impl ViewerNode {
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn nickname(&self) -> &str {
        &self.0.nickname
    }

    /// Newest first.
    async fn grants(
        &self,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, GrantNode>> {
        let page = Page::new(first, after.as_deref())?;
        let grants = ledger::list_of_viewer(&self.0, &self.0.id, &page).await?;
        Ok(api::connect(&page, grants, ledger::key, GrantNode::from))
    }
}
