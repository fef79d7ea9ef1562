//! `ovation tenant export` and `verify-export`.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};

use crate::archive::{self, Manifest};
use crate::ctx::{Ctx, Platform};
use crate::doer::Doer;

pub(super) async fn run(platform: &Arc<Platform>, slug: &str, out: &Path) -> Result<()> {
    let entry = crate::cli::channel(platform, slug)?;
    let tenant = platform.registry.serve(&entry);
    let ctx = Ctx::new(platform.clone(), tenant, Doer::command_line());
    // It holds everybody's data: for its owner's eyes only.
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(out)
        .with_context(|| format!("{} can't be made", out.display()))?;
    let scratch = tempfile::tempfile().context("no scratch file can be made")?;
    match archive::write(&ctx, file, scratch).await {
        Ok(manifest) => {
            tell(&manifest);
            Ok(())
        }
        Err(error) => {
            // Half an archive is none.
            let _ = std::fs::remove_file(out);
            Err(error.into())
        }
    }
}

pub(super) fn verify(file: &Path) -> Result<()> {
    let archive = File::open(file).with_context(|| format!("{} can't be read", file.display()))?;
    tell(&archive::verify(archive)?);
    println!("every count and every hash is as the manifest says");
    Ok(())
}

fn tell(manifest: &Manifest) {
    println!("{} as of {}", manifest.channel, manifest.moment);
    for file in &manifest.files {
        println!(
            "  {:<18}{:>10} rows {:>12} bytes  sha256 {}",
            file.name, file.rows, file.bytes, file.sha256
        );
    }
}
