//! Questions about second factors.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QuerySelect,
};
use tenants::ControlTx;

use super::{entity, recovery_entity};
use crate::ids::MemberId;

type Db<T> = Result<T, DbErr>;

/// Held until the end of the transaction, so that a code is taken once.
pub(super) async fn hold(tx: &ControlTx, member: MemberId) -> Db<Option<entity::Model>> {
    entity::Entity::find_by_id(member.0)
        .lock_exclusive()
        .one(tx)
        .await
}

pub(super) async fn insert(tx: &ControlTx, row: entity::Model) -> Db<()> {
    entity::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub(super) async fn set_last_step(tx: &ControlTx, member: MemberId, step: i64) -> Db<()> {
    let change = entity::ActiveModel {
        member_id: Set(member.0),
        last_step: Set(step),
        ..Default::default()
    };
    change.update(tx).await.map(drop)
}

pub(super) async fn delete(tx: &ControlTx, member: MemberId) -> Db<()> {
    entity::Entity::delete_by_id(member.0).exec(tx).await.map(drop)
}

fn recovery_of(member: MemberId) -> sea_orm::sea_query::SimpleExpr {
    recovery_entity::Column::MemberId.eq(member.0)
}

pub(super) async fn insert_recovery(tx: &ControlTx, member: MemberId, digests: Vec<Vec<u8>>) -> Db<()> {
    let rows = digests.into_iter().map(|digest| {
        let row = recovery_entity::Model {
            member_id: member.0,
            digest,
        };
        row.into_active_model()
    });
    recovery_entity::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// Whether there was such a code. It is gone now.
pub(super) async fn take_recovery(tx: &ControlTx, member: MemberId, digest: Vec<u8>) -> Db<bool> {
    let taken = recovery_entity::Entity::delete_by_id((member.0, digest))
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

pub(super) async fn delete_recovery(tx: &ControlTx, member: MemberId) -> Db<()> {
    recovery_entity::Entity::delete_many()
        .filter(recovery_of(member))
        .exec(tx)
        .await
        .map(drop)
}

pub(super) async fn count_recovery(tx: &ControlTx, member: MemberId) -> Db<u64> {
    recovery_entity::Entity::find()
        .filter(recovery_of(member))
        .count(tx)
        .await
}
