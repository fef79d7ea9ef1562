//! The table of comments.

use sea_orm::entity::prelude::*;

use serde::Serialize;

use crate::ids::{CommentId, SegmentId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommentStatus {
    Published,
    Held,
    Rejected,
    /// Its viewer is erased: nothing is left but that there was one.
    Erased,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub campaign_id: Uuid,
    pub segment_id: Option<Uuid>,
    pub viewer_id: String,
    pub nickname: String,
    pub client_id: String,
    pub body: String,
    pub status: CommentStatus,
    pub posted_at: DateTimeUtc,
}

impl Model {
    #[must_use]
    pub const fn id(&self) -> CommentId {
        CommentId(self.id)
    }

    #[must_use]
    pub fn segment(&self) -> Option<SegmentId> {
        self.segment_id.map(SegmentId)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
