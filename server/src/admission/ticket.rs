//! Leave to be worked on.

use std::sync::Arc;
use std::time::Duration;

use super::gate::Inner;
use super::lane::Lane;
use super::{Class, Cost};
use crate::telemetry::stages::Stages;

/// Hold it until the answer is there; its room is another's when it is dropped.
#[derive(Debug)]
pub struct Ticket {
    pub(super) gate: Arc<Inner>,
    pub(super) lane: Arc<Lane>,
    pub(super) class: Class,
    pub(super) cost: Cost,
    pub(super) began: Duration,
    pub(super) was_overloaded: bool,
}

impl Ticket {
    /// Where the time of its channel's requests is noted.
    #[must_use]
    pub fn stages(&self) -> &Stages {
        &self.lane.stages
    }

    /// What stands behind has refused it as too much: that it was quick about it is no sign of room.
    pub fn overloaded(mut self) {
        self.was_overloaded = true;
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.gate.finish(self);
    }
}
