//! Counts and latencies of the play, by operation.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use hdrhistogram::Histogram;

use super::answers::name;
use super::plan::Deed;
use super::said::Said;
use crate::audience::Outcome;
use crate::retry::Refusal;

/// In the order of the table.
pub const OPERATIONS: [&str; 5] = ["show page", "enter draw", "red packet", "vote", "comment"];

pub struct Tally {
    pub operations: BTreeMap<&'static str, Operation>,
    /// Why requests had to be sent again.
    pub troubles: BTreeMap<String, u64>,
    /// Why asks were refused for good.
    pub refusals: BTreeMap<String, u64>,
}

pub struct Operation {
    /// From the first try to the answer, in microseconds.
    latency_us: Histogram<u64>,
    pub retries: u64,
    pub refused: u64,
    pub outcomes: BTreeMap<Outcome, u64>,
}

impl Tally {
    /// # Errors
    /// Never with these bounds: what the histogram's constructor says.
    pub fn new() -> Result<Self> {
        let mut operations = BTreeMap::new();
        for name in OPERATIONS {
            // 1 µs to 10 min, 3 digits: what is longer counts as 10 min
            let latency_us = Histogram::new_with_bounds(1, 600_000_000, 3)?;
            operations.insert(
                name,
                Operation {
                    latency_us,
                    retries: 0,
                    refused: 0,
                    outcomes: BTreeMap::new(),
                },
            );
        }
        Ok(Self {
            operations,
            troubles: BTreeMap::new(),
            refusals: BTreeMap::new(),
        })
    }

    pub fn answered(&mut self, deed: Deed, said: &Said) {
        if let Some(operation) = self.operations.get_mut(name(deed)) {
            operation
                .latency_us
                .saturating_record(said.took.as_micros() as u64);
            operation.retries += u64::from(said.tries - 1);
            *operation.outcomes.entry(said.play.outcome).or_default() += 1;
        }
    }

    pub fn refused(&mut self, deed: Deed, refusal: &Refusal) {
        if let Some(operation) = self.operations.get_mut(name(deed)) {
            operation.refused += 1;
        }
        *self
            .refusals
            .entry(format!("{}: {refusal}", name(deed)))
            .or_default() += 1;
    }

    pub fn trouble(&mut self, why: &str) {
        *self.troubles.entry(why.to_owned()).or_default() += 1;
    }
}

impl Operation {
    pub fn answers(&self) -> u64 {
        self.outcomes.values().sum()
    }

    /// `share` from 0 to 1.
    pub fn quantile(&self, share: f64) -> Duration {
        Duration::from_micros(self.latency_us.value_at_quantile(share))
    }

    pub fn max(&self) -> Duration {
        Duration::from_micros(self.latency_us.max())
    }
}
