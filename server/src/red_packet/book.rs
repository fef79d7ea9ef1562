//! A red packet's claims in the record: its grants in the ledger.

use std::sync::Arc;

use tenants::{Batch, Gate, Lot, RecordError, TenantTx};

use super::RedPacket;
use crate::ledger::{self, Grant, MoneyGrants};
use crate::live::{Book, Claim};

pub(super) struct GrantBook(RedPacket);

impl GrantBook {
    pub(super) const fn new(packet: RedPacket) -> Self {
        Self(packet)
    }
}

fn claim(grant: Grant) -> Claim {
    Claim {
        viewer: grant.viewer_id.into(),
        nickname: grant.nickname.into(),
        value: grant.slot.unsigned_abs(),
        at: grant.granted_at,
    }
}

impl Book for GrantBook {
    async fn insert(&self, batch: &mut Batch, gate: Gate<'_>, claims: &[Claim]) -> Result<Lot, RecordError> {
        let money = |claim: &Claim| self.0.money(claim.value);
        let money = claims.iter().map(money).collect::<Result<_, _>>();
        let money = money.map_err(|error| RecordError::from(sea_orm::DbErr::Custom(error.to_string())))?;
        let grants = MoneyGrants {
            slots: claims.iter().map(|claim| claim.value).collect(),
            viewers: claims.iter().map(|claim| claim.viewer.clone()).collect(),
            nicknames: claims.iter().map(|claim| claim.nickname.clone()).collect(),
            money,
            granted_at: claims.iter().map(|claim| claim.at).collect(),
        };
        batch.insert(gate, &grants.rows(self.0.id)).await
    }

    async fn rivals(&self, tx: &TenantTx, claims: &[Claim]) -> Result<Vec<Claim>, RecordError> {
        let viewers: Vec<&str> = claims.iter().map(|claim| &*claim.viewer).collect();
        let slots: Vec<u64> = claims.iter().map(|claim| claim.value).collect();
        let rivals = ledger::rivals(tx, self.0.id, &viewers, &slots).await?;
        Ok(rivals.into_iter().map(claim).collect())
    }

    async fn page(
        &self,
        tx: &TenantTx,
        after: Option<&Claim>,
        limit: u64,
    ) -> Result<Vec<Claim>, RecordError> {
        let after = after.map(|claim| i64::try_from(claim.value).unwrap_or(i64::MAX));
        Ok(ledger::walk(tx, self.0.id, after, limit)
            .await?
            .into_iter()
            .map(claim)
            .collect())
    }

    async fn find(&self, tx: &TenantTx, viewers: &[Arc<str>]) -> Result<Vec<Claim>, RecordError> {
        let viewers: Vec<&str> = viewers.iter().map(AsRef::as_ref).collect();
        Ok(ledger::by_viewers(tx, self.0.id, &viewers)
            .await?
            .into_iter()
            .map(claim)
            .collect())
    }
}
