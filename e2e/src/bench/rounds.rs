//! All contenders in all cases, one after the other, round by round.

use std::time::Duration;

use anyhow::Result;

use super::entrant::Entrant;
use super::play::Case;
use super::table::Row;
use crate::load::Pace;

pub struct Rounds {
    pub rounds: usize,
    pub lasting: Duration,
    pub pace: Pace,
    /// For so many wins a second of a closed loop campaigns are made beforehand; with the last one it ends.
    pub wins_max: f64,
    /// Their names; none: all.
    pub cases: Vec<String>,
}

impl Rounds {
    /// `say` is told what is being measured.
    ///
    /// # Errors
    /// When a server is gone or refuses to be prepared.
    pub async fn run(
        &self,
        entrants: &mut [Entrant],
        takes_part: impl Fn(&Entrant) -> bool,
        say: impl Fn(&str),
    ) -> Result<Vec<Row>> {
        let rate = match self.pace {
            Pace::Closed => self.wins_max,
            Pace::Open(rate) => rate,
        };
        let wins = (rate * self.lasting.as_secs_f64()).ceil() as usize;
        let mut rows: Vec<Row> = Vec::new();
        for round in 1..=self.rounds {
            for entrant in entrants.iter_mut().filter(|entrant| takes_part(entrant)) {
                for case in entrant.cases().into_iter().filter(|case| self.is_wanted(*case)) {
                    if case == Case::Win {
                        entrant.prepare_wins(wins).await?;
                    }
                    let who = entrant.contender.name.clone();
                    say(&format!(
                        "round {round} of {}: {who}, {}",
                        self.rounds,
                        case.name()
                    ));
                    let sample = entrant.measure(case, self.pace, self.lasting)?;
                    match rows.iter_mut().find(|row| row.who == who && row.case == case) {
                        Some(row) => row.samples.push(sample),
                        None => rows.push(Row {
                            who,
                            case,
                            samples: vec![sample],
                        }),
                    }
                }
            }
        }
        Ok(rows)
    }

    fn is_wanted(&self, case: Case) -> bool {
        self.cases.is_empty() || self.cases.iter().any(|name| name == case.name())
    }
}
