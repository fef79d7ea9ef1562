//! The New Year's Eve show, played against a running server: from the producer's first click to the last fen.
//!
//! [`plan`] says what comes when, [`stage`] is the show in the console, [`feed`] and [`play`] are the audience,
//! [`sum`] adds up what the viewers were told, [`reckoning`] compares it with the record, [`report`] says it.

pub mod answers;
pub mod arrivals;
mod draft;
pub mod feed;
pub mod plan;
pub mod play;
mod readout;
pub mod reckoning;
pub mod report;
pub mod rundown;
pub mod stage;
pub mod sum;
pub mod tally;
pub mod totals;

use std::sync::Arc;

use anyhow::{Context, Result};

use crate::address::Address;
use crate::chance;
use crate::ovation::Ovation;
use crate::producer;
use crate::progress::Progress;
use crate::retry::{Caller, Patience};

use feed::{Feed, Pace};
use plan::{Numbers, Plan};
use report::{Memory, Report};
use stage::Stage;

pub struct Options {
    pub address: Address,
    pub ovation: Ovation,
    /// The channel's slug.
    pub tenant: String,
    /// 1 is the whole evening.
    pub scale: f64,
    pub connections: u16,
    pub seed: u64,
    pub pace: Pace,
    pub patience: Patience,
    /// To ask the system how much memory the server has used.
    pub server_pid: Option<u32>,
    pub memory_max_mib: Option<u64>,
}

/// Plays the show; whether it passed is in the report.
///
/// # Errors
/// When the show can't be set up, played to its end or read out.
pub async fn run(options: &Options, progress: &Arc<Progress>) -> Result<Report> {
    let run = chance::fresh_word(8)?;
    progress.phase("planning");
    let plan = Arc::new(Plan::new(Numbers::at(options.scale), options.seed));
    progress.phase("building the show in the console");
    let caller = Caller::new(options.address.clone(), options.patience, options.seed);
    let console = producer::sign_in(&options.ovation, caller, &options.tenant, &run).await?;
    let stage = Stage::build(console, &run, chance::now(), plan.numbers).await?;
    let tokens = options
        .ovation
        .viewer_tokens(&options.tenant, &format!("nye-{run}-"), plan.viewers)?;
    progress.expect(plan.answers());

    let feed = Feed::new(Arc::clone(&plan), tokens, stage, options.pace);
    let callers = (1..=u64::from(options.connections.max(1)))
        .map(|n| {
            Caller::new(
                options.address.clone(),
                options.patience,
                options.seed.wrapping_add(n),
            )
        })
        .collect();
    let (evening, feed) = play::all(Arc::clone(&plan), feed, callers, Arc::clone(progress)).await?;

    progress.phase("closing, drawing, settling");
    let mut stage = feed.stage;
    stage.close().await.context("after the last answer")?;
    let record = stage.read_record().await.context("reading the record")?;
    let sent = sum::add_up(&plan, evening.answers);
    let lines = reckoning::compare(&plan, &sent, &record);
    progress.phase("reconciling");
    let reconciled = options
        .ovation
        .reconcile()
        .await
        .map_err(|error| format!("{error:#}"));
    let memory = options
        .server_pid
        .map(|pid| peak_memory(pid, options.memory_max_mib))
        .transpose()?;
    let (tally, took) = (evening.tally, evening.took);
    Ok(Report {
        seed: options.seed,
        took,
        tally,
        sent,
        lines,
        reconciled,
        memory,
    })
}

fn peak_memory(pid: u32, max_mib: Option<u64>) -> Result<Memory> {
    let path = format!("/proc/{pid}/status");
    let status = std::fs::read_to_string(&path).with_context(|| format!("{path}: the server has ended"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line
        .and_then(|line| line.trim().strip_suffix("kB"))
        .and_then(|n| n.trim().parse::<u64>().ok());
    Ok(Memory {
        peak_mib: kib.with_context(|| format!("{path} has no VmHWM"))? / 1024,
        max_mib,
    })
}
