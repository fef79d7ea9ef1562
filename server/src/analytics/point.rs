//! What is counted about one campaign in one minute.

use std::collections::BTreeMap;

use datasketches::hll::{HllSketch, HllType, HllUnion};

use super::Try;

/// 2^14 registers: a standard error of 0.8 % (Flajolet et al., HyperLogLog, 2007), 8 KiB when full, much less when not.
const REGISTERS_LOG2: u8 = 14;

#[derive(Clone, Debug, Default)]
pub struct Point {
    pub tries: u64,
    /// Minor units.
    pub money: i64,
    pub outcomes: BTreeMap<String, u64>,
    pub(super) viewers: Option<HllSketch>,
    /// Since it was last written.
    pub(super) changed: bool,
}

impl Point {
    pub(super) fn note(&mut self, what: Try<'_>) {
        self.tries += what.count;
        self.money += what.money;
        match self.outcomes.get_mut(what.outcome) {
            Some(count) => *count += what.count,
            None => drop(self.outcomes.insert(what.outcome.to_owned(), what.count)),
        }
        if self.viewers.is_none() {
            self.viewers = HllSketch::new(REGISTERS_LOG2, HllType::Hll4).ok();
        }
        if let Some(viewers) = &mut self.viewers {
            viewers.update(what.viewer);
        }
        self.changed = true;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.tries += other.tries;
        self.money += other.money;
        for (outcome, count) in &other.outcomes {
            *self.outcomes.entry(outcome.clone()).or_default() += count;
        }
        self.viewers = match (self.viewers.take(), &other.viewers) {
            (Some(mine), Some(theirs)) => Some(union(&mine, theirs)),
            (mine, theirs) => mine.or_else(|| theirs.clone()),
        };
    }

    /// Estimated.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate of a count"
    )]
    pub fn distinct_viewers(&self) -> u64 {
        self.viewers
            .as_ref()
            .map_or(0, |viewers| viewers.estimate().round().max(0.0) as u64)
    }
}

fn union(a: &HllSketch, b: &HllSketch) -> HllSketch {
    let Ok(mut union) = HllUnion::new(REGISTERS_LOG2) else {
        return a.clone();
    };
    union.update(a);
    union.update(b);
    union.to_sketch(HllType::Hll4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewers(range: std::ops::Range<u32>) -> Point {
        let mut point = Point::default();
        for id in range {
            point.note(Try {
                viewer: &format!("viewer-{id}"),
                outcome: "WON",
                count: 1,
                money: 2,
            });
        }
        point
    }

    #[test]
    fn the_same_viewer_in_two_minutes_is_one() {
        let mut total = viewers(0..60_000);
        total.merge(&viewers(40_000..100_000));
        assert_eq!((total.tries, total.money), (120_000, 240_000));
        let error = (total.distinct_viewers() as f64 - 100_000.0).abs() / 100_000.0;
        assert!(error < 0.03, "{error}");
    }
}
