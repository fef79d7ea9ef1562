//! The table of entries.

use sea_orm::entity::prelude::*;

use crate::ids::CampaignId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub campaign_id: Uuid,
    /// From 1, in the order of entering; a crash may leave a gap.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub viewer_id: String,
    pub nickname: String,
    pub entered_at: DateTimeUtc,
    /// Kept when the viewer is erased: what the published list says of this entry.
    pub ticket: Option<String>,
}

impl Model {
    /// As in the published list.
    #[must_use]
    pub fn ticket(&self) -> String {
        let kept = self.ticket.clone();
        kept.unwrap_or_else(|| super::pick::ticket(CampaignId(self.campaign_id), &self.viewer_id))
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
