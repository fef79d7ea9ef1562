//! What was tried and what came of it, for whoever has to believe it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Duration;

use anyhow::{Result, bail};

use super::ground::Placement;
use super::siege::{Findings, Line};
use crate::harness::root;

pub struct Report {
    pub placement: Placement,
    pub took: Duration,
    is_full: bool,
    text: String,
    times: Vec<String>,
    cases: usize,
    leaks: Vec<String>,
    /// What has changed, or proves nothing.
    complaints: Vec<String>,
}

impl Report {
    pub fn new(placement: Placement, is_full: bool) -> Self {
        Self {
            placement,
            took: Duration::ZERO,
            is_full,
            text: String::new(),
            times: Vec::new(),
            cases: 0,
            leaks: Vec::new(),
            complaints: Vec::new(),
        }
    }

    pub fn complain(&mut self, complaints: impl IntoIterator<Item = String>) {
        self.complaints.extend(complaints);
    }

    pub fn time(&mut self, lines: Vec<String>) {
        self.times.extend(lines);
    }

    pub fn take(&mut self, findings: Findings) {
        self.cases += findings.cases;
        self.leaks.extend(findings.leaks);
        for ((question, attacker), line) in &findings.lines {
            let _ = writeln!(self.text, "{question:<36} {attacker:<38} {}", told(line));
        }
    }

    fn end(&self) -> String {
        format!(
            "{}: {} cases, {} leaks\n",
            self.placement.name(),
            self.cases,
            self.leaks.len()
        )
    }

    fn write(&self) -> Result<()> {
        let folder = root().join(".local/attack");
        std::fs::create_dir_all(&folder)?;
        let extent = if self.is_full {
            "everything in every place"
        } else {
            "what matters"
        };
        let head = format!(
            "── {} · {extent} · {} s\n",
            self.placement.name(),
            self.took.as_secs()
        );
        let more = self.times.iter().chain(&self.leaks).chain(&self.complaints);
        let more: String = more.map(|line| format!("{line}\n")).collect();
        let path = folder.join(format!("{}.txt", self.placement.name()));
        std::fs::write(path, format!("{head}{}{more}{}", self.text, self.end()))?;
        Ok(())
    }
}

/// Writes them down, and fails where anything was found; `complaints`: why the suite itself is not to be believed.
pub fn finish(reports: &[Report], complaints: &[String]) -> Result<()> {
    let mut wrong = complaints.to_vec();
    for report in reports {
        report.write()?;
        println!("{}", report.end());
        wrong.extend(report.leaks.iter().chain(&report.complaints).cloned());
    }
    if !wrong.is_empty() {
        let ends: String = reports.iter().map(Report::end).collect();
        bail!("{ends}{}", wrong.join("\n"));
    }
    Ok(())
}

fn told(line: &Line) -> String {
    let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
    let verdict = if line.leaks == 0 { "as of nothing" } else { "LEAK" };
    format!(
        "{:>3} × {:<24} {verdict}: {}",
        line.cases,
        list(&line.with),
        list(&line.gists)
    )
}
