#![expect(clippy::print_stdout, reason = "the command line prints")]

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use clap::Subcommand;

use crate::audit;
use crate::audit::read::{self, Reader};
use crate::audit::verify::Head;
use crate::ctx::{Platform, Scope};
use crate::doer::Doer;

/// The audit log: verify that nobody has changed it, export it
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Recompute the log's chains; name the first row that was changed, taken out, put in or moved, and end with 1
    ///
    /// Without arguments every chain: each channel's, deleted ones too, and the platform's. Of each that is whole the head
    /// is printed. Note it outside the platform: who can rewrite the whole database can rewrite the chain and its head, but
    /// not what you noted (--expect).
    Verify {
        /// Of this channel alone: its slug, or the id of a deleted one
        #[arg(conflicts_with_all = ["platform", "all", "file"])]
        channel: Option<String>,
        /// The platform's own chain alone
        #[arg(long, conflicts_with_all = ["all", "file"])]
        platform: bool,
        /// Every chain, as without arguments
        #[arg(long, conflicts_with = "file")]
        all: bool,
        /// An exported chain, with nothing but the file
        #[arg(long)]
        file: Option<PathBuf>,
        /// A head noted earlier, as SEQ:HASH, which the chain must contain
        #[arg(long, value_name = "SEQ:HASH", value_parser = parse_head)]
        expect: Option<Head>,
    },
    /// Write a channel's log, or the platform's, as JSON Lines: all that is needed to verify it elsewhere
    Export {
        /// Its slug, or the id of a deleted one
        #[arg(conflicts_with = "platform", required_unless_present = "platform")]
        channel: Option<String>,
        /// The platform's own chain
        #[arg(long)]
        platform: bool,
        /// Where to; standard output without
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

fn parse_head(text: &str) -> Result<Head, &'static str> {
    text.parse()
}

pub(super) async fn run(command: Command) -> Result<()> {
    match command {
        Command::Verify {
            file: Some(file),
            expect,
            ..
        } => verify_file(&file, expect),
        Command::Verify {
            channel,
            platform: of_platform,
            all,
            expect,
            ..
        } => {
            let platform = super::platform().await?;
            let scopes = match (channel, of_platform, all) {
                (Some(channel), ..) => vec![scope(&platform, &channel)?],
                (None, true, _) => vec![Scope::Platform],
                (None, false, _) => audit::scopes(&platform).await?,
            };
            if expect.is_some() && scopes.len() != 1 {
                bail!("--expect is of one chain: name the channel, or --platform");
            }
            verify(&platform, scopes, expect).await
        }
        Command::Export { channel, out, .. } => {
            let platform = super::platform().await?;
            let scope = match channel {
                Some(channel) => scope(&platform, &channel)?,
                None => Scope::Platform,
            };
            export(&platform, scope, out.as_deref()).await
        }
    }
}

/// A slug of today; or an id, as `verify` prints it, since a deleted channel has no slug any more.
fn scope(platform: &Platform, name: &str) -> Result<Scope> {
    match Scope::of_key(name) {
        Some(scope @ Scope::Tenant(_)) => Ok(scope),
        _ => Ok(Scope::Tenant(super::channel(platform, name)?.id)),
    }
}

fn reader(platform: &Arc<Platform>, scope: Scope) -> Reader {
    Reader::new(platform.clone(), Arc::new(Doer::command_line()), scope)
}

async fn verify(platform: &Arc<Platform>, scopes: Vec<Scope>, expect: Option<Head>) -> Result<()> {
    let mut broken = 0;
    for scope in scopes {
        let name = reader(platform, scope).name();
        match audit::check(platform, scope, expect.clone()).await? {
            Ok(head) => println!("{name}: whole, head {head}"),
            Err(fault) => {
                broken += 1;
                println!("{name}: BROKEN: {fault}");
            }
        }
    }
    match broken {
        0 => Ok(()),
        1 => bail!("a chain is broken"),
        n => bail!("{n} chains are broken"),
    }
}

fn verify_file(file: &Path, expect: Option<Head>) -> Result<()> {
    let lines = File::open(file).with_context(|| format!("{} can't be read", file.display()))?;
    let (title, head) =
        read::verify_lines(BufReader::new(lines).lines(), expect).map_err(|fault| anyhow!(fault))?;
    println!("{}: whole, head {head}", title.name);
    Ok(())
}

async fn export(platform: &Arc<Platform>, scope: Scope, out: Option<&Path>) -> Result<()> {
    let mut out: Box<dyn Write + Send> = match out {
        Some(path) => {
            let file = File::create(path).with_context(|| format!("{} can't be written", path.display()))?;
            Box::new(BufWriter::new(file))
        }
        None => Box::new(std::io::stdout()),
    };
    let reader = reader(platform, scope);
    let export = read::export(&reader).await?;
    out.write_all(export.title.as_bytes())?;
    let mut after = 0;
    while let Some((text, last)) = read::lines(&reader, &export, after).await? {
        out.write_all(text.as_bytes())?;
        after = last;
    }
    out.flush()?;
    Ok(())
}
