//! Questions about attempts.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use tenants::ControlTx;

use super::entity::{Column, Entity, Model};

type Db<T> = Result<T, DbErr>;

pub(super) async fn is_kept(tx: &ControlTx, key: &[u8], now: DateTime<Utc>) -> Db<bool> {
    let row = Entity::find_by_id(key).one(tx).await?;
    Ok(row.is_some_and(|row| row.kept_until > now))
}

/// The row of this key, made where there is none, held until the end of the transaction: who comes at the same time waits
/// and then sees what this one has written.
pub(super) async fn hold(tx: &ControlTx, key: &[u8], now: DateTime<Utc>) -> Db<Model> {
    let fresh = Model {
        key: key.to_vec(),
        failures: 0,
        last_at: now,
        kept_until: now,
    };
    Entity::insert(fresh.clone().into_active_model())
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    let held = Entity::find_by_id(key).lock_exclusive().one(tx).await?;
    Ok(held.unwrap_or(fresh))
}

pub(super) async fn set(tx: &ControlTx, row: Model) -> Db<()> {
    row.into_active_model().reset_all().update(tx).await.map(drop)
}

pub(super) async fn delete_old(tx: &ControlTx, now: DateTime<Utc>) -> Db<()> {
    Entity::delete_many()
        .filter(Column::KeptUntil.lte(now))
        .exec(tx)
        .await
        .map(drop)
}
