//! The one list of kinds. A new kind is a line in each enum here; the compiler and named tests ask for the rest.

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};
use tenants::Quotas;
use uuid::Uuid;

use super::Campaign;
use crate::comment::{self, Wall};
use crate::draw::{self, LuckyDraw};
use crate::error::{Error, Result};
use crate::red_packet::{self, RedPacket};
use crate::vote::{self, Vote};

#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum CampaignKind {
    RedPacket,
    LuckyDraw,
    Vote,
    CommentWall,
}

/// What a producer has set, and what the record keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Settings {
    RedPacket(red_packet::Settings),
    LuckyDraw(draw::Settings),
    Vote(vote::Settings),
    CommentWall(comment::Settings),
}

/// A published campaign, ready to be played.
#[derive(Clone, Debug)]
pub enum Terms {
    RedPacket(RedPacket),
    LuckyDraw(LuckyDraw),
    Vote(Vote),
    CommentWall(Wall),
}

impl Settings {
    #[must_use]
    pub const fn kind(&self) -> CampaignKind {
        match self {
            Self::RedPacket(_) => CampaignKind::RedPacket,
            Self::LuckyDraw(_) => CampaignKind::LuckyDraw,
            Self::Vote(_) => CampaignKind::Vote,
            Self::CommentWall(_) => CampaignKind::CommentWall,
        }
    }

    /// Money and prizes that it gives away at the most, in minor units.
    #[must_use]
    pub fn prize_minor(&self) -> i64 {
        match self {
            Self::RedPacket(settings) => settings.pool_minor,
            Self::LuckyDraw(settings) => settings.value_minor().unwrap_or(i64::MAX),
            Self::Vote(_) | Self::CommentWall(_) => 0,
        }
    }

    /// Over how many shards its hot state is dealt. Nobody knows how many will vote: as many as the channel may at once.
    #[must_use]
    pub fn shards(&self, quotas: &Quotas) -> u16 {
        match self {
            Self::RedPacket(settings) => settings.shards(),
            Self::Vote(_) => u16::try_from(quotas.requests_per_second / 100_000).map_or(8, |n| n.clamp(1, 8)),
            Self::LuckyDraw(_) | Self::CommentWall(_) => 1,
        }
    }

    /// For a copy of the campaign: what is named inside gets names of its own.
    #[must_use]
    pub fn renamed(self, new_id: impl Fn() -> Uuid) -> Self {
        match self {
            Self::LuckyDraw(settings) => Self::LuckyDraw(settings.renamed(|| new_id().into())),
            Self::Vote(settings) => Self::Vote(settings.renamed(|| new_id().into())),
            same @ (Self::RedPacket(_) | Self::CommentWall(_)) => same,
        }
    }
}

impl CampaignKind {
    /// As the record names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RedPacket => "RED_PACKET",
            Self::LuckyDraw => "LUCKY_DRAW",
            Self::Vote => "VOTE",
            Self::CommentWall => "COMMENT_WALL",
        }
    }
}

impl Terms {
    /// # Errors
    /// The campaign is a draft, or its row is broken.
    pub fn of(campaign: &Campaign) -> Result<Self> {
        let id = campaign.id();
        let seed = campaign
            .seed
            .as_deref()
            .and_then(|seed| <[u8; 32]>::try_from(seed).ok());
        let seed = seed.ok_or_else(|| Error::internal("a published campaign without a seed"))?;
        let shards = campaign
            .shards
            .and_then(|shards| shards.try_into().ok())
            .unwrap_or(1);
        Ok(match &campaign.settings {
            Settings::RedPacket(settings) => Self::RedPacket(RedPacket::new(id, settings, seed, shards)),
            Settings::LuckyDraw(settings) => Self::LuckyDraw(LuckyDraw {
                id,
                settings: settings.clone(),
                seed,
            }),
            Settings::Vote(settings) => Self::Vote(Vote {
                id,
                settings: settings.clone(),
                shards,
            }),
            Settings::CommentWall(settings) => Self::CommentWall(Wall::new(id, settings.clone())?),
        })
    }
}
