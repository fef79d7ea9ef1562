use anyhow::Result;
use clap::Subcommand;

/// Staff of a channel, and account managers of the platform
#[derive(Debug, Subcommand)]
pub(super) enum Command {}

pub(super) async fn run(command: Command) -> Result<()> {
    match command {}
}
