//! Questions about published documents. Every one names its channel.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use tenants::{ControlTx, TenantId};
use uuid::Uuid;

use super::entity::{Column, Entity, Model};
use super::{Hash, Stamp};

type Db<T> = Result<T, DbErr>;

/// Of each channel that has documents: how many are alive, and when one last changed.
pub(super) async fn stamps(tx: &ControlTx) -> Db<Vec<(TenantId, Stamp)>> {
    let rows = Entity::find()
        .select_only()
        .column(Column::TenantId)
        .column_as(Column::Hash.count(), "documents")
        .column_as(Column::RetiredAt.count(), "retired")
        .column_as(Column::ChangedAt.max(), "changed")
        .group_by(Column::TenantId)
        .into_tuple::<(Uuid, i64, i64, Option<DateTime<Utc>>)>()
        .all(tx)
        .await?;
    let stamped = rows.into_iter().map(|(tenant, documents, retired, changed_at)| {
        let stamp = Stamp {
            alive: documents - retired,
            changed_at,
        };
        (TenantId::new(tenant), stamp)
    });
    Ok(stamped.collect())
}

pub(super) async fn list_alive(tx: &ControlTx, tenant: TenantId) -> Db<Vec<Model>> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant.uuid()))
        .filter(Column::RetiredAt.is_null())
        .all(tx)
        .await
}

/// # Errors
/// The record is out of reach.
pub async fn find(tx: &ControlTx, tenant: TenantId, hash: Hash) -> Db<Option<Model>> {
    Entity::find_by_id((tenant.uuid(), hash.to_vec())).one(tx).await
}

/// # Errors
/// The record is out of reach.
pub async fn count_alive(tx: &ControlTx, tenant: TenantId) -> Db<u64> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant.uuid()))
        .filter(Column::RetiredAt.is_null())
        .count(tx)
        .await
}

/// # Errors
/// The record is out of reach, or the document is there already.
pub async fn insert(tx: &ControlTx, document: Model) -> Db<()> {
    Entity::insert(document.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// Retires these, or brings them back (None).
///
/// # Errors
/// The record is out of reach.
pub async fn set_retired(
    tx: &ControlTx,
    tenant: TenantId,
    hash: Hash,
    retired_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Db<()> {
    Entity::update_many()
        .col_expr(Column::RetiredAt, Expr::value(retired_at))
        .col_expr(Column::ChangedAt, Expr::value(now))
        .filter(Column::TenantId.eq(tenant.uuid()))
        .filter(Column::Hash.eq(hash.to_vec()))
        .exec(tx)
        .await
        .map(drop)
}

/// By hash, those that are retired among them.
///
/// # Errors
/// The record is out of reach.
pub async fn list(tx: &ControlTx, tenant: TenantId, after: Option<Hash>, limit: u64) -> Db<Vec<Model>> {
    let mut documents = Entity::find().filter(Column::TenantId.eq(tenant.uuid()));
    if let Some(after) = after {
        documents = documents.filter(Column::Hash.gt(after.to_vec()));
    }
    documents.order_by_asc(Column::Hash).limit(limit).all(tx).await
}
