//! Questions about sessions.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};
use tenants::ControlTx;

use super::SessionKey;
use super::entity::{Column, Entity, Model};
use crate::ids::MemberId;

type Db<T> = Result<T, DbErr>;

pub(super) async fn insert(
    tx: &ControlTx,
    key: SessionKey,
    member: MemberId,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Db<()> {
    let row = Model {
        token_hash: key.0.to_vec(),
        member_id: member.0,
        created_at,
        expires_at,
    };
    Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub(super) async fn find(tx: &ControlTx, key: SessionKey) -> Db<Option<(MemberId, DateTime<Utc>)>> {
    let row = Entity::find_by_id(key.0.to_vec()).one(tx).await?;
    Ok(row.map(|row| (MemberId(row.member_id), row.expires_at)))
}

pub(super) async fn delete(tx: &ControlTx, key: SessionKey) -> Db<()> {
    Entity::delete_by_id(key.0.to_vec()).exec(tx).await.map(drop)
}

pub(super) async fn delete_of(tx: &ControlTx, member: MemberId) -> Db<()> {
    Entity::delete_many()
        .filter(Column::MemberId.eq(member.0))
        .exec(tx)
        .await
        .map(drop)
}

pub(super) async fn delete_expired(tx: &ControlTx, now: DateTime<Utc>) -> Db<()> {
    Entity::delete_many()
        .filter(Column::ExpiresAt.lte(now))
        .exec(tx)
        .await
        .map(drop)
}
