//! A channel's keys in the hands of its owner: which there are, a new one, and taking the trust away from one.

pub mod graphql;

use serde_json::json;

use crate::audit::Event;
use crate::error::{Error, Result};
use crate::keyring::{Key, OwnIdentity, Revoked};
use crate::member::Owner;

const KID_BYTES_MAX: usize = 200;

/// Newest first.
///
/// # Errors
/// The record is out of reach.
pub async fn list(owner: &Owner) -> Result<Vec<Key>> {
    let platform = &owner.platform;
    platform
        .keyrings
        .list(&platform.registry, owner.tenant.id())
        .await
}

/// None: the channel has no identity of its own.
///
/// # Errors
/// The record is out of reach.
pub async fn identity(owner: &Owner) -> Result<Option<OwnIdentity>> {
    let platform = &owner.platform;
    platform
        .keyrings
        .identity(&platform.registry, owner.tenant.id())
        .await
}

/// A new key signs viewers' tokens from now on; those that the old one has signed live out their time.
///
/// # Errors
/// The record is out of reach.
pub async fn rotate(owner: &Owner) -> Result<Key> {
    let (platform, tenant, now) = (&owner.platform, owner.tenant.id(), owner.now());
    let tx = platform.registry.control_write().await?;
    let key = platform.keyrings.rotate(&tx, tenant, now).await?;
    let event = Event::new("signing_key.rotate", &key.kid);
    owner.record(&tx, event).await?;
    tx.commit().await?;
    platform.keyrings.refresh(&platform.registry, now).await?;
    Ok(key)
}

/// What the key has signed is refused: on this node at once, on the others within seconds.
///
/// # Errors
/// `BAD_USER_INPUT` on what can't be the name of a key.
pub async fn revoke(owner: &Owner, kid: &str) -> Result<Revoked> {
    if kid.is_empty() || kid.len() > KID_BYTES_MAX || kid.contains(char::is_control) {
        return Err(Error::bad_input(
            "kid",
            "1 to 200 bytes without control characters",
        ));
    }
    let (platform, tenant, now) = (&owner.platform, owner.tenant.id(), owner.now());
    let (registry, keyrings) = (&platform.registry, &platform.keyrings);
    let tx = registry.control_write().await?;
    let revoked = keyrings.revoke(&tx, registry, tenant, kid, now).await?;
    if revoked == Revoked::Revoked {
        let event = Event::new("signing_key.revoke", kid).after(json!({ "revoked_at": now }));
        owner.record(&tx, event).await?;
        tx.commit().await?;
        keyrings.refresh(registry, now).await?;
    }
    Ok(revoked)
}
