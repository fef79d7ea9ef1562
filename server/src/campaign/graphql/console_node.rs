//! `node(id)` of the Console API.

use async_graphql::{Context, ID, Interface, Object, Result};

use super::console::CampaignNode;
use super::console_grant::GrantNode;
use crate::api::{self, Actor};
use crate::api_key::{self, graphql::ApiKeyNode};
use crate::campaign;
use crate::comment::{self, graphql::CommentNode};
use crate::error::Error;
use crate::ids::{
    ApiKeyId, CampaignId, ChannelId, CommentId, GrantId, MemberId, Prefixed, SegmentId, ShowId, prefix_of,
};
use crate::ledger;
use crate::member::{self, Analyst, Capability, Owner, Session, Steward, graphql::MemberNode};
use crate::show::graphql::console::{SegmentNode, ShowNode};
use crate::show::{self, segment};
use crate::tenant::graphql::ChannelNode;

#[derive(Interface)]
#[graphql(name = "Node", field(name = "id", ty = "&ID"))]
pub enum Node {
    Channel(ChannelNode),
    Show(ShowNode),
    Segment(SegmentNode),
    Campaign(CampaignNode),
    Grant(GrantNode),
    Comment(CommentNode),
    Member(MemberNode),
    ApiKey(ApiKeyNode),
}

#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Null for what does not exist, for what belongs to another channel, and for what one's role may not see.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>> {
        let session = match api::actor::actor(ctx)? {
            Actor::Member(session) => session,
            // Whoever is no member has no nodes; who is nobody has not even questions.
            Actor::AccountManager(_) | Actor::App(_) | Actor::Enroller(_) => return Ok(None),
            Actor::Nobody | Actor::Viewer(_) => return Err(Error::Unauthenticated.into()),
        };
        Ok(match prefix_of(&id) {
            Some(MemberId::PREFIX) => find_member(session, MemberId::parse(&id, "id")?).await?,
            Some(ApiKeyId::PREFIX) => find_api_key(session, ApiKeyId::parse(&id, "id")?).await?,
            Some(ChannelId::PREFIX) => find_channel(session, ChannelId::parse(&id, "id")?),
            _ => find_of_show(&api::member(ctx)?, &id).await?,
        })
    }
}

fn find_channel(session: &Session, id: ChannelId) -> Option<Node> {
    let own = session
        .platform
        .registry
        .get(session.tenant.id())
        .filter(|_| id.0 == session.tenant.id().uuid());
    own.map(|entry| Node::Channel(ChannelNode::from(entry)))
}

async fn find_member(session: &Session, id: MemberId) -> Result<Option<Node>, Error> {
    let Some(owner) = Owner::of(session) else {
        return Ok(None);
    };
    Ok(member::find(&Steward::from(&owner), id)
        .await?
        .map(|member| Node::Member(member.into())))
}

async fn find_api_key(session: &Session, id: ApiKeyId) -> Result<Option<Node>, Error> {
    let Some(owner) = Owner::of(session) else {
        return Ok(None);
    };
    Ok(api_key::find(&owner, id)
        .await?
        .map(|key| Node::ApiKey(key.into())))
}

async fn find_of_show(analyst: &Analyst, id: &str) -> Result<Option<Node>, Error> {
    Ok(match prefix_of(id) {
        Some(ShowId::PREFIX) => show::find(analyst, ShowId::parse(id, "id")?)
            .await?
            .map(|show| Node::Show(show.into())),
        Some(SegmentId::PREFIX) => {
            let segment = segment::find(analyst, SegmentId::parse(id, "id")?).await?;
            segment.map(|segment| Node::Segment(segment.into()))
        }
        Some(CommentId::PREFIX) => {
            let comment = comment::find(analyst, CommentId::parse(id, "id")?).await?;
            comment.map(|comment| Node::Comment(comment.into()))
        }
        Some(GrantId::PREFIX) => find_grant(analyst, GrantId::parse(id, "id")?).await?,
        _ => {
            let campaign = campaign::find(analyst, CampaignId::parse(id, "id")?).await?;
            campaign.map(|campaign| Node::Campaign(campaign.into()))
        }
    })
}

async fn find_grant(analyst: &Analyst, id: GrantId) -> Result<Option<Node>, Error> {
    let Some(grant) = ledger::find(analyst, id).await? else {
        return Ok(None);
    };
    let campaign = campaign::find(analyst, grant.campaign()).await?;
    let campaign = campaign.ok_or_else(|| Error::internal("a grant without its campaign"))?;
    let currency = analyst.tenant.manifest().currency;
    Ok(Some(Node::Grant(GrantNode::new(
        grant,
        &campaign.settings,
        currency,
    ))))
}
