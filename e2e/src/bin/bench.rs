//! Measures servers that `infra/dev/bench` has started: `make bench-grab`, `bench-enter`, `bench-vote`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Parser;
use e2e::audience;
use e2e::bench::contender::Contender;
use e2e::bench::entrant::Entrant;
use e2e::bench::overload::Overload;
use e2e::bench::play::{Case, Play};
use e2e::bench::rounds::Rounds;
use e2e::bench::table::{self, Ratio, Row, rate_of};
use e2e::load::{Pace, machine};
use e2e::signal::{self, Signal};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const AWAY_PATIENCE: Duration = Duration::from_secs(30);
const CONTENDERS: [&str; 5] = ["echo", "full", "embedded", "mercurius", "apollo"];

/// Measures one play on all servers of a site, alternately, and ends with ratios; fails when an answer was not true.
#[derive(Parser)]
#[command(name = "bench", version)]
struct Arguments {
    what: What,
    /// The folder in which `infra/dev/bench` has left a folder a server
    #[arg(long, default_value = ".local/bench")]
    site: PathBuf,
    /// The ovation binary [default: the one beside this one]
    #[arg(long)]
    ovation: Option<PathBuf>,
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How long one case of one server is measured in a round
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// Requests a second of the open loop
    #[arg(long, default_value_t = 20_000.0)]
    open: f64,
    #[arg(long, default_value_t = 50_000)]
    viewers: usize,
    /// Wins a second that no server here reaches: so many are made ready
    #[arg(long, default_value_t = 120_000.0)]
    wins_max: f64,
    /// How long one case of one server is measured in an open loop; 0: not at all [default: as --seconds]
    #[arg(long)]
    open_seconds: Option<f64>,
    /// These cases alone, such as sold_out and win
    #[arg(long = "case", value_delimiter = ',')]
    cases: Vec<String>,
    /// These servers alone
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum What {
    Grab,
    Enter,
    Vote,
    /// Grabs, up to ten times what the first of the servers can do
    Overload,
    /// Nothing is measured: writes the manifest of the documents that are sent by hash
    Documents,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match bench(Arguments::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("bench: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "· {text}");
}

/// Whether every answer was true.
async fn bench(arguments: Arguments) -> Result<bool> {
    let play = match arguments.what {
        What::Grab => Play::Grab,
        What::Enter => Play::Enter,
        What::Vote => Play::Vote,
        What::Overload => return overload(&arguments).await,
        What::Documents => {
            std::io::stdout().write_all(audience::manifest().as_bytes())?;
            return Ok(true);
        }
    };
    let mut entrants = entrants(&arguments, play).await?;
    let rounds = |seconds, pace| Rounds {
        rounds: arguments.rounds,
        lasting: Duration::from_secs_f64(seconds),
        pace,
        wins_max: arguments.wins_max,
        cases: arguments.cases.clone(),
    };
    let closed = rounds(arguments.seconds, Pace::Closed);
    let closed = closed.run(&mut entrants, |_| true, say).await?;
    let open = match arguments.open_seconds.unwrap_or(arguments.seconds) {
        0.0 => Vec::new(),
        seconds => {
            let open = rounds(seconds, Pace::Open(arguments.open));
            open.run(&mut entrants, Entrant::is_ovation, say).await?
        }
    };
    let away = without_redis(&arguments, &mut entrants, &closed).await?;
    let mut wrong = Vec::new();
    for entrant in entrants {
        wrong.extend(entrant.check().await?);
    }
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{}: {} rounds of {} s each, {}\n",
        play.name(),
        arguments.rounds,
        arguments.seconds,
        machine::class()
    )?;
    writeln!(out, "as fast as it answers\n{}", table::text(&closed))?;
    writeln!(
        out,
        "{} a second, latency from the moment a request was due\n{}",
        arguments.open,
        table::text(&open)
    )?;
    let mut ratios = ratios(&closed, &open);
    ratios.extend(away);
    conclude(&wrong, ratios)
}

/// Wins while Redis is stopped and the record alone decides, from the moment in which it stops.
async fn without_redis(
    arguments: &Arguments,
    entrants: &mut [Entrant],
    closed: &[Row],
) -> Result<Option<Ratio>> {
    let is_full = |who: &str| who == "full";
    let with = closed
        .iter()
        .find(|row| is_full(&row.who) && row.case == Case::Win);
    let entrant = entrants
        .iter_mut()
        .find(|entrant| is_full(&entrant.contender.name));
    let (Some(with), Some(entrant)) = (with, entrant) else {
        return Ok(None);
    };
    let pid = std::fs::read_to_string(arguments.site.join("services/redis/data/redis.pid"))?;
    let pid = pid.trim().parse()?;
    say("full, wins without Redis");
    entrant
        .prepare_wins((arguments.wins_max * arguments.seconds).ceil() as usize)
        .await?;
    // Until it is clear that Redis is away, some are told to come back.
    entrant.patience = AWAY_PATIENCE;
    signal::send(Signal::STOP, pid)?;
    let sample = entrant.measure(
        Case::Win,
        Pace::Closed,
        Duration::from_secs_f64(arguments.seconds),
    );
    signal::send(Signal::CONT, pid)?;
    let taken = sample?.taken;
    let without = taken.good() as f64 / taken.took.as_secs_f64();
    let value = without / with.median(|sample| sample.rate);
    Ok(Some(Ratio::at_least(
        "full_win_without_redis_of_with",
        value,
        0.1,
    )))
}

/// Whether every answer was true.
async fn overload(arguments: &Arguments) -> Result<bool> {
    let mut entrants = entrants(arguments, Play::Grab).await?;
    let mut entrant = entrants.swap_remove(0);
    let overload = Overload {
        lasting: Duration::from_secs_f64(arguments.seconds),
        wins_max: arguments.wins_max,
    };
    let findings = overload.run(&mut entrant, say).await?;
    let name = entrant.contender.name.clone();
    let wrong = entrant.check().await?;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "overload of {name}: {} s each, {}\n",
        arguments.seconds,
        machine::class()
    )?;
    writeln!(out, "{}", table::loads(&findings.rows))?;
    conclude(&wrong, findings.ratios)
}

/// Whether nothing is wrong.
fn conclude(wrong: &[String], ratios: Vec<Ratio>) -> Result<bool> {
    let mut out = std::io::stdout();
    match wrong.is_empty() {
        true => writeln!(
            out,
            "every answer is in the record, and nothing else; reconcile is clean\n"
        )?,
        false => writeln!(out, "NOT TRUE:\n  {}\n", wrong.join("\n  "))?,
    }
    for ratio in ratios {
        writeln!(out, "{}", ratio.line())?;
    }
    Ok(wrong.is_empty())
}

async fn entrants(arguments: &Arguments, play: Play) -> Result<Vec<Entrant>> {
    let binary = match &arguments.ovation {
        Some(binary) => binary.clone(),
        None => std::env::current_exe()
            .context("where is this binary?")?
            .with_file_name("ovation"),
    };
    let mut entrants = Vec::new();
    for name in CONTENDERS {
        if !arguments.only.is_empty() && !arguments.only.iter().any(|only| only == name) {
            continue;
        }
        if let Some(contender) = Contender::find(&arguments.site, name)? {
            say(&format!("preparing {name}"));
            entrants.push(Entrant::prepare(contender, play, &binary, arguments.viewers).await?);
        }
    }
    if entrants.is_empty() {
        bail!("no server to measure in {}", arguments.site.display());
    }
    Ok(entrants)
}

fn ratios(closed: &[Row], open: &[Row]) -> Vec<Ratio> {
    let mut ratios = Vec::new();
    let ours = |rows: &'static str| closed.iter().filter(move |row| row.who == rows);
    let peer = |who: &str, is_refusal: bool| {
        closed
            .iter()
            .find(|row| row.who == who && row.case.is_refusal() == is_refusal)
    };
    for profile in ["full", "embedded"] {
        for row in ours(profile) {
            let case = row.case.name();
            if let Some(echo) = peer("echo", true) {
                let goal = if row.case.is_refusal() { 0.65 } else { 0.35 };
                ratios.push(Ratio::at_least(
                    format!("{profile}_{case}_of_echo"),
                    rate_of(row, echo),
                    goal,
                ));
            }
        }
    }
    for (name, goal) in [("mercurius", 4.0), ("apollo", 7.0)] {
        for row in ours("full").filter(|row| matches!(row.case, Case::SoldOut | Case::Win)) {
            if let Some(other) = peer(name, row.case.is_refusal()) {
                ratios.push(Ratio::at_least(
                    format!("{}_of_{name}", row.case.name()),
                    rate_of(row, other),
                    goal,
                ));
            }
        }
    }
    for row in open {
        let goal = if row.case.is_refusal() { 3.0 } else { 10.0 };
        let name = format!("open_{}_{}_p99_ms", row.who, row.case.name());
        ratios.push(Ratio::at_most(name, row.median(|sample| sample.p99_ms), goal));
    }
    ratios
}
