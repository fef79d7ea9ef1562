use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use tenants::ControlTx;

use super::tombstone_entity::{Column, Entity};

/// Whether a channel of this slug was, or is being, deleted.
pub(super) async fn is_tombstone(tx: &ControlTx, slug: &str) -> Result<bool, DbErr> {
    let found = Entity::find().filter(Column::Slug.eq(slug)).one(tx).await?;
    Ok(found.is_some())
}
