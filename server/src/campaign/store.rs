//! Questions about campaigns.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use tenants::TenantTx;

use super::entity::{Column, Entity};
use super::{Campaign, CampaignStatus, Settings};
use crate::ids::{CampaignId, ShowId};
use crate::ledger;

type Db<T> = Result<T, DbErr>;

pub(super) async fn find(tx: &TenantTx, id: CampaignId) -> Db<Option<Campaign>> {
    Entity::find_by_id(id.0).one(tx).await
}

/// Locked until the end of the transaction: waits for the batches that were let in before.
pub(super) async fn find_locked(tx: &TenantTx, id: CampaignId) -> Db<Option<Campaign>> {
    Entity::find_by_id(id.0).lock_exclusive().one(tx).await
}

pub(super) async fn list(tx: &TenantTx, show: ShowId) -> Db<Vec<Campaign>> {
    Entity::find()
        .filter(Column::ShowId.eq(show.0))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(tx)
        .await
}

pub(super) async fn all(tx: &TenantTx) -> Db<Vec<Campaign>> {
    Entity::find()
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(tx)
        .await
}

pub(super) async fn insert(tx: &TenantTx, campaign: Campaign) -> Db<()> {
    Entity::insert(campaign.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// Everything but the epoch, which is the engine's and may have moved since the row was read.
pub(super) async fn save(tx: &TenantTx, campaign: Campaign) -> Db<()> {
    let mut row = campaign.into_active_model().reset_all();
    row.epoch = ActiveValue::NotSet;
    row.update(tx).await.map(drop)
}

pub(super) async fn delete(tx: &TenantTx, id: CampaignId) -> Db<()> {
    Entity::delete_by_id(id.0).exec(tx).await.map(drop)
}

fn running() -> Condition {
    Condition::all().add(Column::Status.is_in([CampaignStatus::Open, CampaignStatus::Paused]))
}

pub(super) async fn count_open(tx: &TenantTx) -> Db<u64> {
    Entity::find().filter(running()).count(tx).await
}

/// What the show's published campaigns give away at the most, in minor units.
pub(super) async fn prize_money(tx: &TenantTx, show: ShowId) -> Db<i64> {
    let sum = Entity::find()
        .select_only()
        .column_as(Expr::col(Column::PrizeMinor).sum().cast_as("bigint"), "sum")
        .filter(Column::ShowId.eq(show.0))
        .filter(Column::Status.ne(CampaignStatus::Draft))
        .into_tuple::<Option<i64>>()
        .one(tx)
        .await?;
    Ok(sum.flatten().unwrap_or(0))
}

/// Scheduled with a time to open that has come, or running with a time to close that has come.
pub(super) async fn due(tx: &TenantTx, now: DateTime<Utc>) -> Db<Vec<Campaign>> {
    let to_open = Condition::all()
        .add(Column::Status.eq(CampaignStatus::Scheduled))
        .add(Column::OpensAt.lte(now));
    let unopened = Condition::all()
        .add(Column::Status.eq(CampaignStatus::Scheduled))
        .add(Column::ClosesAt.lte(now));
    let to_close = running().add(Column::ClosesAt.lte(now));
    Entity::find()
        .filter(Condition::any().add(to_open).add(unopened).add(to_close))
        .all(tx)
        .await
}

/// What a tenant has in use of its quotas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    pub open_campaigns: u64,
    /// Of the show that gives away most, in minor units.
    pub prize_money: i64,
}

#[derive(FromQueryResult)]
struct ShowSum {
    sum: Option<i64>,
}

/// # Errors
/// The record is out of reach.
pub async fn usage(tx: &TenantTx) -> Db<Usage> {
    let sums = Entity::find()
        .select_only()
        .column_as(Expr::col(Column::PrizeMinor).sum().cast_as("bigint"), "sum")
        .filter(Column::Status.ne(CampaignStatus::Draft))
        .group_by(Column::ShowId)
        .into_model::<ShowSum>()
        .all(tx)
        .await?;
    let prize_money = sums.into_iter().filter_map(|show| show.sum).max().unwrap_or(0);
    Ok(Usage {
        open_campaigns: count_open(tx).await?,
        prize_money,
    })
}

/// Whether the ledger holds no more than the campaign has given away.
pub(super) async fn balances(tx: &TenantTx, campaign: &Campaign) -> Db<bool> {
    let totals = ledger::totals(tx, campaign.id()).await?;
    Ok(match &campaign.settings {
        Settings::RedPacket(settings) => {
            totals.grants <= settings.packets && totals.money <= settings.pool_minor
        }
        Settings::LuckyDraw(settings) => totals.grants <= settings.winners(),
        Settings::Vote(_) | Settings::CommentWall(_) => totals.grants == 0,
    })
}
