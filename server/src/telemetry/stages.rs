//! Where the time of a request goes, stage by stage and channel by channel: what an operator looks at first when a show
//! is slow.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use super::exposition::{Exposition, Kind};
use super::histogram::Histogram;

const TIMES: &str = "ovation_stage_duration_seconds";
const SIZES: &str = "ovation_batch_size";

/// One channel's.
#[derive(Debug)]
pub struct Stages {
    /// Each request: from the door until it is let in.
    pub queue: Histogram,
    /// Each play: from the engine's queue until its batch goes to the hot state.
    pub combine: Histogram,
    /// Each batch at the hot state.
    pub hot: Histogram,
    /// Each transaction of the record, from its beginning to its commit.
    pub record: Histogram,
    /// Each answer of the fast lane: the writing of its bytes.
    pub reply: Histogram,
    /// Plays a batch.
    pub hot_size: Histogram,
    /// Claims a transaction.
    pub record_size: Histogram,
}

impl Default for Stages {
    fn default() -> Self {
        Self {
            queue: Histogram::of_times(),
            combine: Histogram::of_times(),
            hot: Histogram::of_times(),
            record: Histogram::of_times(),
            reply: Histogram::of_times(),
            hot_size: Histogram::of_sizes(),
            record_size: Histogram::of_sizes(),
        }
    }
}

impl Stages {
    fn times(&self) -> [(&'static str, &Histogram); 5] {
        [
            ("queue", &self.queue),
            ("combine", &self.combine),
            ("hot", &self.hot),
            ("record", &self.record),
            ("reply", &self.reply),
        ]
    }

    fn sizes(&self) -> [(&'static str, &Histogram); 2] {
        [("hot", &self.hot_size), ("record", &self.record_size)]
    }
}

/// All channels of one node. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct AllStages(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    known: ArcSwap<HashMap<String, Arc<Stages>>>,
    adding: Mutex<()>,
}

impl AllStages {
    /// The channel's, for whoever measures; to be kept by who measures often.
    #[must_use]
    pub fn of(&self, slug: &str) -> Arc<Stages> {
        if let Some(known) = self.0.known.load().get(slug) {
            return known.clone();
        }
        let _adding = self.0.adding.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = HashMap::clone(&self.0.known.load());
        let stages = known.entry(slug.to_owned()).or_default();
        let stages = stages.clone();
        self.0.known.store(Arc::new(known));
        stages
    }

    pub fn write(&self, to: &mut Exposition) {
        let known = self.0.known.load();
        let mut all: Vec<_> = known.iter().collect();
        all.sort_by(|a, b| a.0.cmp(b.0));
        to.family(TIMES, Kind::Histogram, "Time in each stage of a request");
        write(to, &all, TIMES, |stages| stages.times().to_vec());
        to.family(SIZES, Kind::Histogram, "Plays a batch, claims a transaction");
        write(to, &all, SIZES, |stages| stages.sizes().to_vec());
    }
}

fn write(
    to: &mut Exposition,
    all: &[(&String, &Arc<Stages>)],
    family: &str,
    of: impl Fn(&Stages) -> Vec<(&'static str, &Histogram)>,
) {
    for (slug, stages) in all {
        for (stage, histogram) in of(stages) {
            histogram.write(to, family, &[("tenant", slug.as_str()), ("stage", stage)]);
        }
    }
}
