//! Stands in until the rule is built.

use anyhow::{Result, bail};

use crate::ctx::Platform;

/// # Errors
/// Always, for now.
#[expect(clippy::unused_async, reason = "stands in for what waits")]
pub async fn run(_platform: &std::sync::Arc<Platform>) -> Result<()> {
    bail!("not built yet")
}
