//! Questions about grants, and the one place that makes them.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use tenants::TenantTx;
use uuid::Uuid;

use super::Grant;
use super::entity::{Column, Entity};
use crate::error::{Error, Result};
use crate::ids::{CampaignId, GrantId};

type Db<T> = Result<T, DbErr>;

/// Writes, in the open transaction, the grants that nothing stands in the way of; whose they are. Each viewer occurs
/// once.
///
/// # Errors
/// The record is out of reach; nothing of the transaction has happened.
pub async fn insert(tx: &TenantTx, grants: Vec<Grant>) -> Db<HashSet<String>> {
    let rows = grants.into_iter().map(IntoActiveModel::into_active_model);
    tenants::insert_new(tx, rows.collect(), Column::ViewerId).await
}

/// The grants of one campaign that are of these viewers or in these slots; those that are both come twice.
///
/// # Errors
/// The record is out of reach.
pub async fn rivals(tx: &TenantTx, campaign: CampaignId, viewers: &[&str], slots: &[u64]) -> Db<Vec<Grant>> {
    let slots = slots
        .iter()
        .map(|&slot| i64::try_from(slot).unwrap_or(i64::MAX).into());
    let within = (Column::CampaignId, campaign.0.into());
    let mut found = by_viewers(tx, campaign, viewers).await?;
    found.extend(tenants::find_by_keys::<Entity>(tx, within, Column::Slot, slots.collect()).await?);
    Ok(found)
}

pub(super) async fn find(tx: &TenantTx, id: GrantId) -> Db<Option<Grant>> {
    let slot = i64::try_from(id.slot).unwrap_or(i64::MAX);
    Entity::find_by_id((id.campaign.0, slot)).one(tx).await
}

/// # Errors
/// The record is out of reach.
pub async fn by_viewers(tx: &TenantTx, campaign: CampaignId, viewers: &[&str]) -> Db<Vec<Grant>> {
    let viewers = viewers.iter().map(|&viewer| viewer.into()).collect();
    let within = (Column::CampaignId, campaign.0.into());
    tenants::find_by_keys::<Entity>(tx, within, Column::ViewerId, viewers).await
}

/// The grant of one viewer, which every phone asks for. Looked for among all that the viewer has won, by the key that begins
/// with them: a single question, and asked for the campaign as well PostgreSQL might begin there and read all of it.
///
/// # Errors
/// The record is out of reach.
pub async fn by_viewer(tx: &TenantTx, campaign: CampaignId, viewer: &str) -> Db<Option<Grant>> {
    let all = Entity::find().filter(Column::ViewerId.eq(viewer)).all(tx).await?;
    Ok(all.into_iter().find(|grant| grant.campaign_id == campaign.0))
}

/// Grants of one campaign by slot, a page at a time: for reconciliation and rebuilds.
///
/// # Errors
/// The record is out of reach.
pub async fn walk(tx: &TenantTx, campaign: CampaignId, after: Option<i64>, limit: u64) -> Db<Vec<Grant>> {
    list(tx, campaign, after, limit).await
}

pub(super) async fn list(
    tx: &TenantTx,
    campaign: CampaignId,
    after: Option<i64>,
    limit: u64,
) -> Db<Vec<Grant>> {
    let mut query = Entity::find()
        .filter(Column::CampaignId.eq(campaign.0))
        .order_by_asc(Column::Slot)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(Column::Slot.gt(after));
    }
    query.all(tx).await
}

pub(super) async fn newest(
    tx: &TenantTx,
    campaign: CampaignId,
    before: Option<i64>,
    limit: u64,
) -> Db<Vec<Grant>> {
    let mut query = Entity::find()
        .filter(Column::CampaignId.eq(campaign.0))
        .order_by_desc(Column::Slot)
        .limit(limit);
    if let Some(before) = before {
        query = query.filter(Column::Slot.lt(before));
    }
    query.all(tx).await
}

pub(super) fn key(grant: &Grant) -> String {
    format!("{}/{}", grant.granted_at.timestamp_micros(), grant.campaign_id)
}

pub(super) fn parse_key(key: &str) -> Result<(DateTime<Utc>, Uuid)> {
    key.split_once('/')
        .and_then(|(micros, id)| {
            Some((
                DateTime::from_timestamp_micros(micros.parse().ok()?)?,
                id.parse().ok()?,
            ))
        })
        .ok_or_else(|| Error::bad_input("after", "not a cursor of this list"))
}

pub(super) async fn list_of_viewer(
    tx: &TenantTx,
    viewer: &str,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u64,
) -> Db<Vec<Grant>> {
    // All of a viewer's are at hand by the key (viewer, campaign), and there are not many.
    let mut query = Entity::find()
        .filter(Column::ViewerId.eq(viewer))
        .order_by_desc(Column::GrantedAt)
        .order_by_desc(Column::CampaignId)
        .limit(limit);
    if let Some((granted_at, campaign)) = after {
        let earlier = Condition::any().add(Column::GrantedAt.lt(granted_at)).add(
            Condition::all()
                .add(Column::GrantedAt.eq(granted_at))
                .add(Column::CampaignId.lt(campaign)),
        );
        query = query.filter(earlier);
    }
    query.all(tx).await
}

pub(super) async fn rename(tx: &TenantTx, campaign: CampaignId, viewer: &str, name: &str) -> Db<()> {
    Entity::update_many()
        .col_expr(Column::ViewerId, Expr::value(name))
        .col_expr(Column::Nickname, Expr::value(""))
        .filter(Column::CampaignId.eq(campaign.0))
        .filter(Column::ViewerId.eq(viewer))
        .exec(tx)
        .await
        .map(drop)
}

/// Exact, from the record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub grants: u64,
    /// Minor units.
    pub money: i64,
}

#[derive(FromQueryResult)]
struct Sums {
    grants: i64,
    money: Option<i64>,
}

/// # Errors
/// The record is out of reach.
pub async fn totals(tx: &TenantTx, campaign: CampaignId) -> Db<Totals> {
    let sums = Entity::find()
        .select_only()
        .column_as(Column::Slot.count(), "grants")
        // PostgreSQL sums bigint to numeric.
        .column_as(Expr::col(Column::MoneyMinor).sum().cast_as("bigint"), "money")
        .filter(Column::CampaignId.eq(campaign.0))
        .into_model::<Sums>()
        .one(tx)
        .await?;
    Ok(sums.map_or_else(Totals::default, |sums| Totals {
        grants: u64::try_from(sums.grants).unwrap_or(0),
        money: sums.money.unwrap_or(0),
    }))
}

/// # Errors
/// The record is out of reach.
pub async fn count(tx: &TenantTx, campaign: CampaignId) -> Db<u64> {
    Entity::find()
        .filter(Column::CampaignId.eq(campaign.0))
        .count(tx)
        .await
}
