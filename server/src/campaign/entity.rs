//! The table of campaigns. `epoch` is the engine's (`live`).

use sea_orm::entity::prelude::*;

use serde::Serialize;
use serde_json::{Value, json};

use super::kind::Settings;
use crate::ids::{CampaignId, ShowId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CampaignStatus {
    /// Invisible to viewers.
    Draft,
    /// Its terms are published and can't change.
    Scheduled,
    Open,
    Paused,
    Closed,
    /// Closed and reconciled.
    Settled,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaigns")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub show_id: Uuid,
    pub kind: String,
    pub title: String,
    pub status: CampaignStatus,
    #[sea_orm(column_type = "JsonBinary")]
    pub settings: Settings,
    pub epoch: i64,
    /// Of its hot state, fixed when it is scheduled. None: one.
    pub shards: Option<i64>,
    #[sea_orm(column_type = "VarBinary(StringLen::None)", nullable)]
    pub seed: Option<Vec<u8>>,
    pub prize_minor: i64,
    pub opens_at: Option<DateTimeUtc>,
    pub closes_at: Option<DateTimeUtc>,
    pub opened_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    pub drawn_at: Option<DateTimeUtc>,
    pub entries_digest: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl Model {
    #[must_use]
    pub const fn id(&self) -> CampaignId {
        CampaignId(self.id)
    }

    #[must_use]
    pub const fn show(&self) -> ShowId {
        ShowId(self.show_id)
    }

    /// For the audit log. Not the seed, which is secret until the winners are out.
    pub(super) fn facts(&self) -> Value {
        json!({
            "show": self.show().to_string(),
            "title": self.title,
            "status": self.status,
            "prize_minor": self.prize_minor,
            "settings": self.settings,
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
        })
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
