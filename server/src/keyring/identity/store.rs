//! Questions about what providers said, and about keys that are denied.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};
use tenants::{ControlTx, TenantId};

use super::denied_entity::{self as denied, Model as Denied};
use super::entity::{Column, Entity, Model};

type Db<T> = Result<T, DbErr>;

pub(in crate::keyring) async fn list(tx: &ControlTx) -> Db<Vec<Model>> {
    Entity::find().all(tx).await
}

pub(in crate::keyring) async fn find(tx: &ControlTx, tenant: TenantId) -> Db<Option<Model>> {
    Entity::find_by_id(tenant.uuid()).one(tx).await
}

/// Whether this node is the one to ask now: of several that saw the same, one is.
pub(super) async fn claim(tx: &ControlTx, seen: Option<&Model>, next: Model) -> Db<bool> {
    let Some(seen) = seen else {
        let conflict = OnConflict::column(Column::TenantId).do_nothing().to_owned();
        let made = Entity::insert(next.into_active_model())
            .on_conflict(conflict)
            .exec_without_returning(tx)
            .await?;
        return Ok(made == 1);
    };
    let changed = Entity::update_many()
        .col_expr(Column::JwksUrl, Expr::value(next.jwks_url))
        .col_expr(Column::Jwks, Expr::value(next.jwks))
        .col_expr(Column::FetchedAt, Expr::value(next.fetched_at))
        .col_expr(Column::TriedAt, Expr::value(next.tried_at))
        .col_expr(Column::Fault, Expr::value(next.fault))
        .filter(Column::TenantId.eq(seen.tenant_id))
        .filter(Column::JwksUrl.eq(seen.jwks_url.as_str()))
        .filter(Column::TriedAt.eq(seen.tried_at))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

pub(super) async fn set_fetched(tx: &ControlTx, of: &Model, jwks: String, at: DateTime<Utc>) -> Db<()> {
    Entity::update_many()
        .col_expr(Column::Jwks, Expr::value(jwks))
        .col_expr(Column::FetchedAt, Expr::value(at))
        .col_expr(Column::Fault, Expr::value(None::<String>))
        .filter(Column::TenantId.eq(of.tenant_id))
        .filter(Column::JwksUrl.eq(of.jwks_url.as_str()))
        .exec(tx)
        .await
        .map(drop)
}

pub(super) async fn set_fault(tx: &ControlTx, of: &Model, fault: &str) -> Db<()> {
    Entity::update_many()
        .col_expr(Column::Fault, Expr::value(fault))
        .filter(Column::TenantId.eq(of.tenant_id))
        .filter(Column::JwksUrl.eq(of.jwks_url.as_str()))
        .exec(tx)
        .await
        .map(drop)
}

pub(in crate::keyring) async fn list_denied(tx: &ControlTx) -> Db<Vec<Denied>> {
    denied::Entity::find().all(tx).await
}

pub(in crate::keyring) async fn list_denied_of(tx: &ControlTx, tenant: TenantId) -> Db<Vec<Denied>> {
    denied::Entity::find()
        .filter(denied::Column::TenantId.eq(tenant.uuid()))
        .all(tx)
        .await
}

/// False: it was denied before.
pub(in crate::keyring) async fn deny(
    tx: &ControlTx,
    tenant: TenantId,
    kid: &str,
    at: DateTime<Utc>,
) -> Db<bool> {
    let row = Denied {
        tenant_id: tenant.uuid(),
        kid: kid.to_owned(),
        denied_at: at,
    };
    let columns = [denied::Column::TenantId, denied::Column::Kid];
    let made = denied::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(made == 1)
}
