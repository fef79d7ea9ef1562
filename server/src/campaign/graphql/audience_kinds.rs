//! The four kinds, as viewers see them.

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;

use super::grant::{CommentNode, GrantNode, Prize, VoteOption, Winner};
use crate::api::{self, Money};
use crate::campaign::{Campaign, CampaignStatus};
use crate::comment::{self, CommentStatus, Wall};
use crate::draw::{self, LuckyDraw, pick};
use crate::ids::Prefixed;
use crate::ledger;
use crate::page::Page;
use crate::red_packet::{self, RedPacket};
use crate::vote::{self, Vote};

/// A kind's type: the fields that all have, its terms, and where the campaign stands.
macro_rules! campaign_type {
    ($(#[$doc:meta])* $name:ident, $terms:ty) => {
        $(#[$doc])*
        #[derive(SimpleObject)]
        #[graphql(complex)]
        pub struct $name {
            pub id: ID,
            pub title: String,
            pub status: CampaignStatus,
            pub opens_at: Option<DateTime<Utc>>,
            pub closes_at: Option<DateTime<Utc>>,
            #[graphql(skip)]
            terms: $terms,
        }

        impl $name {
            pub(super) fn new(campaign: &Campaign, terms: $terms) -> Self {
                Self {
                    id: campaign.id().encode().into(),
                    title: campaign.title.clone(),
                    status: campaign.status,
                    opens_at: campaign.opens_at,
                    closes_at: campaign.closes_at,
                    terms,
                }
            }
        }
    };
}

campaign_type!(
    /// A pool of money, split beforehand into packets; a viewer takes at most one.
    RedPacketCampaign,
    RedPacket
);

#[ComplexObject]
impl RedPacketCampaign {
    async fn pool(&self, ctx: &Context<'_>) -> Result<Money> {
        let currency = api::viewer(ctx)?.tenant.manifest().currency;
        Ok(Money::of_minor(self.terms.split.pool(), currency))
    }

    async fn packets(&self) -> u64 {
        self.terms.split.packets()
    }

    async fn remaining(&self, ctx: &Context<'_>) -> Result<u64> {
        Ok(red_packet::remaining(api::viewer(ctx)?, &self.terms).await?)
    }

    async fn my_grant(&self, ctx: &Context<'_>) -> Result<Option<GrantNode>> {
        Ok(red_packet::my_grant(api::viewer(ctx)?, &self.terms)
            .await?
            .map(GrantNode::from))
    }
}

campaign_type!(
    /// Viewers enter; winners are drawn from the entries, so that anyone can check the draw.
    LuckyDrawCampaign,
    PublishedDraw
);

/// A draw, and whether its winners are out.
pub struct PublishedDraw {
    pub(super) draw: LuckyDraw,
    pub(super) is_drawn: bool,
}

impl LuckyDrawCampaign {
    async fn my_number(&self, ctx: &Context<'_>) -> Result<Option<u64>> {
        Ok(draw::my_number(api::viewer(ctx)?, &self.terms.draw).await?)
    }
}

#[ComplexObject]
impl LuckyDrawCampaign {
    async fn prizes(&self) -> Vec<Prize> {
        self.terms.draw.settings.prizes.iter().map(Prize::from).collect()
    }

    async fn entries(&self, ctx: &Context<'_>) -> Result<u64> {
        Ok(draw::entries(api::viewer(ctx)?, &self.terms.draw).await?)
    }

    async fn entered(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.my_number(ctx).await?.is_some())
    }

    /// The number that enterDraw told.
    async fn my_entry_number(&self, ctx: &Context<'_>) -> Result<Option<u64>> {
        self.my_number(ctx).await
    }

    /// Published before the first entry.
    async fn seed_commitment(&self) -> String {
        pick::commitment(&self.terms.draw.seed)
    }

    /// Published with the winners.
    async fn seed(&self) -> Option<String> {
        self.terms
            .is_drawn
            .then(|| HEXLOWER.encode(&self.terms.draw.seed))
    }

    async fn winners(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Winner>> {
        let page = Page::new(first, after.as_deref())?;
        let grants = ledger::list(api::viewer(ctx)?, self.terms.draw.id, &page).await?;
        let winners = grants
            .into_iter()
            .filter_map(|grant| Some((grant.slot, Winner::new(&grant, &self.terms.draw.settings)?)));
        Ok(api::connect(
            &page,
            winners.collect(),
            |(slot, _)| slot.to_string(),
            |(_, winner)| winner,
        ))
    }

    async fn my_grant(&self, ctx: &Context<'_>) -> Result<Option<GrantNode>> {
        let viewer = api::viewer(ctx)?;
        Ok(ledger::of_viewer(viewer, self.terms.draw.id, &viewer.id)
            .await?
            .map(GrantNode::from))
    }
}

campaign_type!(VoteCampaign, Vote);

#[ComplexObject]
impl VoteCampaign {
    async fn options(&self, ctx: &Context<'_>) -> Result<Vec<VoteOption>> {
        let is_over = matches!(self.status, CampaignStatus::Closed | CampaignStatus::Settled);
        let visible = self.terms.settings.counts_visible || is_over;
        let votes = if visible {
            vote::tally(api::viewer(ctx)?, &self.terms).await?
        } else {
            Vec::new()
        };
        let options = self.terms.settings.options.iter().enumerate();
        Ok(options
            .map(|(place, option)| VoteOption::new(option, votes.get(place).copied()))
            .collect())
    }

    async fn max_choices(&self) -> usize {
        self.terms.settings.max_choices
    }

    async fn my_choices(&self, ctx: &Context<'_>) -> Result<Vec<ID>> {
        let chosen = vote::my_choices(api::viewer(ctx)?, &self.terms).await?;
        Ok(chosen.into_iter().map(|option| option.encode().into()).collect())
    }
}

campaign_type!(CommentWallCampaign, Wall);

#[ComplexObject]
impl CommentWallCampaign {
    async fn max_length(&self) -> usize {
        self.terms.settings.max_length
    }

    /// Newest first.
    async fn comments(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, CommentNode>> {
        let page = Page::new(first, after.as_deref())?;
        let published = Some(CommentStatus::Published);
        let comments = comment::list(api::viewer(ctx)?, self.terms.id, published, &page).await?;
        Ok(api::connect(
            &page,
            comments,
            |comment| comment.id.to_string(),
            CommentNode::from,
        ))
    }

    /// What react() accepts, such as "applause".
    async fn reactions(&self) -> &[String] {
        &self.terms.settings.reactions
    }
}
