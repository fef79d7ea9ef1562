//! Questions about members.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, SqlErr,
};
use tenants::ControlTx;

use super::entity::{ActiveModel, Column, Entity, Role};
use super::{Member, Scope};
use crate::error::Result;
use crate::ids::MemberId;
use crate::page::Page;

type Db<T> = Result<T, DbErr>;

pub(super) async fn find(tx: &ControlTx, id: MemberId) -> Db<Option<Member>> {
    Entity::find_by_id(id.0).one(tx).await
}

pub(super) async fn find_all(tx: &ControlTx, ids: &[MemberId]) -> Db<Vec<Member>> {
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
        .all(tx)
        .await
}

pub(super) async fn find_by_email(tx: &ControlTx, scope: Scope, email: &str) -> Db<Option<Member>> {
    Entity::find()
        .filter(Column::Scope.eq(scope.key()))
        .filter(Column::Email.eq(email))
        .one(tx)
        .await
}

/// By e-mail.
pub(super) async fn list(tx: &ControlTx, scope: Scope, page: &Page) -> Result<Vec<Member>> {
    let mut members = Entity::find().filter(Column::Scope.eq(scope.key()));
    if let Some(after) = page.after_key::<String>()? {
        members = members.filter(Column::Email.gt(after));
    }
    Ok(members
        .order_by_asc(Column::Email)
        .limit(page.limit())
        .all(tx)
        .await?)
}

pub(super) async fn all(tx: &ControlTx, scope: Scope) -> Db<Vec<Member>> {
    Entity::find()
        .filter(Column::Scope.eq(scope.key()))
        .order_by_asc(Column::Email)
        .all(tx)
        .await
}

/// Holds off every other change of who is in this scope until the end of the transaction.
pub(super) async fn lock(tx: &ControlTx, scope: Scope) -> Db<()> {
    Entity::find()
        .filter(Column::Scope.eq(scope.key()))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx)
        .await
        .map(drop)
}

pub(super) async fn count(tx: &ControlTx, scope: Scope) -> Db<u64> {
    Entity::find()
        .filter(Column::Scope.eq(scope.key()))
        .count(tx)
        .await
}

pub(super) async fn count_by_role(tx: &ControlTx, scope: Scope, role: Role) -> Db<u64> {
    Entity::find()
        .filter(Column::Scope.eq(scope.key()))
        .filter(Column::Role.eq(role))
        .count(tx)
        .await
}

/// False: the e-mail is taken. The transaction is then of no more use.
pub(super) async fn insert(tx: &ControlTx, member: Member) -> Db<bool> {
    match Entity::insert(member.into_active_model())
        .exec_without_returning(tx)
        .await
    {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error),
    }
}

pub(super) async fn set_password(tx: &ControlTx, id: MemberId, password_hash: String) -> Db<()> {
    let change = ActiveModel {
        id: Set(id.0),
        password_hash: Set(password_hash),
        ..Default::default()
    };
    change.update(tx).await.map(drop)
}

pub(super) async fn set_second_factor(tx: &ControlTx, id: MemberId, at: Option<DateTime<Utc>>) -> Db<()> {
    let change = ActiveModel {
        id: Set(id.0),
        second_factor_at: Set(at),
        ..Default::default()
    };
    change.update(tx).await.map(drop)
}

pub(super) async fn set_signed_in(tx: &ControlTx, id: MemberId, at: DateTime<Utc>) -> Db<()> {
    let change = ActiveModel {
        id: Set(id.0),
        last_signed_in_at: Set(Some(at)),
        ..Default::default()
    };
    change.update(tx).await.map(drop)
}

pub(super) async fn delete(tx: &ControlTx, id: MemberId) -> Db<()> {
    Entity::delete_by_id(id.0).exec(tx).await.map(drop)
}
