//! What a kind of campaign gives the engine: where its claims stand in the record.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use tenants::{Batch, Gate, Lot, RecordError, TenantTx};

use super::claim::Claim;

/// The claims of ONE campaign in the record (grants, entries or ballots). The implementation knows its campaign.
///
/// Unique keys decide, and nothing else: (campaign, viewer) always, (campaign, value) for a pool and a roll.
pub trait Book: Send + Sync + 'static {
    /// Writes, behind the gate, the claims that nothing stands in the way of; the lot's keys are the viewers. Each viewer
    /// occurs once; the engine commits.
    fn insert(
        &self,
        batch: &mut Batch,
        gate: Gate<'_>,
        claims: &[Claim],
    ) -> impl Future<Output = Result<Lot, RecordError>> + Send;

    /// The claims that could stand in the way of these: of the same viewers, and (but for a tally) of the same values.
    /// In any order.
    fn rivals(
        &self,
        tx: &TenantTx,
        claims: &[Claim],
    ) -> impl Future<Output = Result<Vec<Claim>, RecordError>> + Send;

    /// Claims in the order that suits their table, those after the given one, at most `limit`: for a rebuild.
    fn page(
        &self,
        tx: &TenantTx,
        after: Option<&Claim>,
        limit: u64,
    ) -> impl Future<Output = Result<Vec<Claim>, RecordError>> + Send;

    /// The claims of those of these viewers who have one, in any order. At most some hundreds are asked for.
    fn find(
        &self,
        tx: &TenantTx,
        viewers: &[Arc<str>],
    ) -> impl Future<Output = Result<Vec<Claim>, RecordError>> + Send;
}

type Answer<'a, T> = BoxFuture<'a, Result<T, RecordError>>;

/// [`Book`] as a value: the engine holds books of several kinds.
pub(super) trait AnyBook: Send + Sync {
    fn insert<'a>(&'a self, batch: &'a mut Batch, gate: Gate<'a>, claims: &'a [Claim]) -> Answer<'a, Lot>;

    fn rivals<'a>(&'a self, tx: &'a TenantTx, claims: &'a [Claim]) -> Answer<'a, Vec<Claim>>;

    fn page<'a>(&'a self, tx: &'a TenantTx, after: Option<&'a Claim>, limit: u64) -> Answer<'a, Vec<Claim>>;

    fn find<'a>(&'a self, tx: &'a TenantTx, viewers: &'a [Arc<str>]) -> Answer<'a, Vec<Claim>>;
}

impl<B: Book> AnyBook for B {
    fn insert<'a>(&'a self, batch: &'a mut Batch, gate: Gate<'a>, claims: &'a [Claim]) -> Answer<'a, Lot> {
        Book::insert(self, batch, gate, claims).boxed()
    }

    fn rivals<'a>(&'a self, tx: &'a TenantTx, claims: &'a [Claim]) -> Answer<'a, Vec<Claim>> {
        Book::rivals(self, tx, claims).boxed()
    }

    fn page<'a>(&'a self, tx: &'a TenantTx, after: Option<&'a Claim>, limit: u64) -> Answer<'a, Vec<Claim>> {
        Book::page(self, tx, after, limit).boxed()
    }

    fn find<'a>(&'a self, tx: &'a TenantTx, viewers: &'a [Arc<str>]) -> Answer<'a, Vec<Claim>> {
        Book::find(self, tx, viewers).boxed()
    }
}
