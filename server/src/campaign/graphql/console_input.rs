//! What members send to build a campaign.

use async_graphql::{ID, InputObject, OneofObject};

use crate::campaign::Settings;
use crate::comment::graphql::CommentWallSettingsInput;
use crate::ctx::Ctx;
use crate::draw::graphql::LuckyDrawSettingsInput;
use crate::error::Result;
use crate::red_packet::graphql::RedPacketSettingsInput;
use crate::vote::graphql::VoteSettingsInput;

#[derive(OneofObject)]
pub enum CampaignSettingsInput {
    RedPacket(RedPacketSettingsInput),
    LuckyDraw(LuckyDrawSettingsInput),
    Vote(VoteSettingsInput),
    CommentWall(CommentWallSettingsInput),
}

impl CampaignSettingsInput {
    /// # Errors
    /// `BAD_USER_INPUT` on the field that is to blame.
    pub(super) fn settings(&self, ctx: &Ctx) -> Result<Settings> {
        let currency = ctx.tenant.manifest().currency;
        Ok(match self {
            Self::RedPacket(input) => Settings::RedPacket(input.settings(currency)?),
            Self::LuckyDraw(input) => Settings::LuckyDraw(input.settings(currency, || ctx.new_id())?),
            Self::Vote(input) => Settings::Vote(input.settings(|| ctx.new_id())?),
            Self::CommentWall(input) => Settings::CommentWall(input.settings()?),
        })
    }
}

#[derive(InputObject)]
pub struct CreateCampaignInput {
    pub(super) show_id: ID,
    pub(super) title: String,
    pub(super) settings: CampaignSettingsInput,
}

#[derive(InputObject)]
pub struct UpdateCampaignInput {
    pub(super) title: Option<String>,
    pub(super) settings: Option<CampaignSettingsInput>,
}

#[derive(InputObject)]
pub struct CloneCampaignInput {
    pub(super) title: String,
    /// Another show of the channel; the same one when left out.
    pub(super) show_id: Option<ID>,
}
