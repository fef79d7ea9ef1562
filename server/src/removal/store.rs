//! Questions about deletions.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use tenants::{ControlTx, TenantId};

use super::Deletion;
use super::entity::{Column, Entity, Step};

type Db<T> = Result<T, DbErr>;

pub(super) async fn find(tx: &ControlTx, slug: &str) -> Db<Option<Deletion>> {
    Entity::find().filter(Column::Slug.eq(slug)).one(tx).await
}

pub(super) async fn find_locked(tx: &ControlTx, tenant: TenantId) -> Db<Option<Deletion>> {
    Entity::find_by_id(tenant.uuid()).lock_exclusive().one(tx).await
}

/// Makes it, or begins anew what was requested or taken back before.
pub(super) async fn put(tx: &ControlTx, deletion: Deletion) -> Db<()> {
    let columns = [
        Column::Step,
        Column::Suspended,
        Column::CodeHash,
        Column::RequestedBy,
        Column::RequestedAt,
        Column::ConfirmedBy,
        Column::DueAt,
        Column::DoneAt,
        Column::Failures,
    ];
    Entity::insert(deletion.into_active_model())
        .on_conflict(
            OnConflict::column(Column::TenantId)
                .update_columns(columns)
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub(super) async fn save(tx: &ControlTx, deletion: Deletion) -> Db<()> {
    deletion
        .into_active_model()
        .reset_all()
        .update(tx)
        .await
        .map(drop)
}

/// To be begun, or to be gone on with.
pub(super) async fn due(tx: &ControlTx, now: DateTime<Utc>) -> Db<Vec<Deletion>> {
    let waiting = Condition::all()
        .add(Column::Step.eq(Step::Waiting))
        .add(Column::DueAt.lte(now));
    let begun = Condition::any().add(waiting).add(Column::Step.eq(Step::Purging));
    Entity::find().filter(begun).all(tx).await
}
