use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, SqlErr};
use tenants::{ControlTx, TenantId};

use super::entity::{Column, Entity, Model};
use crate::error::Result;

pub(super) async fn all(tx: &ControlTx) -> Result<Vec<(TenantId, Vec<u8>)>> {
    let rows = Entity::find().all(tx).await?;
    Ok(rows
        .into_iter()
        .filter(|row| !row.sealed.is_empty())
        .map(|row| (TenantId::new(row.tenant_id), row.sealed))
        .collect())
}

/// The first one to come stays. False: there is no such tenant any more, and the transaction can only be given up.
pub(super) async fn insert(tx: &ControlTx, tenant: TenantId, sealed: Vec<u8>) -> Result<bool> {
    let row = Model {
        tenant_id: tenant.uuid(),
        sealed,
    };
    let inserted = Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await;
    match inserted {
        Err(error) if matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_))) => Ok(false),
        inserted => Ok(inserted.map(|_| true)?),
    }
}

/// An empty one is none. The row itself goes with the tenant: the server has no right to delete here.
pub(super) async fn empty(tx: &ControlTx, tenant: TenantId) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Sealed, Expr::value(Vec::<u8>::new()))
        .filter(Column::TenantId.eq(tenant.uuid()))
        .exec(tx)
        .await?;
    Ok(())
}
