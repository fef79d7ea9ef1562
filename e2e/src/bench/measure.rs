//! One measurement: a storm, what it brought, and what the server and the load spent on it.

use std::time::Duration;

use anyhow::Result;

use super::contender::Contender;
use crate::load::{Storm, Taken, machine};

/// Time on a core is told in ticks of 10 ms: below so many answers it says nothing of one.
const ANSWERS_MIN: u64 = 100;

#[derive(Debug, Clone)]
pub struct Sample {
    pub rate: f64,
    /// Of the server, in user mode and in the kernel.
    pub cpu_us: f64,
    /// Of the load itself.
    pub load_us: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub taken: Taken,
}

/// # Errors
/// When the server is gone, or what epoll says.
pub fn measure(contender: &Contender, storm: &Storm<'_>) -> Result<Sample> {
    let spent = || {
        Ok::<_, anyhow::Error>((
            machine::cpu_time(contender.pid)?,
            machine::cpu_time(std::process::id())?,
        ))
    };
    let before = spent()?;
    let taken = storm.run()?;
    let after = spent()?;
    let each = |time: Duration| time.as_secs_f64() * 1e6 / taken.answered().max(ANSWERS_MIN) as f64;
    Ok(Sample {
        rate: taken.rate(),
        cpu_us: each(after.0.saturating_sub(before.0)),
        load_us: each(after.1.saturating_sub(before.1)),
        p50_ms: taken.quantile_ms(0.5),
        p99_ms: taken.quantile_ms(0.99),
        taken,
    })
}
