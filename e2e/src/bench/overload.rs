//! More than a server can do: how much it still does, how fast it says no, and how soon it is well again.
//!
//! First the peak: wins as fast as they are answered. Then wins are due at many times that rate, whatever becomes of
//! them, over many connections; one that finds none free within a second is not sent, and counted as such. A connection
//! whose request was refused stays away for as long as it was told to, as a phone does. What the load could really send is
//! told, since a core that shares its time with the databases can't send any amount. At last half the peak, second by
//! second, until latency is what it was.

use std::time::Duration;

use anyhow::Result;

use super::entrant::Entrant;
use super::measure::Sample;
use super::play::Case;
use super::table::Ratio;
use crate::load::{Pace, quantile_ms};

const FACTORS: [f64; 3] = [2.0, 5.0, 10.0];
const CONNECTIONS: usize = 2_000;
/// How long a viewer tries to get a connection.
const PATIENCE: Duration = Duration::from_secs(1);
/// The share of the peak at which a server is calm.
const CALM: f64 = 0.5;
const AFTERWARDS_SECONDS: u32 = 15;
/// What latency may be above that of before, when it is back to normal: twice as much, and a timer's grain.
const GRAIN_MS: f64 = 2.0;

pub struct Overload {
    pub lasting: Duration,
    pub wins_max: f64,
}

pub struct Findings {
    /// What was asked for, and what came.
    pub rows: Vec<(String, Sample)>,
    pub ratios: Vec<Ratio>,
}

impl Overload {
    /// # Errors
    /// When the server is gone or refuses to be prepared.
    pub async fn run(&self, entrant: &mut Entrant, say: impl Fn(&str)) -> Result<Findings> {
        let mut rows = Vec::new();
        say("the peak");
        (entrant.connections, entrant.patience) = (CONNECTIONS, PATIENCE);
        let peak = self
            .wins(entrant, self.wins_max, Pace::Closed, self.lasting)
            .await?;
        let goodput = good(&peak);
        rows.push(("peak".to_owned(), peak));
        say("half the peak");
        let calm = self.open(entrant, goodput * CALM, self.lasting).await?;
        let normal_ms = calm.p99_ms;
        rows.push(("half the peak".to_owned(), calm));
        for factor in FACTORS {
            say(&format!("{factor} times the peak"));
            let sample = self.open(entrant, goodput * factor, self.lasting).await?;
            rows.push((format!("{factor} times"), sample));
        }
        let recovered_s = self.recover(entrant, goodput * CALM, normal_ms, &say).await?;
        let Some((_, worst)) = rows.last() else {
            return Ok(Findings {
                rows,
                ratios: Vec::new(),
            });
        };
        let sent = worst.taken.sent as f64 / worst.taken.took.as_secs_f64();
        let ratios = vec![
            Ratio::at_least("overload_goodput_of_peak", good(worst) / goodput, 0.9),
            Ratio::at_most(
                "overload_refusal_p99_ms",
                quantile_ms(&worst.taken.refusal_us, 0.99),
                5.0,
            ),
            Ratio::at_most(
                "overload_later_refusal_p99_ms",
                quantile_ms(&worst.taken.later_refusal_us, 0.99),
                5.0,
            ),
            Ratio::at_most("overload_recovery_seconds", recovered_s, 10.0),
            Ratio::at_least("overload_sent_of_peak", sent / goodput, 10.0),
        ];
        Ok(Findings { rows, ratios })
    }

    async fn open(&self, entrant: &mut Entrant, rate: f64, lasting: Duration) -> Result<Sample> {
        self.wins(entrant, rate, Pace::Open(rate), lasting).await
    }

    async fn wins(&self, entrant: &mut Entrant, rate: f64, pace: Pace, lasting: Duration) -> Result<Sample> {
        let wins = (rate * lasting.as_secs_f64()).ceil() as usize;
        entrant.prepare_wins(wins).await?;
        entrant.measure(Case::Win, pace, lasting)
    }

    /// Seconds until one second's latency was normal; one more than were looked at, when none was.
    async fn recover(
        &self,
        entrant: &mut Entrant,
        rate: f64,
        normal_ms: f64,
        say: &impl Fn(&str),
    ) -> Result<f64> {
        for second in 1..=AFTERWARDS_SECONDS {
            let sample = self.open(entrant, rate, Duration::from_secs(1)).await?;
            let is_normal = sample.p99_ms <= normal_ms * 2.0 + GRAIN_MS && sample.taken.refusal_us.is_empty();
            say(&format!(
                "second {second} afterwards: p99 {:.1} ms",
                sample.p99_ms
            ));
            if is_normal {
                return Ok(f64::from(second));
            }
        }
        Ok(f64::from(AFTERWARDS_SECONDS + 1))
    }
}

/// Wins a second.
fn good(sample: &Sample) -> f64 {
    sample.taken.good() as f64 / sample.taken.took.as_secs_f64()
}
