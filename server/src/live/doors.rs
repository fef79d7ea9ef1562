//! Whether a campaign is open, for what rests on no primitive: comments and reactions.

use std::time::Duration;

use moka::sync::Cache;
use tenants::{RecordError, Tenant, TenantId, TenantTx};
use uuid::Uuid;

use super::gate::Status;
use super::store;

/// Whether it is open, and stays so until the transaction ends.
///
/// # Errors
/// The record is out of reach.
pub async fn is_open(tx: &TenantTx, campaign: Uuid) -> Result<bool, RecordError> {
    Ok(store::gate(tx, campaign)
        .await?
        .is_some_and(|gate| gate.status == Status::Open))
}

/// What this node remembers of gates, for a second.
pub(super) struct Doors(Cache<(TenantId, Uuid), bool>);

impl Doors {
    pub(super) fn new() -> Self {
        Self(
            Cache::builder()
                .max_capacity(10_000)
                .time_to_live(Duration::from_secs(1))
                .build(),
        )
    }

    pub(super) async fn is_open(&self, tenant: &Tenant, campaign: Uuid) -> Result<bool, RecordError> {
        let key = (tenant.id(), campaign);
        if let Some(open) = self.0.get(&key) {
            return Ok(open);
        }
        let open = store::glance(tenant, campaign)
            .await?
            .is_some_and(|gate| gate.status == Status::Open);
        self.0.insert(key, open);
        Ok(open)
    }

    pub(super) fn forget(&self, tenant: &Tenant, campaign: Uuid) {
        self.0.invalidate(&(tenant.id(), campaign));
    }
}
