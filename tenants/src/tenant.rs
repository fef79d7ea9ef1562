//! The tenant handle: the one value through which a tenant's data is reached.

use std::sync::Arc;

use crate::batch::Batch;
use crate::budget::Budget;
use crate::bulkhead::{Berth, Bulkhead};
use crate::database::{Database, Mode};
use crate::fence;
use crate::hot::Hot;
use crate::ids::{Slug, TenantId};
use crate::manifest::Manifest;
use crate::own::Seat;
use crate::tx::{RecordError, TenantTx};

/// Made by [`crate::Registry`] alone, for a request that has proved whose it is or for a worker that serves one tenant.
/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tenant(Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) id: TenantId,
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) seat: Seat,
    pub(crate) hot: Hot,
    pub(crate) budget: Arc<Budget>,
    /// None: nobody else uses its connections.
    pub(crate) bulkhead: Option<Bulkhead>,
}

impl Tenant {
    pub(crate) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    #[must_use]
    pub fn id(&self) -> TenantId {
        self.0.id
    }

    #[must_use]
    pub fn slug(&self) -> &Slug {
        &self.0.manifest.slug
    }

    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.0.manifest
    }

    #[must_use]
    pub fn budget(&self) -> &Budget {
        &self.0.budget
    }

    #[must_use]
    pub fn hot(&self) -> &Hot {
        &self.0.hot
    }

    pub(crate) fn seat(&self) -> &Seat {
        &self.0.seat
    }

    /// Whether both mean the same rows. A handle from before a move does not.
    #[must_use]
    pub fn is_beside(&self, other: &Self) -> bool {
        self.0.id == other.0.id && self.0.manifest.placement == other.0.manifest.placement
    }

    /// Whether both are the very same handle.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether transactions that write wait for each other: SQLite.
    #[must_use]
    pub fn has_one_writer(&self) -> bool {
        self.0.seat.database().is_ok_and(Database::is_sqlite)
    }

    pub(crate) fn bulkhead(&self) -> Option<Bulkhead> {
        self.0.bulkhead.clone()
    }

    pub(crate) fn budget_shared(&self) -> Arc<Budget> {
        self.0.budget.clone()
    }

    /// A transaction for questions. With SQLite it never waits for a writer.
    ///
    /// # Errors
    /// The record is out of reach, or no connection came free in time.
    pub async fn read(&self) -> Result<TenantTx, RecordError> {
        self.begin(Mode::Read).await
    }

    /// A transaction for questions whose answers must fit together, however long they take.
    ///
    /// # Errors
    /// The record is out of reach, or no connection came free in time.
    pub async fn snapshot(&self) -> Result<TenantTx, RecordError> {
        self.begin(Mode::Snapshot).await
    }

    /// A transaction that may write.
    ///
    /// # Errors
    /// The record is out of reach, or no connection came free in time; [`RecordError::ReadOnly`] while the tenant is being
    /// moved, whatever this node knows of that.
    pub async fn write(&self) -> Result<TenantTx, RecordError> {
        self.begin(Mode::Write).await
    }

    /// The hot path's transaction: rows behind gates, many at once.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn batch(&self) -> Result<Batch, RecordError> {
        let database = self.0.seat.database()?;
        let berth = self.berth(false).await?;
        let begun = database.begin_batch().await;
        let begun = begun.map_err(|error| self.0.seat.blame(error))?;
        let entered = Batch::enter(begun, self.0.id, berth).await;
        let batch = entered.map_err(|error| self.0.seat.blame(error))?;
        self.0.seat.answers();
        Ok(batch)
    }

    async fn begin(&self, mode: Mode) -> Result<TenantTx, RecordError> {
        let database = self.0.seat.database()?;
        let berth = self.berth(mode != Mode::Write).await?;
        let begun = database.begin(mode).await;
        let tx = begun.map_err(|error| self.0.seat.blame(error))?;
        let entered = fence::enter(&tx, self.0.id, mode).await;
        entered.map_err(|error| self.0.seat.blame(error))?;
        self.0.seat.answers();
        Ok(TenantTx::new(tx, (database.clone(), mode), berth))
    }

    async fn berth(&self, is_question: bool) -> Result<Option<Berth>, RecordError> {
        match &self.0.bulkhead {
            Some(bulkhead) => bulkhead.enter(is_question).await.map(Some),
            None => Ok(None),
        }
    }
}
