//! `ovation tenant delete`, `restore` and `purge`.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use chrono::TimeDelta;

use crate::ctx::Platform;
use crate::member::AccountManager;
use crate::removal::{self, Confirmed, Requested, Restored};

/// `30d`: whole days.
pub(super) fn days(text: &str) -> Result<TimeDelta> {
    let days = text.strip_suffix('d').and_then(|days| days.parse::<u16>().ok());
    let days = days.with_context(|| format!("{text} is no time of grace: 0d or 30d, in days, is wanted"))?;
    Ok(TimeDelta::days(days.into()))
}

pub(super) async fn request(manager: &AccountManager, slug: &str) -> Result<()> {
    match removal::request(manager, slug).await? {
        Requested::Code(code, until) => {
            println!(
                "{slug}: nothing has happened yet. To take it off the air and delete it after the time of grace:"
            );
            println!("  ovation tenant delete {slug} --code {}", *code);
            println!("The code does until {until}.");
            Ok(())
        }
        Requested::Refused => bail!("{slug} is being moved or deleted"),
        Requested::NotFound => bail!("there is no channel {slug}"),
    }
}

pub(super) async fn confirm(
    manager: &AccountManager,
    slug: &str,
    code: &str,
    grace: Option<TimeDelta>,
) -> Result<()> {
    match removal::confirm(manager, slug, slug, code, grace).await? {
        Confirmed::Done(_, due_at) => {
            println!("{slug}: off the air. Everything of it is deleted at {due_at}");
            println!("Until then `ovation tenant restore {slug}` takes it back.");
            Ok(())
        }
        Confirmed::Rejected => bail!("this is not the code that was told within the last hour"),
        Confirmed::Refused => bail!("{slug} is being moved or deleted"),
        Confirmed::NotFound => bail!("there is no channel {slug}"),
    }
}

pub(super) async fn restore(manager: &AccountManager, slug: &str) -> Result<()> {
    match removal::restore(manager, slug).await? {
        Restored::Done(entry) => {
            println!("{slug}: {:?} again", entry.status);
            Ok(())
        }
        Restored::Refused => bail!("{slug} is not being deleted, or it is too late"),
        Restored::NotFound => bail!("there is no channel {slug}"),
    }
}

pub(super) async fn purge(platform: &Arc<Platform>) -> Result<()> {
    if !removal::can_purge(platform) {
        bail!("rows are deleted as their owner: set OVATION_DATABASE_OWNER_URL");
    }
    let purged = removal::purge_due(platform).await?;
    purged.iter().for_each(|slug| println!("{slug}: deleted"));
    println!("{} channels deleted", purged.len());
    Ok(())
}
