use anyhow::Result;

use crate::config::Config;

/// Serve both APIs, the console and the viewer's page until SIGTERM
#[derive(Debug, clap::Args)]
pub(super) struct Args;

pub(super) async fn run(Args: Args) -> Result<()> {
    crate::serve::run(Config::load()?).await
}
