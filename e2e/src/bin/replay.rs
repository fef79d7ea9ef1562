//! Plays the New Year's Eve show against a running server and compares every total with what was sent.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Parser;
use e2e::address::Address;
use e2e::ovation::Ovation;
use e2e::progress::Progress;
use e2e::replay::{self, Options, feed::Pace};
use e2e::retry::Patience;
use indicatif::{ProgressBar, ProgressStyle};

/// Plays the New Year's Eve show against a running server: 1,150,000 viewers enter lucky draws, snatch red packets,
/// vote, comment and read the show page. Ends with a table, with a comparison of every total, and with `ovation
/// reconcile`; fails when anything differs.
#[derive(Parser)]
#[command(name = "replay", version)]
struct Arguments {
    /// The server, on this machine, such as http://127.0.0.1:8080
    #[arg(long)]
    url: Address,
    /// The ovation binary, which finds the server's data by the same OVATION_* settings [default: the one beside this one]
    #[arg(long)]
    ovation: Option<PathBuf>,
    /// 1 is the whole evening, 0.01 a hundredth of it
    #[arg(long, default_value_t = 1.0, value_parser = scale)]
    scale: f64,
    /// Connections, each with one request at a time
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u16).range(1..=4096))]
    connections: u16,
    /// Decides who does what and when
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// The channel on which it is played
    #[arg(long, default_value = "cctv")]
    tenant: String,
    /// So many times as fast as the evening itself, which takes two hours [default: as fast as the server answers]
    #[arg(long, conflicts_with = "duration", value_parser = scale)]
    speed: Option<f64>,
    /// Let the evening take so many seconds [default: as fast as the server answers]
    #[arg(long, value_name = "SECONDS", value_parser = scale)]
    duration: Option<f64>,
    /// The server's process, to say how much memory it used at its highest
    #[arg(long, value_name = "PID")]
    server_pid: Option<u32>,
    /// Fail when that is more than so many MiB
    #[arg(long, value_name = "MIB", requires = "server_pid")]
    memory_max_mib: Option<u64>,
    /// How long the play should take: its last line compares
    #[arg(long, value_name = "SECONDS", value_parser = scale)]
    goal: Option<f64>,
}

fn scale(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if number > 0.0 && number <= 1_000_000.0 => Ok(number),
        _ => Err("expected a number over 0".to_owned()),
    }
}

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match play(Arguments::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "replay: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether it passed.
async fn play(arguments: Arguments) -> Result<bool> {
    let binary = match arguments.ovation {
        Some(binary) => binary,
        None => std::env::current_exe()
            .context("where is this binary?")?
            .with_file_name("ovation"),
    };
    let pace = match (arguments.speed, arguments.duration) {
        (Some(speed), _) => Pace::Speed(speed),
        (_, Some(seconds)) => Pace::Lasting(Duration::from_secs_f64(seconds)),
        _ => Pace::AsAnswered,
    };
    let options = Options {
        address: arguments.url,
        ovation: Ovation {
            binary,
            env: Vec::new(),
        },
        tenant: arguments.tenant,
        scale: arguments.scale,
        connections: arguments.connections,
        seed: arguments.seed,
        pace,
        patience: Patience::default(),
        server_pid: arguments.server_pid,
        memory_max_mib: arguments.memory_max_mib,
        goal: arguments.goal.map(Duration::from_secs_f64),
    };
    let progress = Arc::new(Progress::default());
    let bar = tokio::spawn(show(Arc::clone(&progress)));
    let report = replay::run(&options, &progress).await;
    bar.abort();
    let _ = bar.await; // it was cancelled, which is how it ends
    let report = report?;
    std::io::stdout().write_all(report.text().as_bytes())?;
    Ok(report.failures().is_empty())
}

/// A bar on a terminal, else a line at every twentieth of the way.
async fn show(progress: Arc<Progress>) {
    let style = "{elapsed_precise} {wide_bar} {human_pos}/{human_len} {per_sec} ETA {eta} {msg}";
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    let terminal = std::io::stderr().is_terminal();
    let mut tick = tokio::time::interval(Duration::from_millis(200));
    let (mut last, mut phase) = (0, String::new());
    loop {
        tick.tick().await;
        let standing = progress.standing();
        if terminal {
            bar.set_length(standing.total);
            bar.set_position(standing.answered);
            bar.set_message(standing.phase);
            continue;
        }
        let twentieth = (standing.answered * 20).checked_div(standing.total).unwrap_or(0);
        if twentieth > last || phase != standing.phase {
            let (answered, total) = (standing.answered, standing.total);
            let _ = writeln!(
                std::io::stderr(),
                "{:>3} % {answered}/{total} {}",
                twentieth * 5,
                standing.phase
            );
            (last, phase) = (twentieth, standing.phase);
        }
    }
}
