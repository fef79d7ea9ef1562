//! `ovation tenant rotate-key`.

use std::sync::Arc;

use anyhow::{Context, Result, bail};

use crate::ctx::{Ctx, Platform};
use crate::doer::Doer;
use crate::keyring::Revoked;
use crate::member::{Capability, Owner, Session};
use crate::signing;

pub(super) async fn change(platform: &Arc<Platform>, slug: &str, revoke: Option<&str>) -> Result<()> {
    let entry = crate::cli::channel(platform, slug)?;
    let tenant = platform.registry.serve(&entry);
    let ctx = Ctx::new(platform.clone(), tenant, Doer::command_line());
    let owner = Owner::of(&Session::of_command_line(ctx)).context("the command line is no owner")?;
    let Some(kid) = revoke else {
        let key = signing::rotate(&owner).await?;
        println!("{slug}: {} signs from now on", key.kid);
        return Ok(());
    };
    match signing::revoke(&owner, kid).await? {
        Revoked::Revoked => println!("{slug}: what {kid} has signed is refused within five seconds"),
        Revoked::Already => println!("{slug}: {kid} was revoked before"),
        Revoked::NotFound => bail!("{slug} has no key {kid}"),
    }
    Ok(())
}
