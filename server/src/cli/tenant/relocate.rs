//! `ovation tenant move`.

use anyhow::Result;
use tenants::Placement;

use crate::member::AccountManager;
use crate::relocation::{self, Moved};

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(in crate::cli) enum To {
    /// Into the database that channels share
    Pooled,
    /// Into its own, whose addresses are in `OVATION_TENANT_<SLUG>_DATABASE_URL` and `…_OWNER_URL`
    Own,
}

impl From<To> for Placement {
    fn from(to: To) -> Self {
        match to {
            To::Pooled => Self::Pooled,
            To::Own => Self::Own,
        }
    }
}

pub(super) async fn run(manager: &AccountManager, slug: &str, to: To) -> Result<()> {
    let placement = Placement::from(to).name();
    match relocation::relocate(manager, slug, to.into(), &say).await? {
        Moved::Already => println!("{slug}: {placement} already"),
        Moved::Done(counted) => {
            for one in counted {
                println!(
                    "  {:<16}{:>10} rows  sha256 sum {}",
                    one.table, one.rows, one.sha256
                );
            }
            println!("{slug}: {placement}");
        }
    }
    Ok(())
}

pub(super) async fn abort(manager: &AccountManager, slug: &str) -> Result<()> {
    Ok(relocation::abort(manager, slug, &say).await?)
}

fn say(line: &str) {
    println!("{line}");
}
