//! Questions about sessions.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use tenants::ControlTx;

use super::entity::{ActiveModel, Column, Entity, Model};
use super::{Limits, SessionKey};
use crate::ids::MemberId;

type Db<T> = Result<T, DbErr>;

pub(super) async fn insert(tx: &ControlTx, session: Model) -> Db<()> {
    Entity::insert(session.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub(super) async fn find(tx: &ControlTx, key: SessionKey) -> Db<Option<Model>> {
    Entity::find_by_id(key.0.to_vec()).one(tx).await
}

/// Newest first.
pub(super) async fn list_of(tx: &ControlTx, member: MemberId) -> Db<Vec<Model>> {
    Entity::find()
        .filter(Column::MemberId.eq(member.0))
        .order_by_desc(Column::CreatedAt)
        .all(tx)
        .await
}

/// Nothing where the session has ended meanwhile.
pub(super) async fn set_used(tx: &ControlTx, key: SessionKey, at: DateTime<Utc>) -> Db<()> {
    let change = ActiveModel {
        last_used_at: Set(Some(at)),
        ..Default::default()
    };
    Entity::update_many()
        .set(change)
        .filter(Column::TokenHash.eq(key.0.to_vec()))
        .exec(tx)
        .await
        .map(drop)
}

pub(super) async fn delete(tx: &ControlTx, key: SessionKey) -> Db<()> {
    Entity::delete_by_id(key.0.to_vec()).exec(tx).await.map(drop)
}

/// All of a member's but the one to be kept. How many there were.
pub(super) async fn delete_of(tx: &ControlTx, member: MemberId, kept: Option<SessionKey>) -> Db<u64> {
    let mut sessions = Entity::delete_many().filter(Column::MemberId.eq(member.0));
    if let Some(kept) = kept {
        sessions = sessions.filter(Column::TokenHash.ne(kept.0.to_vec()));
    }
    Ok(sessions.exec(tx).await?.rows_affected)
}

pub(super) async fn delete_over(tx: &ControlTx, limits: &Limits, now: DateTime<Utc>) -> Db<()> {
    let unused = Condition::any()
        .add(Column::LastUsedAt.lte(now - limits.idle))
        .add(
            Condition::all()
                .add(Column::LastUsedAt.is_null())
                .add(Column::CreatedAt.lte(now - limits.idle)),
        );
    Entity::delete_many()
        .filter(Condition::any().add(Column::ExpiresAt.lte(now)).add(unused))
        .exec(tx)
        .await
        .map(drop)
}
