//! Grants of money as the hot path writes them: column by column.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tenants::{Column, Rows, Same};

use super::entity::GRANTED;
use crate::ids::CampaignId;

/// Of one campaign; the same length, a grant each.
#[derive(Debug)]
pub struct MoneyGrants {
    pub slots: Vec<u64>,
    pub viewers: Vec<Arc<str>>,
    pub nicknames: Vec<Arc<str>>,
    /// Minor units.
    pub money: Vec<i64>,
    pub granted_at: Vec<DateTime<Utc>>,
}

impl MoneyGrants {
    #[must_use]
    pub fn rows(self, campaign: CampaignId) -> Rows {
        let slot = |slot: &u64| i64::try_from(*slot).unwrap_or(i64::MAX);
        Rows {
            table: "grants",
            same: vec![
                ("campaign_id", Same::Id(campaign.0)),
                ("status", Same::Text(GRANTED)),
            ],
            columns: vec![
                ("slot", Column::Numbers(self.slots.iter().map(slot).collect())),
                ("viewer_id", Column::Texts(self.viewers)),
                ("nickname", Column::Texts(self.nicknames)),
                ("money_minor", Column::Numbers(self.money)),
                ("granted_at", Column::Times(self.granted_at)),
            ],
            key: "viewer_id",
        }
    }
}
