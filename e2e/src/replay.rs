//! The New Year's Eve show, played against a running server: from the producer's first click to the last fen.
//!
//! [`plan`] says what comes when, [`stage`] is the show in the console, [`feed`] and [`play`] are the audience (one thread, [`crate::load`]),
//! [`sum`] adds up what the viewers were told, [`reckoning`] compares it with the record, [`report`] says it.

pub mod answers;
pub mod arrivals;
mod draft;
pub mod feed;
pub mod plan;
pub mod play;
mod player;
mod readout;
pub mod reckoning;
pub mod report;
mod requests;
pub mod rundown;
mod said;
pub mod stage;
pub mod sum;
pub mod tally;
pub mod totals;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::address::Address;
use crate::audience;
use crate::chance;
use crate::load::machine;
use crate::ovation::Ovation;
use crate::producer;
use crate::progress::Progress;
use crate::retry::{Caller, Patience};

use feed::{Feed, Pace};
use plan::{Numbers, Plan};
use player::Cast;
use report::{Memory, Report};
use requests::Requests;
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
    /// How long the play should take at most.
    pub goal: Option<Duration>,
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
    progress.phase("making the viewers' tokens");
    let cast = cast(options, &plan, stage, &run, progress).await?;
    progress.expect(plan.answers());
    let (evening, mut stage) = play::all(cast, &options.address).await?;

    progress.phase("closing, drawing, settling");
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
        .map(|pid| memory(pid, options.memory_max_mib))
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
        goal: options.goal,
    })
}

/// Everything is made before the show starts: documents published, tokens at hand.
async fn cast(
    options: &Options,
    plan: &Arc<Plan>,
    stage: Stage,
    run: &str,
    progress: &Arc<Progress>,
) -> Result<Cast> {
    let Options { ovation, tenant, .. } = options;
    ovation.publish(tenant, &audience::manifest()).await?;
    let tokens = ovation.viewer_tokens(tenant, &format!("nye-{run}-"), plan.viewers)?;
    let tokens = tokens.all(plan.viewers).await?;
    Ok(Cast {
        feed: Feed::new(Arc::clone(plan), options.pace),
        plan: Arc::clone(plan),
        requests: Requests::new(&options.address, &stage.scene),
        stage,
        tokens,
        patience: options.patience,
        progress: Arc::clone(progress),
        asks_max: usize::from(options.connections.max(1)),
        seed: options.seed,
        stop: Arc::default(),
    })
}

fn memory(pid: u32, max_mib: Option<u64>) -> Result<Memory> {
    Ok(Memory {
        peak_mib: machine::peak_memory_mib(pid)?,
        max_mib,
    })
}
