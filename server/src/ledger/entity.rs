//! The table of grants.

use sea_orm::entity::prelude::*;

use crate::ids::{CampaignId, GrantId, PrizeId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GrantStatus {
    /// Stands in the record.
    Granted,
    /// The payout partner has confirmed it.
    Fulfilled,
    Failed,
}

/// As the record has it.
pub(super) const GRANTED: &str = "GRANTED";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub campaign_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub slot: i64,
    pub viewer_id: String,
    pub nickname: String,
    pub money_minor: Option<i64>,
    pub prize_id: Option<Uuid>,
    pub entry_number: Option<i64>,
    pub status: GrantStatus,
    pub granted_at: DateTimeUtc,
}

impl Model {
    #[must_use]
    pub const fn id(&self) -> GrantId {
        GrantId {
            campaign: self.campaign(),
            slot: self.slot.unsigned_abs(),
        }
    }

    #[must_use]
    pub const fn campaign(&self) -> CampaignId {
        CampaignId(self.campaign_id)
    }

    #[must_use]
    pub fn prize(&self) -> Option<PrizeId> {
        self.prize_id.map(PrizeId)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_is_called_by_its_name() {
        assert_eq!(GrantStatus::Granted.to_value(), GRANTED);
    }
}
