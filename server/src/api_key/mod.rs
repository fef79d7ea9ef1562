//! What a channel's own back end signs in with. The secret is shown once; the record keeps its SHA-256, which is enough
//! for 32 random bytes. A revoked key is refused at once on every node.

mod entity;
pub mod graphql;
mod store;

use std::collections::HashMap;

use aws_lc_rs::digest;
use chrono::TimeDelta;
use data_encoding::BASE64URL_NOPAD;
use serde_json::json;
use tenants::TenantId;
use zeroize::Zeroizing;

use crate::audit::Event;
use crate::ctx::Platform;
use crate::error::Result;
use crate::ids::ApiKeyId;
use crate::member::Owner;
use crate::page::Page;
use crate::text;

pub use entity::Model as ApiKey;

/// Tells an API key from a viewer's token, and lets scanners for leaked secrets find it.
pub const PREFIX: &str = "ovk_";

const NAME_CHARS_MAX: usize = 80;
const HINT_CHARS: usize = PREFIX.len() + 6;

/// When a key was last used is for people: to the minute is enough, and spares a write each time.
const USE_NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

fn hash(secret: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, secret.as_bytes())
        .as_ref()
        .to_vec()
}

/// Every key of a channel, the oldest first: for its export.
///
/// # Errors
/// The record is out of reach.
pub async fn all(platform: &Platform, tenant: TenantId) -> Result<Vec<ApiKey>> {
    Ok(store::all(&platform.registry.control_read().await?, tenant).await?)
}

/// Sent again under the same `Idempotency-Key` it gives the key that it made a new secret.
///
/// # Errors
/// `BAD_USER_INPUT` on a name that is none.
pub async fn create(owner: &Owner, name: &str) -> Result<(ApiKey, Zeroizing<String>)> {
    let name = text::line("name", name, NAME_CHARS_MAX)?;
    let id: ApiKeyId = owner.new_id();
    let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(owner.platform.random.bytes());
    let secret = Zeroizing::new(format!("{PREFIX}{}", BASE64URL_NOPAD.encode(bytes.as_ref())));
    let key = ApiKey {
        id: id.0,
        tenant_id: owner.tenant.id().uuid(),
        name,
        hint: secret.chars().take(HINT_CHARS).collect(),
        secret_hash: hash(&secret),
        created_at: owner.now(),
        last_used_at: None,
        revoked_at: None,
    };
    let tx = owner.platform.registry.control_write().await?;
    let (key, action) = if store::find(&tx, owner.tenant.id(), id).await?.is_some() {
        let key = store::set_secret(&tx, id, key.hint, key.secret_hash).await?;
        (key, "api_key.renew_secret")
    } else {
        store::insert(&tx, key.clone()).await?;
        (key, "api_key.create")
    };
    let made = Event::new(action, id).after(json!({ "name": key.name }));
    owner.record(&tx, made).await?;
    tx.commit().await?;
    Ok((key, secret))
}

/// None: the channel has no such key. A revoked key stays as it is.
///
/// # Errors
/// The record is out of reach.
pub async fn revoke(owner: &Owner, id: ApiKeyId) -> Result<Option<ApiKey>> {
    let tx = owner.platform.registry.control_write().await?;
    let key = match store::find(&tx, owner.tenant.id(), id).await? {
        Some(key) if key.revoked_at.is_none() => store::set_revoked(&tx, id, owner.now()).await?,
        other => return Ok(other),
    };
    let revoked = Event::new("api_key.revoke", id).before(json!({ "name": key.name }));
    owner.record(&tx, revoked).await?;
    tx.commit().await?;
    Ok(Some(key))
}

/// Newest first.
///
/// # Errors
/// The record is out of reach, or the cursor is of another list.
pub async fn list(owner: &Owner, page: &Page) -> Result<Vec<ApiKey>> {
    let after = page.after.as_deref().map(store::parse_key).transpose()?;
    let tx = owner.platform.registry.control_read().await?;
    Ok(store::list(&tx, owner.tenant.id(), after, page.limit()).await?)
}

#[must_use]
pub fn list_key(key: &ApiKey) -> String {
    store::list_key(key)
}

/// None for what is not there and for another channel's.
///
/// # Errors
/// The record is out of reach.
pub async fn find(owner: &Owner, id: ApiKeyId) -> Result<Option<ApiKey>> {
    let tx = owner.platform.registry.control_read().await?;
    Ok(store::find(&tx, owner.tenant.id(), id).await?)
}

/// Of the keys that there are or were: for who may read what was done with them.
///
/// # Errors
/// The record is out of reach.
pub async fn names(platform: &Platform, ids: &[ApiKeyId]) -> Result<HashMap<ApiKeyId, String>> {
    let tx = platform.registry.control_read().await?;
    let keys = store::find_all(&tx, ids).await?;
    Ok(keys.into_iter().map(|key| (key.id(), key.name)).collect())
}

/// Whose key this is. None: nobody's, or it has been revoked.
///
/// # Errors
/// The record is out of reach.
pub async fn authenticate(platform: &Platform, secret: &str) -> Result<Option<(TenantId, ApiKeyId)>> {
    if secret.len() != PREFIX.len() + 43 || !secret.starts_with(PREFIX) {
        return Ok(None);
    }
    let tx = platform.registry.control_read().await?;
    let found = store::find_by_hash(&tx, &hash(secret)).await?;
    drop(tx);
    let Some(key) = found.filter(|key| key.revoked_at.is_none()) else {
        return Ok(None);
    };
    let now = platform.clock.now();
    if key.last_used_at.is_none_or(|at| now - at >= USE_NOTED_EVERY) {
        let tx = platform.registry.control_write().await?;
        store::set_used(&tx, key.id(), now).await?;
        tx.commit().await?;
    }
    Ok(Some((TenantId::new(key.tenant_id), key.id())))
}
