//! The transaction itself, and what became of each claim in it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tenants::{Gate as Row, New, Tenant};

use super::claim::{Claim, LiveError};
use super::core::Core;
use super::gate::{Gate, Status};
use super::store::{self, Blame};
use crate::failpoint;

/// What became of one claim.
#[derive(Clone, Debug)]
pub(super) enum Booked {
    /// Written.
    New,
    /// The viewer has a claim already: this one.
    Already(Claim),
    /// The value is another viewer's: the hot state was behind. Never for a tally.
    Taken { by: Claim },
    /// Not written, and what stood in the way could not be asked.
    Unknown(LiveError),
}

/// What became of one campaign's claims, in their order.
pub(super) enum Written {
    Booked(Vec<Booked>),
    /// Not open. These have claims from when it was.
    Shut(Vec<Claim>),
    Elsewhere,
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

impl From<LiveError> for Fault {
    fn from(error: LiveError) -> Self {
        Self {
            error,
            blame: Blame::Record,
        }
    }
}

/// One campaign's claims.
pub(super) struct Part {
    pub(super) core: Arc<Core>,
    pub(super) epoch: i64,
    pub(super) claims: Vec<Claim>,
    /// Whether the hot state has only just made all of them.
    pub(super) are_new: bool,
}

/// For how many batches rows are looked for before they are written. What the hot state has only just handed out is new, and
/// to look for it nevertheless is a third of the record's work; where it was behind, it will be so for a while.
#[derive(Debug, Default)]
pub(super) struct Care(AtomicU32);

impl Care {
    const BATCHES: u32 = 64;

    fn is_taken(&self) -> bool {
        let once_less = |left: u32| left.checked_sub(1);
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, once_less)
            .is_ok()
    }

    fn take(&self) {
        self.0.store(Self::BATCHES, Ordering::Relaxed);
    }
}

/// Commits what nothing stands in the way of, then asks what stood in the way of the rest.
pub(super) async fn write(tenant: Tenant, parts: Vec<Part>, care: &Care) -> Result<Vec<Written>, Fault> {
    if parts.iter().all(|part| part.are_new) && !care.is_taken() {
        match attempt(&tenant, &parts, true).await {
            Err(Fault {
                blame: Blame::Clash, ..
            }) => care.take(),
            done => return done,
        }
    }
    attempt(&tenant, &parts, false).await
}

async fn attempt(tenant: &Tenant, parts: &[Part], are_new: bool) -> Result<Vec<Written>, Fault> {
    failpoint::pass("live.begin");
    let mut batch = tenant.batch().await?;
    if are_new {
        batch = batch.of_new();
    }
    failpoint::pass("live.gate");
    let mut lots = Vec::with_capacity(parts.len());
    for Part {
        core, epoch, claims, ..
    } in parts
    {
        let gate = Row {
            campaign: core.campaign,
            status: Status::OPEN,
            epoch: *epoch,
        };
        lots.push(core.book.insert(&mut batch, gate, claims).await?);
    }
    failpoint::pass("live.inserted");
    batch.commit().await?;
    failpoint::pass("live.committed");
    let mut written = Vec::with_capacity(parts.len());
    for (
        Part {
            core, epoch, claims, ..
        },
        lot,
    ) in parts.iter().zip(lots)
    {
        let gate = lot.gate.map(|(status, epoch)| Gate {
            status: Status::parse(&status),
            epoch,
        });
        if let Some(gate) = gate {
            core.watch.saw(gate);
        }
        written.push(match gate {
            Some(gate) if gate.status == Status::Open && gate.epoch == *epoch => {
                Written::Booked(booked(core, claims, lot.new).await?)
            }
            Some(gate) if gate.status == Status::Open => Written::Elsewhere,
            Some(_) => {
                let viewers: Vec<Arc<str>> = claims.iter().map(|c| c.viewer.clone()).collect();
                Written::Shut(core.book.find(&tenant.read().await?, &viewers).await?)
            }
            None => Written::Shut(Vec::new()),
        });
    }
    Ok(written)
}

/// Claims are only ever added, so what stood in the way stands there still.
async fn booked(core: &Core, claims: &[Claim], new: New) -> Result<Vec<Booked>, Fault> {
    let new: HashSet<String> = match new {
        New::All => return Ok(vec![Booked::New; claims.len()]),
        New::Only(new) => new,
    };
    let rest: Vec<Claim> = claims
        .iter()
        .filter(|c| !new.contains(&*c.viewer))
        .cloned()
        .collect();
    let rivals = async { core.book.rivals(&core.tenant.read().await?, &rest).await };
    let known = match rivals.await {
        Ok(known) => known,
        Err(error) => {
            // Those that were written are written.
            let error = LiveError::from(error);
            let became = |claim: &Claim| match new.contains(&*claim.viewer) {
                true => Booked::New,
                false => Booked::Unknown(error.clone()),
            };
            return Ok(claims.iter().map(became).collect());
        }
    };
    let by_viewer: HashMap<&str, &Claim> = known.iter().map(|claim| (&*claim.viewer, claim)).collect();
    let by_value: HashMap<u64, &Claim> = known.iter().map(|claim| (claim.value, claim)).collect();
    let became = |claim: &Claim| {
        if new.contains(&*claim.viewer) {
            return Booked::New;
        }
        if let Some(&own) = by_viewer.get(&*claim.viewer) {
            return Booked::Already(own.clone());
        }
        let rival = by_value.get(&claim.value).map(|&rival| rival.clone());
        // Refused by a row that is not there.
        rival.map_or(Booked::Unknown(LiveError::Broken), |by| Booked::Taken { by })
    };
    Ok(claims.iter().map(became).collect())
}
