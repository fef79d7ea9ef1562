//! Runs the server.

use anyhow::{Result, bail};

use crate::config::Config;

/// # Errors
/// Always, for now.
#[expect(clippy::unused_async, reason = "stands in for the server, which waits")]
pub async fn run(_config: Config) -> Result<()> {
    bail!("serving is not built yet")
}
