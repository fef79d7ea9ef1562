//! The figures of a bench: medians, how far the rounds lie apart, and the ratios that are its result.

use std::fmt::Write;

use super::measure::Sample;
use super::play::Case;
use crate::load::quantile_ms;

/// One server in one case.
pub struct Row {
    pub who: String,
    pub case: Case,
    pub samples: Vec<Sample>,
}

/// `is_least`: the goal is to be reached, else not to be passed.
pub struct Ratio {
    pub name: String,
    pub value: f64,
    pub goal: f64,
    pub is_least: bool,
}

impl Row {
    pub fn median(&self, of: impl Fn(&Sample) -> f64) -> f64 {
        median(self.samples.iter().map(of).collect())
    }

    /// From the slowest round to the fastest, in per cent of the median.
    pub fn spread(&self) -> f64 {
        let rates = || self.samples.iter().map(|sample| sample.rate);
        let (least, most) = (rates().fold(f64::MAX, f64::min), rates().fold(0.0, f64::max));
        (most - least) / self.median(|sample| sample.rate) * 100.0
    }
}

/// Of an even number the mean of the two in the middle; NaN of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// The rates of two rows, round by round, so that what slowed down the machine for a while slowed down both.
pub fn rate_of(one: &Row, other: &Row) -> f64 {
    let pairs = one.samples.iter().zip(&other.samples);
    median(pairs.map(|(one, other)| one.rate / other.rate).collect())
}

pub fn text(rows: &[Row]) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:<11}{:<15}{:>9}{:>8}{:>9}{:>8}{:>9}{:>9}",
        "server", "case", "a second", "± %", "µs each", "load µs", "p50 ms", "p99 ms"
    );
    for row in rows {
        let _ = writeln!(
            out,
            "{:<11}{:<15}{:>9.0}{:>8.1}{:>9.1}{:>8.1}{:>9.2}{:>9.2}",
            row.who,
            row.case.name(),
            row.median(|s| s.rate),
            row.spread() / 2.0,
            row.median(|s| s.cpu_us),
            row.median(|s| s.load_us),
            row.median(|s| s.p50_ms),
            row.median(|s| s.p99_ms),
        );
    }
    out
}

/// What came of each load.
pub fn loads(rows: &[(String, Sample)]) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:<15}{:>9}{:>9}{:>9}{:>9}{:>9}{:>12}{:>7}",
        "load", "sent", "unsent", "good", "refused", "p99 ms", "no: p99 ms", "later"
    );
    for (what, sample) in rows {
        let taken = &sample.taken;
        let [refused, later] = [&taken.refusal_us, &taken.later_refusal_us].map(|of| quantile_ms(of, 0.99));
        let _ = writeln!(
            out,
            "{what:<15}{:>9}{:>9}{:>9}{:>9}{:>9.2}{refused:>12.2}{later:>7.2}",
            taken.sent,
            taken.unsent,
            taken.good(),
            taken.refusal_us.len(),
            sample.p99_ms,
        );
    }
    out
}

impl Ratio {
    pub fn at_least(name: impl Into<String>, value: f64, goal: f64) -> Self {
        Self {
            name: name.into(),
            value,
            goal,
            is_least: true,
        }
    }

    pub fn at_most(name: impl Into<String>, value: f64, goal: f64) -> Self {
        Self {
            name: name.into(),
            value,
            goal,
            is_least: false,
        }
    }

    pub fn line(&self) -> String {
        let than = if self.is_least { ">=" } else { "<=" };
        format!("ratio {} {:.2} goal {than} {}", self.name, self.value, self.goal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn a_ratio_says_its_goal() {
        let line = Ratio::at_least("refused", 0.664, 0.65).line();
        assert_eq!(line, "ratio refused 0.66 goal >= 0.65");
        assert_eq!(
            Ratio::at_most("p99_ms", 3.0, 3.0).line(),
            "ratio p99_ms 3.00 goal <= 3"
        );
    }
}
