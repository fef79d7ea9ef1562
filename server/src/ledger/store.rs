//! Questions about grants, and the one statement that makes them.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use tenants::TenantTx;
use uuid::Uuid;

use super::entity::{Column, Entity};
use super::{Grant, Inserted};
use crate::error::{Error, Result};
use crate::ids::{CampaignId, GrantId};

type Db<T> = Result<T, DbErr>;

/// Writes grants of one campaign in the open transaction; in the order given, what became of each. Only what is `New`
/// has been written.
///
/// # Errors
/// The record is out of reach; nothing of the transaction has happened.
pub async fn insert(tx: &TenantTx, campaign: CampaignId, grants: Vec<Grant>) -> Db<Vec<Inserted>> {
    if grants.is_empty() {
        return Ok(Vec::new());
    }
    let statement = Entity::insert_many(grants.iter().cloned().map(IntoActiveModel::into_active_model))
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .into_query()
        .returning_col(Column::Slot)
        .to_owned();
    let mut new = HashSet::new();
    for row in tx.query_all(&statement).await? {
        new.insert(row.try_get::<i64>("", "slot")?);
    }
    let refused: Vec<&Grant> = grants.iter().filter(|grant| !new.contains(&grant.slot)).collect();
    let known = if refused.is_empty() && new.len() == grants.len() {
        Vec::new()
    } else {
        rivals(tx, campaign, &grants).await?
    };
    grants
        .into_iter()
        .map(|grant| outcome(grant, &mut new, &known))
        .collect()
}

/// The first claim on a slot in this batch that the database took is new; everything else is answered from what stands.
fn outcome(grant: Grant, new: &mut HashSet<i64>, known: &[Grant]) -> Db<Inserted> {
    if new.remove(&grant.slot) {
        return Ok(Inserted::New(grant));
    }
    if let Some(own) = known.iter().find(|other| other.viewer_id == grant.viewer_id) {
        return Ok(Inserted::Already(own.clone()));
    }
    let rival = known.iter().find(|other| other.slot == grant.slot);
    rival
        .cloned()
        .map(Inserted::Taken)
        .ok_or_else(|| DbErr::Custom("a grant was refused by a row that is not there".to_owned()))
}

/// The rows that could stand in the way of these grants.
async fn rivals(tx: &TenantTx, campaign: CampaignId, grants: &[Grant]) -> Db<Vec<Grant>> {
    Entity::find()
        .filter(Column::CampaignId.eq(campaign.0))
        .filter(
            Condition::any()
                .add(Column::ViewerId.is_in(grants.iter().map(|grant| grant.viewer_id.as_str())))
                .add(Column::Slot.is_in(grants.iter().map(|grant| grant.slot))),
        )
        .all(tx)
        .await
}

pub(super) async fn find(tx: &TenantTx, id: GrantId) -> Db<Option<Grant>> {
    Entity::find_by_id(id.0).one(tx).await
}

/// # Errors
/// The record is out of reach.
pub async fn by_viewers(tx: &TenantTx, campaign: CampaignId, viewers: &[&str]) -> Db<Vec<Grant>> {
    Entity::find()
        .filter(Column::CampaignId.eq(campaign.0))
        .filter(Column::ViewerId.is_in(viewers.iter().copied()))
        .all(tx)
        .await
}

/// Grants of one campaign in the order of viewers, after the given one.
///
/// # Errors
/// The record is out of reach.
pub async fn page_by_viewer(
    tx: &TenantTx,
    campaign: CampaignId,
    after: Option<&str>,
    limit: u64,
) -> Db<Vec<Grant>> {
    let mut query = Entity::find()
        .filter(Column::CampaignId.eq(campaign.0))
        .order_by_asc(Column::ViewerId)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(Column::ViewerId.gt(after));
    }
    query.all(tx).await
}

/// Grants of one campaign by slot, a page at a time: for reconciliation.
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
    format!("{}/{}", grant.granted_at.timestamp_micros(), grant.id)
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
    let mut query = Entity::find()
        .filter(Column::ViewerId.eq(viewer))
        .order_by_desc(Column::GrantedAt)
        .order_by_desc(Column::Id)
        .limit(limit);
    if let Some((granted_at, id)) = after {
        let earlier = Condition::any().add(Column::GrantedAt.lt(granted_at)).add(
            Condition::all()
                .add(Column::GrantedAt.eq(granted_at))
                .add(Column::Id.lt(id)),
        );
        query = query.filter(earlier);
    }
    query.all(tx).await
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
        .column_as(Column::Id.count(), "grants")
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
