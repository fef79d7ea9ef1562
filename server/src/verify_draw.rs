//! Stands in until the rule is built.

use std::path::Path;

use anyhow::{Result, bail};

/// # Errors
/// Always, for now.
pub fn run(_file: &Path) -> Result<()> {
    bail!("not built yet")
}
