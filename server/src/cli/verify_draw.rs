#![expect(clippy::print_stdout, reason = "a command speaks on standard output")]

use std::fs::File;
use std::path::PathBuf;

use anyhow::{Context, Result};

/// Recompute the winners of a draw from its published seed, commitment and entry list
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What was published, as it was downloaded: a line of JSON, then a line an entry
    file: PathBuf,
}

pub(super) fn run(args: &Args) -> Result<()> {
    let file = File::open(&args.file).with_context(|| format!("{} can't be read", args.file.display()))?;
    let head = crate::verify_draw::run(file)?;
    println!(
        "{}: {} entries, {} winners: as published",
        head.title,
        head.entries,
        head.winners.len()
    );
    Ok(())
}
