//! The table of shows.

use sea_orm::entity::prelude::*;

use serde::Serialize;
use serde_json::{Value, json};

use crate::ids::{SegmentId, ShowId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ShowStatus {
    Scheduled,
    OnAir,
    Ended,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shows")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    pub status: ShowStatus,
    pub starts_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
    pub current_segment_id: Option<Uuid>,
    pub created_at: DateTimeUtc,
}

impl Model {
    pub(super) const fn scheduled(
        id: ShowId,
        slug: String,
        title: String,
        (starts_at, ends_at): (DateTimeUtc, DateTimeUtc),
        created_at: DateTimeUtc,
    ) -> Self {
        let status = ShowStatus::Scheduled;
        Self {
            id: id.0,
            slug,
            title,
            status,
            starts_at,
            ends_at,
            current_segment_id: None,
            created_at,
        }
    }

    #[must_use]
    pub const fn id(&self) -> ShowId {
        ShowId(self.id)
    }

    #[must_use]
    pub fn current_segment(&self) -> Option<SegmentId> {
        self.current_segment_id.map(SegmentId)
    }

    /// For the audit log.
    pub(super) fn facts(&self) -> Value {
        json!({
            "slug": self.slug,
            "title": self.title,
            "status": self.status,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "current_segment": self.current_segment().map(|segment| segment.to_string()),
        })
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
