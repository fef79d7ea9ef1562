//! What the replay says at its end.

use std::fmt::Write;
use std::time::Duration;

use super::reckoning::Line;
use super::tally::{OPERATIONS, Tally};
use super::totals::Sent;
use crate::bench::table::Ratio;

/// Everything that was found out.
pub struct Report {
    pub seed: u64,
    pub took: Duration,
    pub tally: Tally,
    pub sent: Sent,
    pub lines: Vec<Line>,
    /// What `ovation reconcile` said; the reason when it failed.
    pub reconciled: Result<String, String>,
    pub memory: Option<Memory>,
    /// How long the play should take at most: said, and no failure.
    pub goal: Option<Duration>,
}

/// Of the server, at its highest.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    pub peak_mib: u64,
    pub max_mib: Option<u64>,
}

impl Report {
    /// Why the replay has failed, one sentence each; empty when it has passed.
    pub fn failures(&self) -> Vec<String> {
        let differ = self.lines.iter().filter(|line| !line.agrees());
        let mut failures: Vec<String> = differ
            .map(|l| format!("{}: expected {}, found {}", l.what, l.expected, l.found))
            .collect();
        failures.extend(
            self.sent
                .contradictions
                .iter()
                .map(|c| format!("contradiction: {c}")),
        );
        failures.extend(self.sent.unexpected.iter().map(|u| format!("unexpected: {u}")));
        failures.extend(
            self.tally
                .refusals
                .iter()
                .map(|(why, count)| format!("refused: {count} × {why}")),
        );
        if let Err(reason) = &self.reconciled {
            failures.push(format!("reconcile: {reason}"));
        }
        if let Some(Memory {
            peak_mib,
            max_mib: Some(max),
        }) = self.memory
            && peak_mib > max
        {
            failures.push(format!(
                "the server's memory rose to {peak_mib} MiB, over {max} MiB"
            ));
        }
        failures
    }

    /// The tables and the verdict, for people.
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = self.operations(&mut out).and_then(|()| self.totals(&mut out));
        let _ = self.closing(&mut out);
        out
    }

    fn operations(&self, out: &mut String) -> std::fmt::Result {
        let seconds = self.took.as_secs_f64().max(0.001);
        writeln!(
            out,
            "\n{:<12}{:>11}{:>9}{:>10}{:>10}{:>10}{:>9}{:>9}  outcomes",
            "operation", "requests", "a second", "p50 ms", "p99 ms", "max ms", "retries", "refused"
        )?;
        for name in OPERATIONS {
            let Some(operation) = self.tally.operations.get(name) else {
                continue;
            };
            let outcomes = operation.outcomes.iter();
            let outcomes: Vec<_> = outcomes
                .map(|(o, n)| format!("{} {}", o.name(), grouped(*n)))
                .collect();
            writeln!(
                out,
                "{name:<12}{:>11}{:>9.0}{:>10.1}{:>10.1}{:>10.1}{:>9}{:>9}  {}",
                grouped(operation.answers()),
                operation.answers() as f64 / seconds,
                ms(operation.quantile(0.5)),
                ms(operation.quantile(0.99)),
                ms(operation.max()),
                grouped(operation.retries),
                grouped(operation.refused),
                outcomes.join(" · ")
            )?;
        }
        let answers: u64 = self
            .tally
            .operations
            .values()
            .map(super::tally::Operation::answers)
            .sum();
        let rate = answers as f64 / seconds;
        writeln!(
            out,
            "{:<12}{:>11}{rate:>9.0}  in {seconds:.1} s",
            "all",
            grouped(answers)
        )?;
        if !self.tally.troubles.is_empty() {
            writeln!(out, "\nsent again because of")?;
        }
        self.tally
            .troubles
            .iter()
            .try_for_each(|(why, n)| writeln!(out, "{:>11}  {why}", grouped(*n)))
    }

    fn totals(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "\n{:<62}{:>14}{:>14}", "total", "expected", "found")?;
        for line in &self.lines {
            let (expected, found) = (grouped(line.expected), grouped(line.found));
            let verdict = if line.agrees() { "" } else { "  DIFFERS" };
            let width = 62 - wide(&line.what);
            writeln!(out, "{:<width$}{expected:>14}{found:>14}{verdict}", line.what)?;
        }
        Ok(())
    }

    fn closing(&self, out: &mut String) -> std::fmt::Result {
        if let Ok(said) = &self.reconciled {
            writeln!(out, "\nreconcile: {}", said.trim())?;
        }
        if let Some(memory) = self.memory {
            writeln!(out, "the server's memory at its highest: {} MiB", memory.peak_mib)?;
        }
        self.verdict(out)?;
        self.ratios(out)
    }

    fn ratios(&self, out: &mut String) -> std::fmt::Result {
        if let Some(goal) = self.goal {
            let ratio = Ratio::at_most("replay_seconds", self.took.as_secs_f64(), goal.as_secs_f64());
            writeln!(out, "{}", ratio.line())?;
        }
        if let Some(Memory {
            peak_mib,
            max_mib: Some(max),
        }) = self.memory
        {
            let ratio = Ratio::at_most("replay_server_mib", peak_mib as f64, max as f64);
            writeln!(out, "{}", ratio.line())?;
        }
        Ok(())
    }

    fn verdict(&self, out: &mut String) -> std::fmt::Result {
        let failures = self.failures();
        if failures.is_empty() {
            return writeln!(out, "\nEvery total agrees (seed {}).", self.seed);
        }
        writeln!(out, "\nFAILED (seed {}):", self.seed)?;
        failures
            .iter()
            .try_for_each(|failure| writeln!(out, "  {failure}"))
    }
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Chinese characters take two columns.
fn wide(text: &str) -> usize {
    text.chars().filter(|c| !c.is_ascii()).count()
}

/// 1234567 → 1,234,567
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let line = Line {
            what: "vote: for 小品".to_owned(),
            expected: 1_234_567,
            found: 1_234_567,
        };
        Report {
            seed: 42,
            took: Duration::from_secs(2),
            tally: Tally::new().unwrap(),
            sent: Sent::default(),
            lines: vec![line],
            reconciled: Ok("clean\n".to_owned()),
            memory: None,
            goal: None,
        }
    }

    #[test]
    fn what_agrees_passes() {
        let text = report().text();
        assert!(
            text.contains("1,234,567") && text.contains("Every total agrees (seed 42)."),
            "{text}"
        );
    }

    #[test]
    fn every_kind_of_failure_is_named() {
        let mut report = report();
        report.lines[0].found += 1;
        report.sent.contradictions.push("viewer 1 …".to_owned());
        report.sent.unexpected.push("2 × vote: INVALID".to_owned());
        report.tally.refusals.insert("vote: FORBIDDEN".to_owned(), 3);
        report.reconciled = Err("a grant is missing".to_owned());
        report.memory = Some(Memory {
            peak_mib: 1100,
            max_mib: Some(1024),
        });
        assert_eq!(report.failures().len(), 6, "{:?}", report.failures());
        assert!(report.text().contains("FAILED"));
        report.memory = Some(Memory {
            peak_mib: 1024,
            max_mib: Some(1024),
        });
        assert_eq!(report.failures().len(), 5);
    }
}
