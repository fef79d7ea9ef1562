//! Campaigns, as viewers see them: an interface, and a type a kind.

use async_graphql::{ID, Interface};
use chrono::{DateTime, Utc};

use super::audience_kinds::{
    CommentWallCampaign, LuckyDrawCampaign, PublishedDraw, RedPacketCampaign, VoteCampaign,
};
use super::grant::{CommentNode, GrantNode};
use crate::campaign::{self, Campaign, CampaignStatus, Terms};
use crate::error::Result;
use crate::show::graphql::audience::{ChannelNode, SegmentNode, ShowNode};
use crate::viewer::Viewer;

#[derive(Interface)]
#[expect(clippy::duplicated_attributes, reason = "two fields of one type")]
#[graphql(
    name = "Campaign",
    field(name = "id", ty = "&ID"),
    field(name = "title", ty = "&String"),
    field(name = "status", ty = "&CampaignStatus"),
    field(name = "opens_at", ty = "&Option<DateTime<Utc>>"),
    field(name = "closes_at", ty = "&Option<DateTime<Utc>>")
)]
pub enum CampaignNode {
    RedPacket(RedPacketCampaign),
    LuckyDraw(LuckyDrawCampaign),
    Vote(VoteCampaign),
    CommentWall(CommentWallCampaign),
}

impl CampaignNode {
    /// None for a draft, which viewers can't see.
    ///
    /// # Errors
    /// The record is out of reach.
    pub async fn of(viewer: &Viewer, campaign: &Campaign) -> Result<Option<Self>> {
        let Some(terms) = campaign::terms_of(viewer, campaign)? else {
            return Ok(None);
        };
        Ok(Some(match &*terms {
            Terms::RedPacket(terms) => Self::RedPacket(RedPacketCampaign::new(campaign, terms.clone())),
            Terms::LuckyDraw(terms) => {
                let draw = PublishedDraw {
                    draw: terms.clone(),
                    is_drawn: campaign.drawn_at.is_some(),
                };
                Self::LuckyDraw(LuckyDrawCampaign::new(campaign, draw))
            }
            Terms::Vote(terms) => Self::Vote(VoteCampaign::new(campaign, terms.clone())),
            Terms::CommentWall(terms) => Self::CommentWall(CommentWallCampaign::new(campaign, terms.clone())),
        }))
    }
}

/// Opaque, unguessable, prefixed by type: camp_…, show_…, grant_…
#[derive(Interface)]
#[graphql(name = "Node", field(name = "id", ty = "&ID"))]
pub enum Node {
    Channel(ChannelNode),
    Show(ShowNode),
    Segment(SegmentNode),
    /// Never made, for it would hide which kind it is: it says in the schema that every campaign is a node.
    Campaign(CampaignNode),
    RedPacket(RedPacketCampaign),
    LuckyDraw(LuckyDrawCampaign),
    Vote(VoteCampaign),
    CommentWall(CommentWallCampaign),
    Grant(GrantNode),
    Comment(CommentNode),
}

impl Node {
    #[must_use]
    pub fn of_campaign(node: CampaignNode) -> Self {
        match node {
            CampaignNode::RedPacket(node) => Self::RedPacket(node),
            CampaignNode::LuckyDraw(node) => Self::LuckyDraw(node),
            CampaignNode::Vote(node) => Self::Vote(node),
            CampaignNode::CommentWall(node) => Self::CommentWall(node),
        }
    }
}
