//! A change of the registry on its way.

use tokio::sync::MutexGuard;

use super::{Entry, Registry, entity};
use crate::ids::TenantId;
use crate::tx::{ControlTx, RecordError};

/// A tenant changed in a transaction that is still open, so that what belongs to the change (its line of the audit log)
/// is written with it or not at all. Dropped, nothing has happened.
#[must_use = "nothing has happened before it is committed"]
pub struct Pending<'r> {
    registry: &'r Registry,
    _one: MutexGuard<'r, ()>,
    tx: ControlTx,
    row: entity::Model,
}

impl<'r> Pending<'r> {
    pub(super) const fn new(
        registry: &'r Registry,
        one: MutexGuard<'r, ()>,
        tx: ControlTx,
        row: entity::Model,
    ) -> Self {
        Self {
            registry,
            _one: one,
            tx,
            row,
        }
    }

    #[must_use]
    pub const fn id(&self) -> TenantId {
        TenantId::new(self.row.id)
    }

    #[must_use]
    pub const fn tx(&self) -> &ControlTx {
        &self.tx
    }

    /// Takes effect at once on this node, within a refresh on the others.
    ///
    /// # Errors
    /// The record is out of reach.
    pub async fn commit(self) -> Result<Entry, RecordError> {
        self.tx.commit().await?;
        let entry = self.registry.entry(self.row).await?;
        self.registry.put(entry.clone());
        Ok(entry)
    }
}
