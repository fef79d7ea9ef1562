use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use tenants::{ControlTx, TenantId};

use super::entity::{Column, Entity, Model};
use crate::error::Result;

/// Every key that still verifies something, oldest first.
pub(super) async fn list_alive(tx: &ControlTx, now: DateTime<Utc>) -> Result<Vec<Model>> {
    let alive = Condition::any()
        .add(Column::ExpiresAt.is_null())
        .add(Column::ExpiresAt.gt(now));
    Ok(Entity::find()
        .filter(alive)
        .filter(Column::RevokedAt.is_null())
        .order_by_asc(Column::NotBefore)
        .order_by_asc(Column::Kid)
        .all(tx)
        .await?)
}

/// Newest first.
pub(super) async fn list(tx: &ControlTx, tenant: TenantId, limit: u64) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::TenantId.eq(tenant.uuid()))
        .order_by_desc(Column::NotBefore)
        .order_by_desc(Column::Kid)
        .limit(limit)
        .all(tx)
        .await?)
}

/// Another tenant's is as good as none.
pub(super) async fn find(tx: &ControlTx, tenant: TenantId, kid: &str) -> Result<Option<Model>> {
    let found = Entity::find_by_id(kid.to_owned()).filter(Column::TenantId.eq(tenant.uuid()));
    Ok(found.lock_exclusive().one(tx).await?)
}

pub(super) async fn signs(tx: &ControlTx, tenant: TenantId) -> Result<bool> {
    let signing = Entity::find()
        .filter(Column::TenantId.eq(tenant.uuid()))
        .filter(Column::RetiredAt.is_null());
    Ok(signing.one(tx).await?.is_some())
}

pub(super) async fn insert(tx: &ControlTx, key: Model) -> Result<()> {
    key.into_active_model().insert(tx).await?;
    Ok(())
}

/// From now on they only verify, and from `expires_at` on not even that.
pub(super) async fn retire_all(
    tx: &ControlTx,
    tenant: TenantId,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::RetiredAt, Expr::value(now))
        .col_expr(Column::ExpiresAt, Expr::value(expires_at))
        .filter(Column::TenantId.eq(tenant.uuid()))
        .filter(Column::RetiredAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// From now on it verifies nothing.
pub(super) async fn set_revoked(tx: &ControlTx, key: &Model, now: DateTime<Utc>) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .col_expr(Column::ExpiresAt, Expr::value(now))
        .col_expr(Column::RetiredAt, Expr::value(key.retired_at.unwrap_or(now)))
        .filter(Column::Kid.eq(key.kid.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}
