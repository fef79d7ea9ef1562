//! Questions about entries, and where they are made.

use std::sync::Arc;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use tenants::{Batch, Column as Cells, Gate, Lot, RecordError, Rows, Same, TenantTx};

use super::Entry;
use super::entity::{Column, Entity};
use crate::ids::CampaignId;
use crate::live::{Book, Claim};

type Db<T> = Result<T, DbErr>;

/// A lucky draw's claims in the record: its entries.
pub(super) struct EntryBook(pub(super) CampaignId);

fn claim(entry: Entry) -> Claim {
    Claim {
        viewer: entry.viewer_id.into(),
        nickname: entry.nickname.into(),
        value: entry.number.unsigned_abs(),
        at: entry.entered_at,
    }
}

impl EntryBook {
    fn rows(&self, claims: &[Claim]) -> Rows {
        let number = |claim: &Claim| i64::try_from(claim.value).unwrap_or(i64::MAX);
        Rows {
            table: "entries",
            same: vec![("campaign_id", Same::Id(self.0.0))],
            columns: vec![
                ("number", Cells::Numbers(claims.iter().map(number).collect())),
                (
                    "viewer_id",
                    Cells::Texts(claims.iter().map(|c| c.viewer.clone()).collect()),
                ),
                (
                    "nickname",
                    Cells::Texts(claims.iter().map(|c| c.nickname.clone()).collect()),
                ),
                ("entered_at", Cells::Times(claims.iter().map(|c| c.at).collect())),
            ],
            key: "viewer_id",
        }
    }
}

impl Book for EntryBook {
    async fn insert(&self, batch: &mut Batch, gate: Gate<'_>, claims: &[Claim]) -> Result<Lot, RecordError> {
        batch.insert(gate, &self.rows(claims)).await
    }

    async fn rivals(&self, tx: &TenantTx, claims: &[Claim]) -> Result<Vec<Claim>, RecordError> {
        let viewers: Vec<Arc<str>> = claims.iter().map(|claim| claim.viewer.clone()).collect();
        let numbers: Vec<i64> = claims
            .iter()
            .map(|claim| i64::try_from(claim.value).unwrap_or(i64::MAX))
            .collect();
        let mut found = self.find(tx, &viewers).await?;
        found.extend(by_numbers(tx, self.0, &numbers).await?.into_iter().map(claim));
        Ok(found)
    }

    async fn page(
        &self,
        tx: &TenantTx,
        after: Option<&Claim>,
        limit: u64,
    ) -> Result<Vec<Claim>, RecordError> {
        let mut query = Entity::find()
            .filter(Column::CampaignId.eq(self.0.0))
            .order_by_asc(Column::Number)
            .limit(limit);
        if let Some(after) = after {
            query = query.filter(Column::Number.gt(i64::try_from(after.value).unwrap_or(i64::MAX)));
        }
        Ok(query.all(tx).await?.into_iter().map(claim).collect())
    }

    async fn find(&self, tx: &TenantTx, viewers: &[Arc<str>]) -> Result<Vec<Claim>, RecordError> {
        let viewers = viewers.iter().map(|viewer| (&**viewer).into()).collect();
        let within = (Column::CampaignId, self.0.0.into());
        let found = tenants::find_by_keys::<Entity>(tx, within, Column::ViewerId, viewers).await?;
        Ok(found.into_iter().map(claim).collect())
    }
}

/// By number, after the given one.
pub(super) async fn list(
    tx: &TenantTx,
    campaign: CampaignId,
    after: Option<i64>,
    limit: u64,
) -> Db<Vec<Entry>> {
    let mut query = Entity::find()
        .filter(Column::CampaignId.eq(campaign.0))
        .order_by_asc(Column::Number)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(Column::Number.gt(after));
    }
    query.all(tx).await
}

pub(super) async fn by_numbers(tx: &TenantTx, campaign: CampaignId, numbers: &[i64]) -> Db<Vec<Entry>> {
    let numbers = numbers.iter().map(|&number| number.into()).collect();
    let within = (Column::CampaignId, campaign.0.into());
    tenants::find_by_keys::<Entity>(tx, within, Column::Number, numbers).await
}

pub(super) async fn of_viewer(tx: &TenantTx, campaign: CampaignId, viewer: &str) -> Db<Option<Entry>> {
    let within = (Column::CampaignId, campaign.0.into());
    let found = tenants::find_by_keys::<Entity>(tx, within, Column::ViewerId, vec![viewer.into()]);
    Ok(found.await?.pop())
}

pub(super) async fn save(tx: &TenantTx, entry: Entry) -> Db<()> {
    entry.into_active_model().reset_all().update(tx).await.map(drop)
}

pub(super) async fn count(tx: &TenantTx, campaign: CampaignId) -> Db<u64> {
    Entity::find()
        .filter(Column::CampaignId.eq(campaign.0))
        .count(tx)
        .await
}
