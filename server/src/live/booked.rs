//! What became of a batch of claims in the record.

use std::collections::HashMap;

use tenants::TenantTx;

use super::book::AnyBook;
use super::claim::{Claim, LiveError};
use super::store::{self, Blame};

/// What became of one claim. Nothing of it counts before the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Booked {
    /// Written.
    New,
    /// The viewer has a claim already: this one.
    Already(Claim),
    /// The value is another viewer's: the hot state was behind. Never for a tally.
    Taken { by: Claim },
}

pub(super) struct Fault {
    pub(super) error: LiveError,
    pub(super) blame: Blame,
}

impl From<tenants::RecordError> for Fault {
    fn from(error: tenants::RecordError) -> Self {
        Self {
            blame: store::blame(&error),
            error: error.into(),
        }
    }
}

/// Writes what nothing stands in the way of, and says what does for the rest, in the order of the claims.
pub(super) async fn write(book: &dyn AnyBook, tx: &TenantTx, claims: &[Claim]) -> Result<Vec<Booked>, Fault> {
    let new = book.insert(tx, claims).await?;
    let known = if new.len() == claims.len() {
        Vec::new()
    } else {
        book.rivals(tx, claims).await?
    };
    let by_viewer: HashMap<&str, &Claim> = known.iter().map(|claim| (&*claim.viewer, claim)).collect();
    let by_value: HashMap<u64, &Claim> = known.iter().map(|claim| (claim.value, claim)).collect();
    let became = |claim: &Claim| {
        if new.contains(&*claim.viewer) {
            return Ok(Booked::New);
        }
        if let Some(&own) = by_viewer.get(&*claim.viewer) {
            return Ok(Booked::Already(own.clone()));
        }
        let rival = by_value.get(&claim.value).map(|&rival| rival.clone());
        // Refused by a row that is not there.
        rival.map(|by| Booked::Taken { by }).ok_or(Fault {
            error: LiveError::Broken,
            blame: Blame::Record,
        })
    };
    claims.iter().map(became).collect()
}
