//! The table of segments.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::ids::{SegmentId, ShowId};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Performers(pub Vec<String>);

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "segments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub show_id: Uuid,
    /// From 0, without gaps.
    pub position: i32,
    pub title: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub performers: Performers,
    pub starts_at: Option<DateTimeUtc>,
}

impl Model {
    #[must_use]
    pub const fn id(&self) -> SegmentId {
        SegmentId(self.id)
    }

    /// For the audit log: how many perform, not who.
    pub(super) fn facts(&self) -> Value {
        json!({
            "show": ShowId(self.show_id).to_string(),
            "position": self.position,
            "title": self.title,
            "performers": self.performers.0.len(),
            "starts_at": self.starts_at,
        })
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
