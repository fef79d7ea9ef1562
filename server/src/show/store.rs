//! Questions about shows and segments.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use tenants::TenantTx;
use uuid::Uuid;

use super::entity::{Column, Entity};
use super::segment_entity as segment;
use super::{Segment, Show, ShowStatus};
use crate::error::{Error, Result};
use crate::ids::{SegmentId, ShowId};

type Db<T> = Result<T, DbErr>;

pub(super) async fn find(tx: &TenantTx, id: ShowId) -> Db<Option<Show>> {
    Entity::find_by_id(id.0).one(tx).await
}

/// Locked until the end of the transaction, so that two changes of one show follow each other.
pub(super) async fn find_locked(tx: &TenantTx, id: ShowId) -> Db<Option<Show>> {
    Entity::find_by_id(id.0).lock_exclusive().one(tx).await
}

pub(super) async fn find_by_slug(tx: &TenantTx, slug: &str) -> Db<Option<Show>> {
    Entity::find().filter(Column::Slug.eq(slug)).one(tx).await
}

pub(super) async fn current(tx: &TenantTx) -> Db<Option<Show>> {
    let on_air = Entity::find()
        .filter(Column::Status.eq(ShowStatus::OnAir))
        .order_by_desc(Column::StartsAt)
        .one(tx)
        .await?;
    if on_air.is_some() {
        return Ok(on_air);
    }
    Entity::find()
        .filter(Column::Status.eq(ShowStatus::Scheduled))
        .order_by_asc(Column::StartsAt)
        .one(tx)
        .await
}

pub(super) async fn insert(tx: &TenantTx, show: Show) -> Db<()> {
    Entity::insert(show.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub(super) async fn save(tx: &TenantTx, show: Show) -> Db<()> {
    show.into_active_model().reset_all().update(tx).await.map(drop)
}

/// Newest first; the id breaks ties.
pub(super) fn list_key(show: &Show) -> String {
    format!("{}/{}", show.starts_at.timestamp_micros(), show.id)
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

pub(super) async fn list(
    tx: &TenantTx,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u64,
    status: Option<ShowStatus>,
) -> Db<Vec<Show>> {
    let mut query = Entity::find()
        .order_by_desc(Column::StartsAt)
        .order_by_desc(Column::Id)
        .limit(limit);
    if let Some(status) = status {
        query = query.filter(Column::Status.eq(status));
    }
    if let Some((starts_at, id)) = after {
        let earlier = Condition::any().add(Column::StartsAt.lt(starts_at)).add(
            Condition::all()
                .add(Column::StartsAt.eq(starts_at))
                .add(Column::Id.lt(id)),
        );
        query = query.filter(earlier);
    }
    query.all(tx).await
}

/// One lock a tenant for everything that is counted against a quota: its first show. Two campaigns that would each fit,
/// but not both, follow each other here.
///
/// # Errors
/// The record is out of reach.
pub async fn lock_quotas(tx: &TenantTx) -> Db<()> {
    Entity::find()
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .one(tx)
        .await
        .map(drop)
}

pub(super) async fn segments(tx: &TenantTx, show: ShowId) -> Db<Vec<Segment>> {
    segment::Entity::find()
        .filter(segment::Column::ShowId.eq(show.0))
        .order_by_asc(segment::Column::Position)
        .order_by_asc(segment::Column::Id)
        .all(tx)
        .await
}

pub(super) async fn find_segment(tx: &TenantTx, id: SegmentId) -> Db<Option<Segment>> {
    segment::Entity::find_by_id(id.0).one(tx).await
}

pub(super) async fn insert_segment(tx: &TenantTx, row: Segment) -> Db<()> {
    segment::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub(super) async fn save_segment(tx: &TenantTx, row: Segment) -> Db<()> {
    row.into_active_model().reset_all().update(tx).await.map(drop)
}

pub(super) async fn delete_segment(tx: &TenantTx, id: SegmentId) -> Db<()> {
    segment::Entity::delete_by_id(id.0).exec(tx).await.map(drop)
}

/// Gives each its place in the list, and writes those whose place has changed.
pub(super) async fn renumber(tx: &TenantTx, segments: &mut [Segment]) -> Db<()> {
    for (place, segment) in segments.iter_mut().enumerate() {
        let place = i32::try_from(place).unwrap_or(i32::MAX);
        if segment.position != place {
            segment.position = place;
            save_segment(tx, segment.clone()).await?;
        }
    }
    Ok(())
}
