//! Questions about API keys.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use tenants::{ControlTx, TenantId};
use uuid::Uuid;

use super::ApiKey;
use super::entity::{ActiveModel, Column, Entity};
use crate::error::{Error, Result};
use crate::ids::ApiKeyId;

type Db<T> = Result<T, DbErr>;

/// Another tenant's key is as good as none.
pub(super) async fn find(tx: &ControlTx, tenant: TenantId, id: ApiKeyId) -> Db<Option<ApiKey>> {
    Entity::find_by_id(id.0)
        .filter(Column::TenantId.eq(tenant.uuid()))
        .one(tx)
        .await
}

pub(super) async fn find_all(tx: &ControlTx, ids: &[ApiKeyId]) -> Db<Vec<ApiKey>> {
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
        .all(tx)
        .await
}

pub(super) async fn find_by_hash(tx: &ControlTx, secret_hash: &[u8]) -> Db<Option<ApiKey>> {
    Entity::find()
        .filter(Column::SecretHash.eq(secret_hash))
        .one(tx)
        .await
}

/// Newest first; the id breaks ties.
pub(super) fn list_key(key: &ApiKey) -> String {
    format!("{}/{}", key.created_at.timestamp_micros(), key.id)
}

pub(super) fn parse_key(key: &str) -> Result<(DateTime<Utc>, Uuid)> {
    key.split_once('/')
        .and_then(|(micros, id)| {
            let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
            Some((at, id.parse().ok()?))
        })
        .ok_or_else(|| Error::bad_input("after", "not a cursor of this list"))
}

pub(super) async fn list(
    tx: &ControlTx,
    tenant: TenantId,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u64,
) -> Db<Vec<ApiKey>> {
    let mut keys = Entity::find().filter(Column::TenantId.eq(tenant.uuid()));
    if let Some((at, id)) = after {
        let same_time = Condition::all()
            .add(Column::CreatedAt.eq(at))
            .add(Column::Id.lt(id));
        keys = keys.filter(Condition::any().add(Column::CreatedAt.lt(at)).add(same_time));
    }
    keys.order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(tx)
        .await
}

pub(super) async fn insert(tx: &ControlTx, key: ApiKey) -> Db<()> {
    Entity::insert(key.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub(super) async fn set_secret(
    tx: &ControlTx,
    id: ApiKeyId,
    hint: String,
    secret_hash: Vec<u8>,
) -> Db<ApiKey> {
    let change = ActiveModel {
        id: Set(id.0),
        hint: Set(hint),
        secret_hash: Set(secret_hash),
        ..Default::default()
    };
    change.update(tx).await
}

pub(super) async fn set_revoked(tx: &ControlTx, id: ApiKeyId, at: DateTime<Utc>) -> Db<ApiKey> {
    let change = ActiveModel {
        id: Set(id.0),
        revoked_at: Set(Some(at)),
        ..Default::default()
    };
    change.update(tx).await
}

pub(super) async fn set_used(tx: &ControlTx, id: ApiKeyId, at: DateTime<Utc>) -> Db<()> {
    let change = ActiveModel {
        id: Set(id.0),
        last_used_at: Set(Some(at)),
        ..Default::default()
    };
    change.update(tx).await.map(drop)
}

pub(super) async fn all(tx: &ControlTx, tenant: TenantId) -> Db<Vec<ApiKey>> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant.uuid()))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(tx)
        .await
}
