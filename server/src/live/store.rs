//! The gate's queries.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, RuntimeErr};
use tenants::{RecordError, Tenant, TenantTx};
use uuid::Uuid;

use super::entity;
use super::gate::{Gate, Status};

/// The gate as it stands for the rest of this transaction: nobody closes it before the commit. PostgreSQL locks the
/// row for that; SQLite has one writer at a time.
pub(super) async fn gate(tx: &TenantTx, campaign: Uuid) -> Result<Option<Gate>, RecordError> {
    let row = entity::Entity::find_by_id(campaign).lock_shared().one(tx).await?;
    Ok(row.map(into_gate))
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

/// The statement was refused for what it carried, so that a smaller one may pass.
pub(super) fn is_about_data(error: &RecordError) -> bool {
    let RecordError::Database(error) = error else {
        return false;
    };
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
    else {
        return false;
    };
    cause.as_database_error().is_some()
}
