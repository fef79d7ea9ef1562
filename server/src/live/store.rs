//! The gate's queries.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, RuntimeErr};
use tenants::{RecordError, Tenant, TenantTx};
use uuid::Uuid;

use super::entity;
use super::gate::{Gate, Status};
use super::shape::Shape;

/// The gate as it stands for the rest of this transaction: nobody closes it before the commit. PostgreSQL locks the
/// row for that; SQLite has one writer at a time.
pub(super) async fn gate(tx: &TenantTx, campaign: Uuid) -> Result<Option<Gate>, RecordError> {
    let row = entity::Entity::find_by_id(campaign).lock_shared().one(tx).await?;
    Ok(row.map(into_gate))
}

/// How many shards the campaign was scheduled with.
pub(super) async fn shards(tenant: &Tenant, campaign: Uuid) -> Result<u16, RecordError> {
    let tx = tenant.read().await?;
    let row = entity::Entity::find_by_id(campaign).one(&tx).await?;
    let shards = row.and_then(|row| row.shards).unwrap_or(1);
    Ok(u16::try_from(shards).unwrap_or(Shape::SHARDS_MAX))
}

/// The gate as it stood a moment ago.
pub(super) async fn glance(tenant: &Tenant, campaign: Uuid) -> Result<Option<Gate>, RecordError> {
    let tx = tenant.read().await?;
    let row = entity::Entity::find_by_id(campaign).one(&tx).await?;
    Ok(row.map(into_gate))
}

/// Moves the epoch from `seen` to `next`, once every batch that was let in under `seen` has ended. False: somebody
/// else has moved it.
pub(super) async fn bump(tenant: &Tenant, campaign: Uuid, seen: i64, next: i64) -> Result<bool, RecordError> {
    let tx = tenant.write().await?;
    let done = entity::Entity::update_many()
        .col_expr(entity::Column::Epoch, Expr::value(next))
        .filter(entity::Column::Id.eq(campaign))
        .filter(entity::Column::Epoch.eq(seen))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(done.rows_affected == 1)
}

fn into_gate(row: entity::Model) -> Gate {
    Gate {
        status: Status::parse(&row.status),
        epoch: row.epoch,
    }
}

/// What a failed write is to be blamed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blame {
    /// The record is out of reach, overloaded or broken.
    Record,
    /// Two writers stood in each other's way (deadlock, serialisation, SQLite's lock): the next try may pass.
    Contention,
    /// What the statement carried, so that a smaller one may pass.
    Data,
    /// A row that was taken to be new was not.
    Clash,
}

pub(super) fn blame(error: &RecordError) -> Blame {
    let RecordError::Database(
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)),
    ) = error
    else {
        return Blame::Record;
    };
    let Some(refused) = cause.as_database_error() else {
        return Blame::Record;
    };
    if refused.is_unique_violation() {
        return Blame::Clash;
    }
    let code = refused.code().unwrap_or_default();
    match (code.get(..2), code.len()) {
        // PostgreSQL's classes: transaction rollback; data, constraint, limit.
        (Some("40"), 5) => Blame::Contention,
        (Some("22" | "23" | "54"), 5) => Blame::Data,
        (_, 5) => Blame::Record,
        // SQLite's primary codes: busy, locked; too big, constraint, mismatch, range.
        _ => match code.parse::<u32>().map(|code| code & 0xff) {
            Ok(5 | 6) => Blame::Contention,
            Ok(18 | 19 | 20 | 25) => Blame::Data,
            _ => Blame::Record,
        },
    }
}
