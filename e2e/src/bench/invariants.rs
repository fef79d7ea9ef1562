//! What was answered, held against what the record holds. A fast answer that is not true is worth nothing.

use anyhow::Result;

use super::desk::Desk;
use super::play::{Case, Play};
use crate::load::Taken;

/// What one server has answered in a bench.
#[derive(Default)]
pub struct Journal {
    /// Campaigns that were played together, and how much viewers were told was given in them.
    given: Vec<(Vec<String>, u64)>,
    sent: u64,
    answered: u64,
    /// What should not have been, in words.
    wrong: Vec<String>,
}

impl Journal {
    /// `taken` came of playing `campaigns`. Every answer is that of `case`; where the server `may_shed`, it may also
    /// refuse for want of capacity.
    pub fn note(&mut self, play: Play, case: Case, campaigns: Vec<String>, taken: &Taken, may_shed: bool) {
        self.sent += taken.sent;
        self.answered += taken.answered();
        let expected = play.outcome(case);
        let is_fine = |answer: &str| {
            answer == expected || may_shed && (answer.starts_with("503") || answer.starts_with("429"))
        };
        for (answer, count) in taken.answers.iter().filter(|(answer, _)| !is_fine(answer)) {
            self.wrong
                .push(format!("{}: {count} × {answer}, not {expected}", case.name()));
        }
        for (why, count) in &taken.lost {
            self.wrong.push(format!("{}: {count} × {why}", case.name()));
        }
        if case == Case::Win {
            self.given.push((campaigns, taken.count(expected)));
        }
    }

    /// What is wrong, one sentence each; nothing when every answer is in the record and nothing else.
    ///
    /// # Errors
    /// When the record can't be read.
    pub async fn check(mut self, play: Play, desk: &mut Desk) -> Result<Vec<String>> {
        if self.sent != self.answered {
            self.wrong
                .push(format!("{} requests sent, {} answered", self.sent, self.answered));
        }
        for (campaigns, told) in &self.given {
            let mut held = 0;
            for campaign in campaigns {
                held += desk.given(play, campaign).await?;
            }
            if held != *told {
                let which = campaigns.join(", ");
                self.wrong
                    .push(format!("{which}: {told} told to viewers, {held} in the record"));
            }
        }
        if let Err(error) = desk.reconcile().await {
            self.wrong.push(format!("reconcile: {error:#}"));
        }
        Ok(self.wrong)
    }

    /// Of a server whose record is its own business.
    pub fn told(self) -> Vec<String> {
        self.wrong
    }
}
