//! What viewers win, choose and write, as they see it.

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject, Union};
use chrono::{DateTime, Utc};

use super::audience::CampaignNode;
use crate::api::{self, Money};
use crate::campaign::{self, Terms};
use crate::comment::Comment;
use crate::draw;
use crate::error::Error;
use crate::ids::Prefixed;
use crate::ledger::{Grant, GrantStatus};
use crate::show::graphql::audience::SegmentNode;
use crate::show::segment;
use crate::vote::Choice;

#[derive(SimpleObject)]
#[graphql(name = "Grant", complex)]
pub struct GrantNode {
    pub id: ID,
    granted_at: DateTime<Utc>,
    /// GRANTED stands in the record; FULFILLED once the payout partner has confirmed it.
    status: GrantStatus,
    #[graphql(skip)]
    grant: Grant,
}

impl From<Grant> for GrantNode {
    fn from(grant: Grant) -> Self {
        Self {
            id: grant.id().encode().into(),
            granted_at: grant.granted_at,
            status: grant.status,
            grant,
        }
    }
}

#[derive(Union)]
pub enum Award {
    Money(MoneyAward),
    Prize(PrizeAward),
}

#[derive(SimpleObject)]
pub struct MoneyAward {
    money: Money,
}

#[derive(SimpleObject)]
pub struct PrizeAward {
    prize: Prize,
}

#[ComplexObject]
impl GrantNode {
    async fn campaign(&self, ctx: &Context<'_>) -> Result<CampaignNode> {
        let viewer = api::viewer(ctx)?;
        let campaign = campaign::find(viewer, self.grant.campaign()).await?;
        let campaign = campaign.ok_or_else(|| Error::internal("a grant without its campaign"))?;
        let node = CampaignNode::of(viewer, &campaign).await?;
        Ok(node.ok_or_else(|| Error::internal("a grant of a draft"))?)
    }

    async fn award(&self, ctx: &Context<'_>) -> Result<Award> {
        let viewer = api::viewer(ctx)?;
        if let Some(minor) = self.grant.money_minor {
            return Ok(Award::Money(MoneyAward {
                money: Money::of_minor(minor, viewer.tenant.manifest().currency),
            }));
        }
        let terms = campaign::terms(viewer, self.grant.campaign()).await?;
        let prize = match terms.as_deref() {
            Some(Terms::LuckyDraw(draw)) => self.grant.prize().and_then(|id| draw.settings.prize(id)),
            _ => None,
        };
        let prize = prize.ok_or_else(|| Error::internal("a grant without an award"))?;
        Ok(Award::Prize(PrizeAward { prize: prize.into() }))
    }
}

#[derive(SimpleObject)]
pub struct Prize {
    id: ID,
    name: String,
    quantity: u64,
    image_url: Option<String>,
}

impl From<&draw::Prize> for Prize {
    fn from(prize: &draw::Prize) -> Self {
        let (name, image_url) = (prize.name.clone(), prize.image_url.clone());
        Self {
            id: prize.id.encode().into(),
            name,
            quantity: prize.quantity,
            image_url,
        }
    }
}

#[derive(SimpleObject)]
pub struct Winner {
    nickname: String,
    entry_number: i64,
    prize: Prize,
}

impl Winner {
    pub(super) fn new(grant: &Grant, settings: &draw::Settings) -> Option<Self> {
        Some(Self {
            nickname: grant.nickname.clone(),
            entry_number: grant.entry_number?,
            prize: settings.prize(grant.prize()?)?.into(),
        })
    }
}

#[derive(SimpleObject)]
pub struct VoteOption {
    id: ID,
    label: String,
    image_url: Option<String>,
    /// Null while the channel keeps the counts to itself.
    votes: Option<u64>,
}

impl VoteOption {
    pub(super) fn new(choice: &Choice, votes: Option<u64>) -> Self {
        let (label, image_url) = (choice.label.clone(), choice.image_url.clone());
        Self {
            id: choice.id.encode().into(),
            label,
            image_url,
            votes,
        }
    }
}

#[derive(SimpleObject)]
#[graphql(name = "Comment", complex)]
pub struct CommentNode {
    pub id: ID,
    body: String,
    nickname: String,
    posted_at: DateTime<Utc>,
    #[graphql(skip)]
    comment: Comment,
}

impl From<Comment> for CommentNode {
    fn from(comment: Comment) -> Self {
        Self {
            id: comment.id().encode().into(),
            body: comment.body.clone(),
            nickname: comment.nickname.clone(),
            posted_at: comment.posted_at,
            comment,
        }
    }
}

#[ComplexObject]
impl CommentNode {
    async fn segment(&self, ctx: &Context<'_>) -> Result<Option<SegmentNode>> {
        let Some(id) = self.comment.segment() else {
            return Ok(None);
        };
        Ok(segment::find(api::viewer(ctx)?, id).await?.map(SegmentNode::from))
    }
}
