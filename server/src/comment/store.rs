//! Questions about comments.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, IntoActiveModel, Iterable,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use tenants::TenantTx;
use uuid::Uuid;

use super::entity::{Column, Entity};
use super::{Comment, CommentStatus};
use crate::ids::{CampaignId, CommentId};

type Db<T> = Result<T, DbErr>;

pub(super) async fn find(tx: &TenantTx, id: CommentId) -> Db<Option<Comment>> {
    Entity::find_by_id(id.0).one(tx).await
}

/// Until this transaction ends, no other one posts for this viewer: what is read next is all that they have sent.
/// SQLite has one writer at a time anyway.
pub(super) async fn take_turn(tx: &TenantTx, campaign: CampaignId, viewer: &str) -> Db<()> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let key = format!("comment {campaign} {viewer}");
        let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        tx.execute_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            lock,
            [key.into()],
        ))
        .await?;
    }
    Ok(())
}

/// What this viewer has sent under this client id.
pub(super) async fn find_sent(tx: &TenantTx, comment: &Comment) -> Db<Option<Comment>> {
    Entity::find()
        .filter(Column::CampaignId.eq(comment.campaign_id))
        .filter(Column::ViewerId.eq(comment.viewer_id.as_str()))
        .filter(Column::ClientId.eq(comment.client_id.as_str()))
        .one(tx)
        .await
}

pub(super) async fn last_posted(
    tx: &TenantTx,
    campaign: CampaignId,
    viewer: &str,
) -> Db<Option<DateTime<Utc>>> {
    Entity::find()
        .select_only()
        .column_as(Column::PostedAt.max(), "last")
        .filter(Column::CampaignId.eq(campaign.0))
        .filter(Column::ViewerId.eq(viewer))
        .into_tuple::<Option<DateTime<Utc>>>()
        .one(tx)
        .await
        .map(Option::flatten)
}

pub(super) async fn insert(tx: &TenantTx, comment: Comment) -> Db<()> {
    Entity::insert(comment.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub(super) async fn save(tx: &TenantTx, comment: Comment) -> Db<()> {
    comment.into_active_model().reset_all().update(tx).await.map(drop)
}

/// Newest first: ids are in the order of time. Each state by itself, as the index has them: of all together PostgreSQL would
/// read the whole wall for its first page.
pub(super) async fn list(
    tx: &TenantTx,
    campaign: CampaignId,
    status: Option<CommentStatus>,
    after: Option<Uuid>,
    limit: u64,
) -> Db<Vec<Comment>> {
    let mut found = Vec::new();
    for of in CommentStatus::iter().filter(|of| status.is_none_or(|status| status == *of)) {
        let mut query = Entity::find()
            .filter(Column::CampaignId.eq(campaign.0))
            .filter(Column::Status.eq(of))
            .order_by_desc(Column::Id)
            .limit(limit);
        if let Some(after) = after {
            query = query.filter(Column::Id.lt(after));
        }
        found.extend(query.all(tx).await?);
    }
    found.sort_unstable_by_key(|comment| Reverse(comment.id));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

pub(super) async fn of_viewer(tx: &TenantTx, campaign: CampaignId, viewer: &str) -> Db<Vec<Comment>> {
    Entity::find()
        .filter(Column::CampaignId.eq(campaign.0))
        .filter(Column::ViewerId.eq(viewer))
        .order_by_asc(Column::Id)
        .all(tx)
        .await
}

/// A client id is the viewer's own words, too; the comment's id is as unique.
pub(super) async fn erase(tx: &TenantTx, campaign: CampaignId, viewer: &str, name: &str) -> Db<()> {
    for comment in of_viewer(tx, campaign, viewer).await? {
        let erased = Comment {
            viewer_id: name.to_owned(),
            nickname: String::new(),
            client_id: comment.id.simple().to_string(),
            body: String::new(),
            status: CommentStatus::Erased,
            ..comment
        };
        save(tx, erased).await?;
    }
    Ok(())
}

pub(super) async fn count(tx: &TenantTx, campaign: CampaignId) -> Db<u64> {
    Entity::find()
        .filter(Column::CampaignId.eq(campaign.0))
        .count(tx)
        .await
}
