//! Questions about ballots, and where they are made.

use std::sync::Arc;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use tenants::{Batch, Column as Cells, Gate, Lot, RecordError, Rows, Same, TenantTx};

use super::Ballot;
use super::entity::{Column, Entity};
use crate::ids::CampaignId;
use crate::live::{Book, Claim};

/// A vote's claims in the record: its ballots.
pub(super) struct BallotBook(pub(super) CampaignId);

fn claim(ballot: Ballot) -> Claim {
    let nickname = Arc::from("");
    Claim {
        viewer: ballot.viewer_id.into(),
        nickname,
        value: ballot.choices.unsigned_abs(),
        at: ballot.cast_at,
    }
}

impl BallotBook {
    fn rows(&self, claims: &[Claim]) -> Rows {
        let choices = |claim: &Claim| i64::try_from(claim.value).unwrap_or(0);
        Rows {
            table: "ballots",
            same: vec![("campaign_id", Same::Id(self.0.0))],
            columns: vec![
                (
                    "viewer_id",
                    Cells::Texts(claims.iter().map(|c| c.viewer.clone()).collect()),
                ),
                ("choices", Cells::Numbers(claims.iter().map(choices).collect())),
                ("cast_at", Cells::Times(claims.iter().map(|c| c.at).collect())),
            ],
            key: "viewer_id",
        }
    }
}

impl Book for BallotBook {
    async fn insert(&self, batch: &mut Batch, gate: Gate<'_>, claims: &[Claim]) -> Result<Lot, RecordError> {
        batch.insert(gate, &self.rows(claims)).await
    }

    async fn rivals(&self, tx: &TenantTx, claims: &[Claim]) -> Result<Vec<Claim>, RecordError> {
        let viewers: Vec<Arc<str>> = claims.iter().map(|claim| claim.viewer.clone()).collect();
        self.find(tx, &viewers).await
    }

    async fn page(
        &self,
        tx: &TenantTx,
        after: Option<&Claim>,
        limit: u64,
    ) -> Result<Vec<Claim>, RecordError> {
        let mut query = Entity::find()
            .filter(Column::CampaignId.eq(self.0.0))
            .order_by_asc(Column::ViewerId)
            .limit(limit);
        if let Some(after) = after {
            query = query.filter(Column::ViewerId.gt(&*after.viewer));
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

pub(super) async fn of_viewer(
    tx: &TenantTx,
    campaign: CampaignId,
    viewer: &str,
) -> Result<Option<Ballot>, DbErr> {
    Entity::find_by_id((campaign.0, viewer.to_owned())).one(tx).await
}

pub(super) async fn rename(
    tx: &TenantTx,
    campaign: CampaignId,
    viewer: &str,
    name: &str,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::ViewerId, Expr::value(name))
        .filter(Column::CampaignId.eq(campaign.0))
        .filter(Column::ViewerId.eq(viewer))
        .exec(tx)
        .await
        .map(drop)
}

#[derive(FromQueryResult)]
struct MaskCount {
    choices: i64,
    ballots: i64,
}

/// How many chose each set of options.
pub(super) async fn count_by_mask(tx: &TenantTx, campaign: CampaignId) -> Result<Vec<(u64, u64)>, DbErr> {
    let counts = Entity::find()
        .select_only()
        .column(Column::Choices)
        .column_as(Column::ViewerId.count(), "ballots")
        .filter(Column::CampaignId.eq(campaign.0))
        .group_by(Column::Choices)
        .into_model::<MaskCount>()
        .all(tx)
        .await?;
    Ok(counts
        .into_iter()
        .map(|count| (count.choices.unsigned_abs(), count.ballots.unsigned_abs()))
        .collect())
}
