use std::io::{BufWriter, ErrorKind, Write};
use std::num::NonZero;
use std::ops::Range;
use std::thread;

use anyhow::{Result, anyhow};
use clap::{ArgGroup, Subcommand};
use tenants::TenantId;

use crate::ctx::Platform;
use crate::viewer;

/// Tokens for tests, demonstrations and support
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Viewer tokens of one channel, one a line
    ///
    /// For one viewer (--id, --nickname), or for many made-up ones: --prefix v --count 3 makes v0, v1 and v2.
    #[command(group = ArgGroup::new("whom").required(true).args(["id", "prefix"]))]
    Viewer(Viewer),
}

#[derive(Debug, clap::Args)]
pub(super) struct Viewer {
    /// The channel's slug
    #[arg(long, value_name = "SLUG")]
    channel: String,
    /// The channel's own id of the viewer
    #[arg(long, requires = "nickname")]
    id: Option<String>,
    /// What other viewers see
    #[arg(long, requires = "id")]
    nickname: Option<String>,
    /// What the ids and nicknames of many viewers begin with
    #[arg(long, requires = "count")]
    prefix: Option<String>,
    /// How many viewers
    #[arg(long, requires = "prefix")]
    count: Option<u64>,
}

pub(super) async fn run(command: Command) -> Result<()> {
    let Command::Viewer(wanted) = command;
    let platform = super::platform().await?;
    let tenant = super::channel(&platform, &wanted.channel)?.id;
    let mut out = BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
    let written = match (&wanted.id, &wanted.nickname, &wanted.prefix, wanted.count) {
        (Some(id), Some(nickname), ..) => {
            let minted = viewer::create_token(&platform, tenant, id, nickname)?;
            writeln!(out, "{}", minted.token)
        }
        (_, _, Some(prefix), Some(count)) => return many(&platform, tenant, prefix, count, &mut out),
        _ => {
            return Err(anyhow!(
                "either --id and --nickname or --prefix and --count are wanted"
            ));
        }
    };
    end(written.and_then(|()| out.flush()))
}

/// Tokens that one thread makes before they are written.
const BATCH: u64 = 4096;

/// In order, made on every core.
fn many(platform: &Platform, tenant: TenantId, prefix: &str, count: u64, out: &mut impl Write) -> Result<()> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get) as u64;
    let mut from = 0;
    while from < count {
        let until = count.min(from + BATCH * threads);
        let ranges = (from..until)
            .step_by(usize::try_from(BATCH)?)
            .map(|start| start..until.min(start + BATCH));
        let batches = thread::scope(|scope| {
            let makers: Vec<_> = ranges
                .map(|range| scope.spawn(move || batch(platform, tenant, prefix, range)))
                .collect();
            makers
                .into_iter()
                .map(|maker| {
                    maker
                        .join()
                        .map_err(|_| anyhow!("a thread that mints tokens failed"))?
                })
                .collect::<Result<Vec<String>>>()
        })?;
        for lines in batches {
            if let Err(error) = out.write_all(lines.as_bytes()) {
                return end(Err(error));
            }
        }
        from = until;
    }
    end(out.flush())
}

fn batch(platform: &Platform, tenant: TenantId, prefix: &str, range: Range<u64>) -> Result<String> {
    let mut lines = String::new();
    for number in range {
        let id = format!("{prefix}{number}");
        lines.push_str(&viewer::create_token(platform, tenant, &id, &id)?.token);
        lines.push('\n');
    }
    Ok(lines)
}

/// A reader that has seen enough and went away is no failure.
fn end(written: std::io::Result<()>) -> Result<()> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
