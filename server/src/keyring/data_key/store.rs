use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, IntoActiveModel};
use tenants::{ControlTx, TenantId};

use super::entity::{Entity, Model};
use crate::error::Result;

pub(super) async fn all(tx: &ControlTx) -> Result<Vec<(TenantId, Vec<u8>)>> {
    let rows = Entity::find().all(tx).await?;
    Ok(rows
        .into_iter()
        .map(|row| (TenantId::new(row.tenant_id), row.sealed))
        .collect())
}

/// The first one to come stays.
pub(super) async fn insert(tx: &ControlTx, tenant: TenantId, sealed: Vec<u8>) -> Result<()> {
    let row = Model {
        tenant_id: tenant.uuid(),
        sealed,
    };
    Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub(super) async fn delete(tx: &ControlTx, tenant: TenantId) -> Result<()> {
    Entity::delete_by_id(tenant.uuid()).exec(tx).await?;
    Ok(())
}
