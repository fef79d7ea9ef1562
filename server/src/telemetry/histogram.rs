//! Times by their length, or batches by their size, counted without a lock: two additions each. Read while it is written, one
//! may be in the count and not yet in the sum.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::exposition::Exposition;

const BOUNDS: usize = 16;

/// Microseconds: from a call within this process to the patience of a viewer.
const TIMES: [u64; BOUNDS] = [
    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    2_500_000, 10_000_000,
];

/// From one alone to the largest transaction of the record, and what may come of several of them at once.
const SIZES: [u64; BOUNDS] = [
    1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768,
];

#[derive(Debug)]
pub struct Histogram {
    bounds: &'static [u64; BOUNDS],
    /// So many of what is counted are one of what is shown.
    unit: f64,
    /// Each once, in the first bucket that holds it; the last holds what exceeds all bounds.
    buckets: [AtomicU64; BOUNDS + 1],
    sum: AtomicU64,
}

impl Histogram {
    /// Shown in seconds.
    #[must_use]
    pub fn of_times() -> Self {
        Self::of(&TIMES, 1e6)
    }

    #[must_use]
    pub fn of_sizes() -> Self {
        Self::of(&SIZES, 1.0)
    }

    fn of(bounds: &'static [u64; BOUNDS], unit: f64) -> Self {
        Self {
            bounds,
            unit,
            buckets: Default::default(),
            sum: AtomicU64::new(0),
        }
    }

    pub fn time(&self, took: Duration) {
        self.count(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    pub fn size(&self, size: usize) {
        self.count(size as u64);
    }

    fn count(&self, value: u64) {
        let bucket = self.bounds.partition_point(|bound| *bound < value);
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(value, Ordering::Relaxed);
    }

    #[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
    fn shown(&self, value: u64) -> f64 {
        value as f64 / self.unit
    }

    /// Its samples, within the family of this name.
    pub fn write(&self, to: &mut Exposition, family: &str, labels: &[(&str, &str)]) {
        let bucket_name = format!("{family}_bucket");
        let mut count = 0;
        for (bound, bucket) in self.bounds.iter().zip(&self.buckets) {
            count += bucket.load(Ordering::Relaxed);
            let bound = self.shown(*bound).to_string();
            to.sample(&bucket_name, &with(labels, &bound), count);
        }
        count += self.buckets[BOUNDS].load(Ordering::Relaxed);
        to.sample(&bucket_name, &with(labels, "+Inf"), count);
        let sum = self.sum.load(Ordering::Relaxed);
        to.sample(&format!("{family}_sum"), labels, self.shown(sum));
        to.sample(&format!("{family}_count"), labels, count);
    }
}

fn with<'a>(labels: &[(&'a str, &'a str)], bound: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut labels = labels.to_vec();
    labels.push(("le", bound));
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_each_once_and_shows_them_added_up() {
        let times = Histogram::of_times();
        for micros in [0, 50, 51, 1_000, 20_000_000] {
            times.time(Duration::from_micros(micros));
        }
        let mut text = Exposition::default();
        times.write(&mut text, "t", &[("stage", "queue")]);
        let text = text.text();
        for line in [
            "t_bucket{stage=\"queue\",le=\"0.00005\"} 2",
            "t_bucket{stage=\"queue\",le=\"0.0001\"} 3",
            "t_bucket{stage=\"queue\",le=\"0.001\"} 4",
            "t_bucket{stage=\"queue\",le=\"10\"} 4",
            "t_bucket{stage=\"queue\",le=\"+Inf\"} 5",
            "t_sum{stage=\"queue\"} 20.001101",
            "t_count{stage=\"queue\"} 5",
        ] {
            assert!(
                text.lines().any(|found| found == line),
                "{line} is not in\n{text}"
            );
        }
    }
}
