//! Questions about erasures.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use tenants::TenantTx;

use super::entity::{Column, Entity, Model};

type Db<T> = Result<T, DbErr>;

pub(super) async fn find_locked(tx: &TenantTx, pseudonym: &str) -> Db<Option<Model>> {
    Entity::find_by_id(pseudonym.to_owned())
        .lock_exclusive()
        .one(tx)
        .await
}

pub(super) async fn insert(tx: &TenantTx, row: Model) -> Db<()> {
    Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub(super) async fn save(tx: &TenantTx, row: Model) -> Db<()> {
    row.into_active_model().reset_all().update(tx).await.map(drop)
}

pub(super) async fn find(tx: &TenantTx, pseudonym: &str) -> Db<Option<Model>> {
    Entity::find_by_id(pseudonym.to_owned()).one(tx).await
}

/// Not finished yet, by pseudonym, from behind this one on.
pub(super) async fn unfinished(tx: &TenantTx, after: &str, limit: u64) -> Db<Vec<Model>> {
    Entity::find()
        .filter(Column::FinishedAt.is_null())
        .filter(Column::Pseudonym.gt(after))
        .order_by_asc(Column::Pseudonym)
        .limit(limit)
        .all(tx)
        .await
}
