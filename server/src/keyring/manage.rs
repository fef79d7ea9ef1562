//! What a channel's owner sees of its keys, and changes. Each change is made in a transaction of the caller's, with its line
//! of the audit log; [`Keyrings::refresh`] afterwards makes it true on this node at once.

use chrono::{DateTime, Utc};
use tenants::{ControlTx, Registry, TenantId};

use super::{Keyrings, ROTATION_SLACK, entity, identity, key, store};
use crate::error::Result;

/// Nobody looks further back; what is older verifies nothing.
const SHOWN_MAX: u64 = 50;

/// One of our keys for a channel, without its private part.
#[derive(Clone, Debug)]
pub struct Key {
    pub kid: String,
    pub algorithm: String,
    pub since: DateTime<Utc>,
    /// Since when it signs no more.
    pub retired_at: Option<DateTime<Utc>>,
    /// Until when what it has signed is believed; none while it signs.
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

impl From<entity::Model> for Key {
    fn from(row: entity::Model) -> Self {
        Self {
            kid: row.kid,
            algorithm: row.algorithm,
            since: row.not_before,
            retired_at: row.retired_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        }
    }
}

/// A channel's own identity, and what its provider said last.
#[derive(Clone, Debug)]
pub struct OwnIdentity {
    pub terms: tenants::Identity,
    pub keys: Vec<IdentityKey>,
    pub fetched_at: Option<DateTime<Utc>>,
    /// Until when the keys are believed if the provider does not answer; none where they are in the manifest.
    pub believed_until: Option<DateTime<Utc>>,
    pub tried_at: Option<DateTime<Utc>>,
    /// Why the last try failed.
    pub fault: Option<String>,
}

#[derive(Clone, Debug)]
pub struct IdentityKey {
    pub kid: String,
    /// None: denied before, and no longer published.
    pub algorithm: Option<&'static str>,
    pub denied_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoked {
    Revoked,
    Already,
    /// The channel has no such key, neither from us nor of its own.
    NotFound,
}

impl Keyrings {
    /// Newest first.
    ///
    /// # Errors
    /// The record is out of reach.
    pub async fn list(&self, registry: &Registry, tenant: TenantId) -> Result<Vec<Key>> {
        let tx = registry.control_read().await?;
        let rows = store::list(&tx, tenant, SHOWN_MAX).await?;
        Ok(rows.into_iter().map(Key::from).collect())
    }

    /// None: the channel has no identity of its own.
    ///
    /// # Errors
    /// The record is out of reach.
    pub async fn identity(&self, registry: &Registry, tenant: TenantId) -> Result<Option<OwnIdentity>> {
        let Some(terms) = registry
            .get(tenant)
            .and_then(|entry| entry.manifest.identity.clone())
        else {
            return Ok(None);
        };
        let tx = registry.control_read().await?;
        let kept = identity::store::find(&tx, tenant).await?;
        let denied = identity::store::list_denied_of(&tx, tenant).await?;
        let kept = kept.filter(|kept| terms.jwks_url().is_some_and(|url| url.as_str() == kept.jwks_url));
        let published = identity::keys(&terms, kept.as_ref());
        let denied_at = |kid: &str| denied.iter().find(|row| row.kid == kid).map(|row| row.denied_at);
        let mut keys: Vec<IdentityKey> = published
            .iter()
            .map(|key| IdentityKey {
                kid: key.kid.clone(),
                algorithm: Some(key.algorithm()),
                denied_at: denied_at(&key.kid),
            })
            .collect();
        let gone = denied
            .iter()
            .filter(|row| published.iter().all(|key| key.kid != row.kid));
        keys.extend(gone.map(|row| IdentityKey {
            kid: row.kid.clone(),
            algorithm: None,
            denied_at: Some(row.denied_at),
        }));
        let fetched_at = kept.as_ref().and_then(|kept| kept.fetched_at);
        Ok(Some(OwnIdentity {
            fetched_at,
            believed_until: fetched_at.map(|at| at + self.stale_after),
            tried_at: kept.as_ref().map(|kept| kept.tried_at),
            fault: kept.and_then(|kept| kept.fault),
            terms,
            keys,
        }))
    }

    /// A new key signs from now on; the old one verifies until the last token that it signed has died.
    ///
    /// # Errors
    /// The record is out of reach.
    pub async fn rotate(&self, tx: &ControlTx, tenant: TenantId, now: DateTime<Utc>) -> Result<Key> {
        store::retire_all(tx, tenant, now, now + self.lifetime + ROTATION_SLACK).await?;
        let new = self.new_key(tenant, now)?;
        store::insert(tx, new.clone()).await?;
        Ok(new.into())
    }

    /// What this key has signed is not believed any more; where it was the one that signs, another one does. A key of the
    /// channel's own identity is denied for good, whatever its provider says.
    ///
    /// # Errors
    /// The record is out of reach.
    pub async fn revoke(
        &self,
        tx: &ControlTx,
        registry: &Registry,
        tenant: TenantId,
        kid: &str,
        now: DateTime<Utc>,
    ) -> Result<Revoked> {
        let Some(known) = store::find(tx, tenant, kid).await? else {
            return self.deny(tx, registry, tenant, kid, now).await;
        };
        if known.revoked_at.is_some() {
            return Ok(Revoked::Already);
        }
        store::set_revoked(tx, &known, now).await?;
        if !store::signs(tx, tenant).await? {
            store::insert(tx, self.new_key(tenant, now)?).await?;
        }
        Ok(Revoked::Revoked)
    }

    async fn deny(
        &self,
        tx: &ControlTx,
        registry: &Registry,
        tenant: TenantId,
        kid: &str,
        now: DateTime<Utc>,
    ) -> Result<Revoked> {
        let denied = identity::store::list_denied_of(tx, tenant).await?;
        if denied.iter().any(|row| row.kid == kid) {
            return Ok(Revoked::Already);
        }
        let Some(entry) = registry.get(tenant) else {
            return Ok(Revoked::NotFound);
        };
        let kept = identity::store::find(tx, tenant).await?;
        let terms = entry.manifest.identity.as_ref();
        let keys = terms.map(|terms| identity::keys(terms, kept.as_ref()));
        if !keys.is_some_and(|keys| keys.iter().any(|key| key.kid == kid)) {
            return Ok(Revoked::NotFound);
        }
        Ok(match identity::store::deny(tx, tenant, kid, now).await? {
            true => Revoked::Revoked,
            false => Revoked::Already,
        })
    }

    pub(super) fn new_key(&self, tenant: TenantId, now: DateTime<Utc>) -> Result<entity::Model> {
        let sealer = self.data_keys.get(tenant)?;
        Ok(key::generate(&sealer, &self.random, tenant, now)?)
    }
}
