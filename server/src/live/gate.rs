//! The campaign's gate: whether it is open, and the generation of its hot state. It stands in the record.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use tenants::{RecordError, Tenant};
use uuid::Uuid;

use super::{lock, store};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// Never open yet (or unknown to this version): nobody can have claimed.
    Before,
    Open,
    /// Open once and perhaps again: who has claimed is told so, nobody else gets in.
    Paused,
    /// The same, and never open again.
    Closed,
    /// The same for ever: the record alone answers (`settled`).
    Settled,
}

impl Status {
    /// As the record has it.
    pub(super) const OPEN: &str = "OPEN";

    pub(super) fn parse(name: &str) -> Self {
        match name {
            Self::OPEN => Self::Open,
            "PAUSED" => Self::Paused,
            "CLOSED" => Self::Closed,
            "SETTLED" => Self::Settled,
            _ => Self::Before,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gate {
    pub(super) status: Status,
    pub(super) epoch: i64,
}

/// What this node last saw of the gate, so that a storm on a closed campaign costs the record nothing. The transaction
/// that writes looks again, so an old "open" lets nobody in.
#[derive(Debug, Default)]
pub(super) struct Watch(Mutex<Option<(Gate, Instant)>>);

impl Watch {
    const OPEN_FOR: Duration = Duration::from_secs(1);
    const SHUT_FOR: Duration = Duration::from_millis(250);

    pub(super) fn forget(&self) {
        *lock(&self.0) = None;
    }

    /// As last seen. A settled campaign never changes again.
    pub(super) fn is_settled(&self) -> bool {
        lock(&self.0).is_some_and(|(gate, _)| gate.status == Status::Settled)
    }

    pub(super) fn saw(&self, gate: Gate) {
        *lock(&self.0) = Some((gate, Instant::now()));
    }

    /// From memory, if it is fresh.
    pub(super) fn fresh(&self) -> Option<Status> {
        let (gate, seen) = (*lock(&self.0))?;
        let lasts = if gate.status == Status::Open {
            Self::OPEN_FOR
        } else {
            Self::SHUT_FOR
        };
        (seen.elapsed() < lasts).then_some(gate.status)
    }

    /// From memory if it is fresh. A record out of reach leaves an open gate as it was seen: what the hot state can
    /// refuse, it still refuses.
    pub(super) async fn status(&self, tenant: &Tenant, campaign: Uuid) -> Result<Status, RecordError> {
        if let Some(status) = self.fresh() {
            return Ok(status);
        }
        let known = *lock(&self.0);
        match (store::glance(tenant, campaign).await, known) {
            (Ok(Some(gate)), _) => {
                self.saw(gate);
                Ok(gate.status)
            }
            (Ok(None), _) => {
                self.saw(Gate {
                    status: Status::Before,
                    epoch: 0,
                });
                Ok(Status::Before)
            }
            (Err(_), Some((gate, _))) if gate.status == Status::Open => Ok(Status::Open),
            (Err(error), _) => Err(error),
        }
    }
}
