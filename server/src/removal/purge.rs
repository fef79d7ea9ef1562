//! Taking away everything of a channel whose time has come. Every step may be taken again: whatever ends this in between,
//! the next run begins anew and finds less to do.
//!
//! 1. `PURGING` is noted: from here on there is no way back.
//! 2. The fence is closed: nothing of the channel is written any more, by any node. It stays when everything else is gone.
//! 3. Hot state, campaign by campaign, as long as the record still says which there are.
//! 4. The data plane's rows, children first, a thousand a transaction (PostgreSQL; a file of SQLite goes as a whole).
//! 5. The data key: signing keys, guests' cookies and pseudonyms open nowhere any more.
//! 6. Kept responses; then the row of the tenant, and with it members, sessions, API keys, signing keys.
//! 7. Files; what this node holds in memory.
//!
//! PostgreSQL's rows are deleted as their owner: the server's own role may not, so that it can't lock the tables that all
//! tenants share. A server that is not given the owner's address leaves this to `ovation tenant purge`.

use std::sync::Arc;

use serde_json::json;
use tenants::{Entry, Owner, TenantId};

use super::{Deletion, Step, store};
use crate::audit::{self, Event};
use crate::campaign;
use crate::ctx::{Ctx, Platform, Scope};
use crate::doer::Doer;
use crate::error::Result;
use crate::ids::{ChannelId, Prefixed};
use crate::table;
use crate::{api_key, idempotency, member};

/// Whether this process may delete rows: it knows the owner's address, or there is no other owner.
#[must_use]
pub fn can_purge(platform: &Platform) -> bool {
    let storage = platform.registry.storage();
    storage.database_url.is_none() || storage.database_owner_url.is_some()
}

/// Every channel whose time has come; their slugs. For a worker and the command line; several may do it at once.
///
/// # Errors
/// Something is out of reach: what is left is done the next time.
pub async fn purge_due(platform: &Arc<Platform>) -> Result<Vec<String>> {
    let now = platform.clock.now();
    let due = store::due(&platform.registry.control_read().await?, now).await?;
    let (mut purged, mut failed) = (Vec::new(), None);
    for deletion in due {
        // One whose own database is away does not keep the others.
        match purge(platform, &deletion).await {
            Ok(()) => purged.push(deletion.slug),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or(Ok(purged), Err)
}

async fn purge(platform: &Arc<Platform>, deletion: &Deletion) -> Result<()> {
    let tenant = TenantId::new(deletion.tenant_id);
    if !begin(platform, tenant).await? {
        return Ok(());
    }
    platform.registry.refresh().await?;
    if let Some(entry) = platform.registry.get(tenant) {
        data(platform, &entry).await?;
        platform.keyrings.destroy(&platform.registry, tenant).await?;
        control(platform, tenant).await?;
        platform.registry.refresh().await?;
    }
    platform.registry.remove_files(&deletion.slug)?;
    platform.engine.keep(|one| platform.registry.is_current(one));
    platform.meter.forget(tenant);
    platform.memo.keep(|one| one != tenant);
    finish(platform, tenant).await
}

/// False: taken back, or done, in the last moment.
async fn begin(platform: &Platform, tenant: TenantId) -> Result<bool> {
    let tx = platform.registry.control_write().await?;
    let Some(mut deletion) = store::find_locked(&tx, tenant).await? else {
        return Ok(false);
    };
    match deletion.step {
        Step::Purging => return Ok(true),
        Step::Waiting => {}
        Step::Requested | Step::Done | Step::Restored => return Ok(false),
    }
    deletion.step = Step::Purging;
    store::save(&tx, deletion).await?;
    tx.commit().await?;
    Ok(true)
}

async fn data(platform: &Arc<Platform>, entry: &Entry) -> Result<()> {
    let ctx = Ctx::new(platform.clone(), platform.registry.serve(entry), Doer::system());
    let storage = platform.registry.storage();
    let owner = if storage.database_url.is_some() {
        Owner::of_data(storage, &entry.manifest).await?
    } else {
        Owner::of_file(&ctx.tenant)?
    };
    // Nothing comes after this: neither of a node that was slow nor of one that has slept.
    owner.close_writes(entry.id).await?;
    // What is still on its way to the chain belongs there.
    audit::ship_last(&ctx, &owner).await?;
    for campaign in campaign::all(&ctx).await? {
        platform.engine.settled(&ctx.tenant, campaign.id).await?;
    }
    // A file goes as a whole, later.
    if storage.database_url.is_some() {
        table::clear(&owner, entry.id).await?;
    }
    Ok(())
}

async fn control(platform: &Platform, tenant: TenantId) -> Result<()> {
    let members = member::all(platform, tenant).await?.into_iter();
    let keys = api_key::all(platform, tenant).await?.into_iter();
    let callers = members
        .map(|member| member.id().encode())
        .chain(keys.map(|key| key.id().encode()))
        .collect();
    idempotency::forget(platform, callers).await?;
    // The chain stays, and nobody's address in it.
    audit::forget_origins_of(platform, Scope::Tenant(tenant)).await?;
    Ok(Owner::of_control(platform.registry.storage())
        .await?
        .forget(tenant)
        .await?)
}

async fn finish(platform: &Platform, tenant: TenantId) -> Result<()> {
    let tx = platform.registry.control_write().await?;
    let Some(mut deletion) = store::find_locked(&tx, tenant).await? else {
        return Ok(());
    };
    if deletion.step == Step::Done {
        return Ok(());
    }
    deletion.step = Step::Done;
    deletion.done_at = Some(platform.clock.now());
    let event = Event::new("channel.purge", ChannelId(tenant.uuid()));
    let event = event.after(json!({ "slug": deletion.slug }));
    store::save(&tx, deletion).await?;
    audit::append(&tx, platform, &Doer::system(), Scope::Platform, event).await?;
    Ok(tx.commit().await?)
}
