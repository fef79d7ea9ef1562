//! Questions about moves; and the one thing that is done to rows that have arrived.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable, Statement};
use tenants::{ControlTx, TenantId, TenantTx};

use super::Move;
use super::entity::{Column, Entity};

type Db<T> = Result<T, DbErr>;

pub(super) async fn find(tx: &ControlTx, tenant: TenantId) -> Db<Option<Move>> {
    Entity::find_by_id(tenant.uuid()).one(tx).await
}

/// Makes it, in the place of the last one.
pub(super) async fn put(tx: &ControlTx, one: Move) -> Db<()> {
    let columns = Column::iter().filter(|column| !matches!(column, Column::TenantId));
    Entity::insert(one.into_active_model())
        .on_conflict(
            OnConflict::column(Column::TenantId)
                .update_columns(columns)
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub(super) async fn save(tx: &ControlTx, one: Move) -> Db<()> {
    one.into_active_model().reset_all().update(tx).await.map(drop)
}

/// No hot state of before is believed any more.
pub(super) async fn bump_epochs(tx: &TenantTx) -> Db<()> {
    let bump = "UPDATE campaigns SET epoch = epoch + 1";
    let bump = Statement::from_string(tx.get_database_backend(), bump);
    tx.execute_raw(bump).await.map(drop)
}
