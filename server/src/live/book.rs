//! What a kind of campaign gives the engine: where its claims stand in the record.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use tenants::{RecordError, TenantTx};

use super::claim::Claim;

/// What became of one claim. Nothing of it counts before the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Booked {
    /// Written.
    New,
    /// The viewer has a claim already: this one.
    Already(Claim),
    /// The value is another viewer's: the hot state was behind. Never for a tally.
    Taken { by: Claim },
}

/// The claims of ONE campaign in the record (grants, entries or ballots). The implementation knows its campaign.
///
/// Unique keys decide, and nothing else: (campaign, viewer) always, (campaign, value) for a pool and a roll. So a
/// conflict must not fail the statement (`ON CONFLICT DO NOTHING`, then a look at who is there).
pub trait Book: Send + Sync + 'static {
    /// Writes the claims in the open transaction, and answers for each in the same order. Each viewer occurs once;
    /// the engine commits.
    fn insert(
        &self,
        tx: &TenantTx,
        claims: &[Claim],
    ) -> impl Future<Output = Result<Vec<Booked>, RecordError>> + Send;

    /// Claims ordered by viewer, those after the given one, at most `limit`: for a rebuild. Any total order will do,
    /// as long as it is the same for each page.
    fn page(
        &self,
        tx: &TenantTx,
        after: Option<&str>,
        limit: u64,
    ) -> impl Future<Output = Result<Vec<Claim>, RecordError>> + Send;

    /// The claims of those of these viewers who have one, in any order. At most some hundreds are asked for.
    fn find(
        &self,
        tx: &TenantTx,
        viewers: &[Arc<str>],
    ) -> impl Future<Output = Result<Vec<Claim>, RecordError>> + Send;
}

/// [`Book`] as a value: the engine holds books of several kinds.
pub(super) trait AnyBook: Send + Sync {
    fn insert<'a>(
        &'a self,
        tx: &'a TenantTx,
        claims: &'a [Claim],
    ) -> BoxFuture<'a, Result<Vec<Booked>, RecordError>>;

    fn page<'a>(
        &'a self,
        tx: &'a TenantTx,
        after: Option<&'a str>,
        limit: u64,
    ) -> BoxFuture<'a, Result<Vec<Claim>, RecordError>>;

    fn find<'a>(
        &'a self,
        tx: &'a TenantTx,
        viewers: &'a [Arc<str>],
    ) -> BoxFuture<'a, Result<Vec<Claim>, RecordError>>;
}

impl<B: Book> AnyBook for B {
    fn insert<'a>(
        &'a self,
        tx: &'a TenantTx,
        claims: &'a [Claim],
    ) -> BoxFuture<'a, Result<Vec<Booked>, RecordError>> {
        Book::insert(self, tx, claims).boxed()
    }

    fn page<'a>(
        &'a self,
        tx: &'a TenantTx,
        after: Option<&'a str>,
        limit: u64,
    ) -> BoxFuture<'a, Result<Vec<Claim>, RecordError>> {
        Book::page(self, tx, after, limit).boxed()
    }

    fn find<'a>(
        &'a self,
        tx: &'a TenantTx,
        viewers: &'a [Arc<str>],
    ) -> BoxFuture<'a, Result<Vec<Claim>, RecordError>> {
        Book::find(self, tx, viewers).boxed()
    }
}
