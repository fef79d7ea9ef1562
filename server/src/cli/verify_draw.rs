use std::path::PathBuf;

use anyhow::Result;

/// Recompute the winners of a draw from its published seed, commitment and entry list
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The published draw, as JSON
    file: PathBuf,
}

pub(super) fn run(args: &Args) -> Result<()> {
    crate::verify_draw::run(&args.file)
}
