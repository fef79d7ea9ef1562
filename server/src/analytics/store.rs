//! Questions about activity.

use chrono::{DateTime, Utc};
use datasketches::hll::HllSketch;
use sea_orm::sea_query::{Alias, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use tenants::TenantTx;

use super::entity::{Column, Entity, Model, Outcomes};
use super::{Minute, Point};
use crate::error::Result;
use crate::ids::CampaignId;

/// Writes one node's figures of one minute whole, over what it wrote before.
pub(super) async fn put(
    tx: &TenantTx,
    campaign: CampaignId,
    minute: DateTime<Utc>,
    node: &str,
    point: &Point,
) -> Result<(), DbErr> {
    let row = Model {
        campaign_id: campaign.0,
        minute,
        node: node.to_owned(),
        tries: i64::try_from(point.tries).unwrap_or(i64::MAX),
        money_minor: point.money,
        outcomes: Outcomes(point.outcomes.clone()),
        viewers: point
            .viewers
            .as_ref()
            .map(HllSketch::serialize)
            .unwrap_or_default(),
    };
    // There the tenant leads every key, by its default.
    let tenant = (tx.get_database_backend() == DbBackend::Postgres).then_some("tenant_id");
    let key = tenant.into_iter().chain(["campaign_id", "minute", "node"]);
    let mut conflict = OnConflict::columns(key.map(Alias::new)).to_owned();
    let update = [
        Column::Tries,
        Column::MoneyMinor,
        Column::Outcomes,
        Column::Viewers,
    ];
    Entity::insert(row.into_active_model())
        .on_conflict(conflict.update_columns(update).to_owned())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub(super) async fn series(
    tx: &TenantTx,
    campaign: CampaignId,
    (from, to): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    limit: usize,
) -> Result<Vec<Minute>> {
    let mut query = Entity::find()
        .filter(Column::CampaignId.eq(campaign.0))
        .order_by_desc(Column::Minute);
    if let Some(from) = from {
        query = query.filter(Column::Minute.gte(from));
    }
    if let Some(to) = to {
        query = query.filter(Column::Minute.lt(to));
    }
    let mut minutes: Vec<Minute> = Vec::new();
    for row in query.all(tx).await? {
        let (minute, point) = (row.minute, point(row));
        let is_full = minutes.len() >= limit;
        match minutes.last_mut() {
            Some(last) if last.minute == minute => last.point.merge(&point),
            _ if is_full => break,
            _ => minutes.push(Minute { minute, point }),
        }
    }
    minutes.reverse();
    Ok(minutes)
}

fn point(row: Model) -> Point {
    Point {
        tries: u64::try_from(row.tries).unwrap_or(0),
        money: row.money_minor,
        outcomes: row.outcomes.0,
        viewers: HllSketch::deserialize(&row.viewers).ok(),
        changed: false,
    }
}
