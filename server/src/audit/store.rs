//! Questions about the audit log.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use tenants::{ControlTx, TenantTx};
use uuid::Uuid;

use super::entity::{Column, Entity, Model};
use super::event::Entry;
use super::read::Filter;
use super::verify::Head;
use super::{chain, head_entity, outbox_entity};

type Db<T> = Result<T, DbErr>;

/// The end of a chain, held until the end of the transaction: nobody else adds to it meanwhile.
pub(super) async fn head_locked(tx: &ControlTx, scope: &str) -> Db<head_entity::Model> {
    loop {
        let head = head_entity::Entity::find_by_id(scope)
            .lock_exclusive()
            .one(tx)
            .await?;
        if let Some(head) = head {
            return Ok(head);
        }
        let first = head_entity::Model {
            scope: scope.to_owned(),
            seq: 0,
            hash: chain::genesis(scope).to_vec(),
        };
        head_entity::Entity::insert(first.into_active_model())
            .on_conflict_do_nothing()
            .exec_without_returning(tx)
            .await?;
    }
}

pub(super) async fn head(tx: &ControlTx, scope: &str) -> Db<Option<Head>> {
    let head = head_entity::Entity::find_by_id(scope).one(tx).await?;
    Ok(head.map(|head| Head {
        seq: head.seq,
        hash: head.hash,
    }))
}

pub(super) async fn rows_after(tx: &ControlTx, scope: &str, after: i64, limit: u64) -> Db<Vec<Model>> {
    Entity::find()
        .filter(Column::Scope.eq(scope))
        .filter(Column::Seq.gt(after))
        .order_by_asc(Column::Seq)
        .limit(limit)
        .all(tx)
        .await
}

/// Of rows and of heads: either may have lost the other.
pub(super) async fn scopes(tx: &ControlTx) -> Db<Vec<String>> {
    let rows = Entity::find()
        .select_only()
        .column(Column::Scope)
        .distinct()
        .into_tuple::<String>()
        .all(tx)
        .await?;
    let heads = head_entity::Entity::find()
        .select_only()
        .column(head_entity::Column::Scope)
        .into_tuple::<String>()
        .all(tx)
        .await?;
    let scopes: BTreeSet<String> = rows.into_iter().chain(heads).collect();
    Ok(scopes.into_iter().collect())
}

/// Newest first, before `after`.
pub(super) async fn list(
    tx: &ControlTx,
    scope: &str,
    filter: &Filter,
    after: Option<i64>,
    limit: u64,
) -> Db<Vec<Model>> {
    let mut wanted = Condition::all().add(Column::Scope.eq(scope));
    if let Some(action) = &filter.action {
        let of_noun = Column::Action.starts_with(format!("{action}."));
        wanted = wanted.add(Condition::any().add(Column::Action.eq(action)).add(of_noun));
    }
    let wanted = wanted
        .add_option(filter.actor.as_ref().map(|actor| Column::ActorId.eq(actor)))
        .add_option(filter.target.as_ref().map(|target| Column::Target.eq(target)))
        .add_option(filter.from.map(|from| Column::At.gte(from)))
        .add_option(filter.to.map(|to| Column::At.lt(to)))
        .add_option(after.map(|after| Column::Seq.lt(after)));
    Entity::find()
        .filter(wanted)
        .order_by_desc(Column::Seq)
        .limit(limit)
        .all(tx)
        .await
}

pub(super) async fn has(tx: &ControlTx, scope: &str, id: Uuid) -> Db<bool> {
    let known = Entity::find()
        .filter(Column::Scope.eq(scope))
        .filter(Column::Id.eq(id));
    Ok(known.count(tx).await? > 0)
}

/// The link, and the head that now points to it.
pub(super) async fn insert(tx: &ControlTx, row: Model) -> Db<()> {
    let (scope, seq, hash) = (row.scope.clone(), row.seq, row.hash.clone());
    Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    let moved = head_entity::Entity::update_many()
        .col_expr(head_entity::Column::Seq, Expr::value(seq))
        .col_expr(head_entity::Column::Hash, Expr::value(hash))
        .filter(head_entity::Column::Scope.eq(scope))
        .exec(tx)
        .await?;
    if moved.rows_affected == 1 {
        Ok(())
    } else {
        Err(DbErr::Custom("a chain without a head".to_owned()))
    }
}

pub(super) async fn forget_origins(tx: &ControlTx, before: DateTime<Utc>) -> Db<()> {
    Entity::update_many()
        .col_expr(Column::Origin, Expr::value(Option::<String>::None))
        .filter(Column::At.lt(before))
        .filter(Column::Origin.is_not_null())
        .exec(tx)
        .await
        .map(drop)
}

pub(super) async fn forget_origins_of(tx: &ControlTx, scope: &str) -> Db<()> {
    Entity::update_many()
        .col_expr(Column::Origin, Expr::value(Option::<String>::None))
        .filter(Column::Scope.eq(scope))
        .filter(Column::Origin.is_not_null())
        .exec(tx)
        .await
        .map(drop)
}

pub(super) async fn queue(tx: &TenantTx, entry: &Entry) -> Db<()> {
    let row = outbox_entity::Model {
        id: entry.id,
        at: entry.at,
        entry: serde_json::to_value(entry).map_err(|error| DbErr::Json(error.to_string()))?,
    };
    outbox_entity::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// In the order in which it happened.
pub(super) async fn waiting(tx: &TenantTx, limit: u64) -> Db<Vec<outbox_entity::Model>> {
    outbox_entity::Entity::find()
        .order_by_asc(outbox_entity::Column::At)
        .order_by_asc(outbox_entity::Column::Id)
        .limit(limit)
        .all(tx)
        .await
}

pub(super) async fn remove(tx: &TenantTx, ids: Vec<Uuid>) -> Db<()> {
    outbox_entity::Entity::delete_many()
        .filter(outbox_entity::Column::Id.is_in(ids))
        .exec(tx)
        .await
        .map(drop)
}
