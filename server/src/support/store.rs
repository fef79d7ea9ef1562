//! Questions about support access.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use tenants::{ControlTx, TenantId};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity};
use super::{Grant, Visit, visit_entity};
use crate::error::{Error, Result};
use crate::ids::SupportGrantId;
use crate::member::SessionKey;

type Db<T> = Result<T, DbErr>;

/// Another tenant's is as good as none.
pub(super) async fn find(tx: &ControlTx, tenant: TenantId, id: SupportGrantId) -> Db<Option<Grant>> {
    Entity::find_by_id(id.0)
        .filter(Column::TenantId.eq(tenant.uuid()))
        .one(tx)
        .await
}

pub(super) async fn find_standing(tx: &ControlTx, tenant: TenantId, now: DateTime<Utc>) -> Db<Option<Grant>> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant.uuid()))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .order_by_desc(Column::GrantedAt)
        .one(tx)
        .await
}

/// Newest first; the id breaks ties.
pub(super) fn list_key(grant: &Grant) -> String {
    format!("{}/{}", grant.granted_at.timestamp_micros(), grant.id)
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
) -> Db<Vec<Grant>> {
    let mut grants = Entity::find().filter(Column::TenantId.eq(tenant.uuid()));
    if let Some((at, id)) = after {
        let same_time = Condition::all()
            .add(Column::GrantedAt.eq(at))
            .add(Column::Id.lt(id));
        grants = grants.filter(Condition::any().add(Column::GrantedAt.lt(at)).add(same_time));
    }
    grants
        .order_by_desc(Column::GrantedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(tx)
        .await
}

pub(super) async fn insert(tx: &ControlTx, grant: Grant) -> Db<()> {
    Entity::insert(grant.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub(super) async fn set_revoked(tx: &ControlTx, id: SupportGrantId, at: DateTime<Utc>) -> Db<()> {
    let change = ActiveModel {
        id: Set(id.0),
        revoked_at: Set(Some(at)),
        ..Default::default()
    };
    change.update(tx).await.map(drop)
}

pub(super) async fn visits(tx: &ControlTx, grants: &[Grant]) -> Db<Vec<Visit>> {
    visit_entity::Entity::find()
        .filter(visit_entity::Column::GrantId.is_in(grants.iter().map(|grant| grant.id)))
        .order_by_asc(visit_entity::Column::EnteredAt)
        .all(tx)
        .await
}

pub(super) async fn insert_visit(tx: &ControlTx, visit: Visit) -> Db<()> {
    visit_entity::Entity::insert(visit.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub(super) async fn leave(tx: &ControlTx, key: SessionKey, at: DateTime<Utc>) -> Db<()> {
    visit_entity::Entity::update_many()
        .col_expr(visit_entity::Column::LeftAt, Expr::value(at))
        .filter(visit_entity::Column::SessionHash.eq(key.as_bytes().to_vec()))
        .filter(visit_entity::Column::LeftAt.is_null())
        .exec(tx)
        .await
        .map(drop)
}

pub(super) async fn find_visited(tx: &ControlTx, key: SessionKey) -> Db<Option<Grant>> {
    let visit = visit_entity::Entity::find()
        .filter(visit_entity::Column::SessionHash.eq(key.as_bytes().to_vec()))
        .filter(visit_entity::Column::LeftAt.is_null())
        .order_by_desc(visit_entity::Column::EnteredAt)
        .one(tx)
        .await?;
    match visit {
        Some(visit) => Entity::find_by_id(visit.grant_id).one(tx).await,
        None => Ok(None),
    }
}
