//! Questions about requests that may be sent again.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, SqlErr};
use tenants::ControlTx;

use super::entity::{Column, Entity, Model};

type Db<T> = Result<T, DbErr>;

pub(super) async fn find(tx: &ControlTx, scope: &str, key: &str) -> Db<Option<Model>> {
    Entity::find_by_id((scope.to_owned(), key.to_owned()))
        .one(tx)
        .await
}

/// False: somebody else was quicker. The transaction is then of no more use.
pub(super) async fn insert(tx: &ControlTx, row: Model) -> Db<bool> {
    match Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
    {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error),
    }
}

fn reservation(row: &Model) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(Column::Scope.eq(&row.scope))
        .add(Column::Key.eq(&row.key))
        .add(Column::ReservedAt.eq(row.reserved_at))
        .add(Column::Response.is_null())
}

/// False: somebody else has taken it over, or it has been answered meanwhile.
pub(super) async fn take_over(tx: &ControlTx, row: &Model, now: DateTime<Utc>) -> Db<bool> {
    let taken = Entity::update_many()
        .col_expr(Column::ReservedAt, Expr::value(now))
        .filter(reservation(row))
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Only while the reservation is still this one.
pub(super) async fn answer(tx: &ControlTx, row: &Model, status: i32, response: Vec<u8>) -> Db<()> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::Response, Expr::value(response))
        .filter(reservation(row))
        .exec(tx)
        .await
        .map(drop)
}

pub(super) async fn delete(tx: &ControlTx, row: &Model) -> Db<()> {
    Entity::delete_many()
        .filter(reservation(row))
        .exec(tx)
        .await
        .map(drop)
}

pub(super) async fn delete_before(tx: &ControlTx, at: DateTime<Utc>) -> Db<()> {
    Entity::delete_many()
        .filter(Column::CreatedAt.lt(at))
        .exec(tx)
        .await
        .map(drop)
}

pub(super) async fn delete_scopes(tx: &ControlTx, scopes: Vec<String>) -> Db<()> {
    Entity::delete_many()
        .filter(Column::Scope.is_in(scopes))
        .exec(tx)
        .await
        .map(drop)
}
