//! Questions about ballots, and the statement that makes them.

use std::collections::HashSet;
use std::sync::Arc;

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};
use tenants::{RecordError, TenantTx};

use super::Ballot;
use super::entity::{Column, Entity};
use crate::ids::CampaignId;
use crate::live::{Book, Booked, Claim};

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
    fn ballot(&self, claim: &Claim) -> Ballot {
        Ballot {
            campaign_id: self.0.0,
            viewer_id: claim.viewer.to_string(),
            choices: i64::try_from(claim.value).unwrap_or(0),
            cast_at: claim.at,
        }
    }
}

impl Book for BallotBook {
    async fn insert(&self, tx: &TenantTx, claims: &[Claim]) -> Result<Vec<Booked>, RecordError> {
        if claims.is_empty() {
            return Ok(Vec::new());
        }
        let statement =
            Entity::insert_many(claims.iter().map(|claim| self.ballot(claim).into_active_model()))
                .on_conflict(OnConflict::new().do_nothing().to_owned())
                .into_query()
                .returning_col(Column::ViewerId)
                .to_owned();
        let mut new: HashSet<String> = HashSet::new();
        for row in tx.query_all(&statement).await? {
            new.insert(row.try_get("", "viewer_id")?);
        }
        let rest: Vec<Arc<str>> = claims
            .iter()
            .filter(|claim| !new.contains(&*claim.viewer))
            .map(|claim| claim.viewer.clone())
            .collect();
        let known = if rest.is_empty() {
            Vec::new()
        } else {
            self.find(tx, &rest).await?
        };
        let booked = |claim: &Claim| {
            if new.contains(&*claim.viewer) {
                return Ok(Booked::New);
            }
            let own = known.iter().find(|own| own.viewer == claim.viewer).cloned();
            own.map(Booked::Already).ok_or_else(|| {
                DbErr::Custom("a ballot was refused by a row that is not there".to_owned()).into()
            })
        };
        claims.iter().map(booked).collect()
    }

    async fn page(&self, tx: &TenantTx, after: Option<&str>, limit: u64) -> Result<Vec<Claim>, RecordError> {
        let mut query = Entity::find()
            .filter(Column::CampaignId.eq(self.0.0))
            .order_by_asc(Column::ViewerId)
            .limit(limit);
        if let Some(after) = after {
            query = query.filter(Column::ViewerId.gt(after));
        }
        Ok(query.all(tx).await?.into_iter().map(claim).collect())
    }

    async fn find(&self, tx: &TenantTx, viewers: &[Arc<str>]) -> Result<Vec<Claim>, RecordError> {
        let viewers = viewers.iter().map(AsRef::as_ref);
        let found = Entity::find()
            .filter(Column::CampaignId.eq(self.0.0))
            .filter(Column::ViewerId.is_in(viewers));
        Ok(found.all(tx).await?.into_iter().map(claim).collect())
    }
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
