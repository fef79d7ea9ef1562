#![expect(clippy::print_stdout, reason = "the command line prints")]

use anyhow::{Context, Result};
use tenants::{Owner, Registry};

use crate::config::Config;

/// Bring every database to this version: the control plane, the pooled channels, each channel that has its own
///
/// Does nothing where nothing is missing. With PostgreSQL it works as the owner, OVATION_DATABASE_OWNER_URL, and lets the
/// server's role, OVATION_DATABASE_URL, use the tables.
#[derive(Debug, clap::Args)]
pub(super) struct Args;

pub(super) async fn run(Args: Args) -> Result<()> {
    let storage = Config::load()?.storage();
    let control = Owner::of_control(&storage)
        .await
        .context("the control plane's database")?;
    up("control plane", &control).await?;
    if let Some(pool) = Owner::of_pool(&storage)
        .await
        .context("the pooled channels' database")?
    {
        up("pooled channels", &pool).await?;
    }
    let registry = Registry::open(storage).await?;
    for entry in registry.list() {
        let slug = &entry.manifest.slug;
        if let Some(own) = Owner::of_tenant(registry.storage(), &entry.manifest).await? {
            up(slug.as_str(), &own).await?;
        }
    }
    Ok(())
}

async fn up(what: &str, owner: &Owner) -> Result<()> {
    let missing = migrations::pending(owner)
        .await
        .with_context(|| what.to_owned())?;
    migrations::up(owner)
        .await
        .with_context(|| format!("{what} can't be migrated"))?;
    match missing {
        0 => println!("{what}: up to date"),
        1 => println!("{what}: 1 change applied"),
        n => println!("{what}: {n} changes applied"),
    }
    Ok(())
}
