//! Whose tokens are believed: each tenant's own keys, Ed25519, made when the tenant is, their private parts sealed under its
//! data key; and those of a channel's own identity provider, where its manifest names one.
//!
//! A token names its key (`kid`; of ours it is random and unique over all tenants), and the key decides whose token it is,
//! with which algorithm, issuer and audience. Every node keeps all keys in memory, so that checking a token asks nobody; a
//! key that is not known yet is looked up at most once in a while. What is revoked is refused on this node at once and on
//! the others with their next refresh, a second later.

mod data_key;
mod entity;
mod gate;
mod identity;
mod key;
mod manage;
mod seal;
mod snapshot;
mod store;
#[cfg(test)]
mod tests;
mod token;
mod verifier;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwap;
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::try_join_all;
use tenants::{Entry, Registry, Status, TenantId};
use tokio::sync::Mutex;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::random::Random;
use data_key::DataKeys;
use gate::Gate;
use identity::{Identity, Providers, Wanted};
use key::SigningKey;
use snapshot::Snapshot;
use token::Parts;

pub use manage::{IdentityKey, Key, OwnIdentity, Revoked};
pub use seal::{Purpose, Sealer};
pub use token::{Minted, Verified};

/// How often an unknown `kid` may ask the record: strangers' tokens must not become its load.
const LOOKUP_INTERVAL_MS: i64 = 1000;

/// Another node may sign with the old key until it has read of the new one.
const ROTATION_SLACK: TimeDelta = TimeDelta::minutes(5);

/// A token that is not to be believed. To the caller all are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It may be signed with a key that another node has just made.
    UnknownKey,
    /// It may be signed with a key that this tenant's own provider has just made.
    UnknownKeyOf(TenantId),
    Invalid,
}

impl From<Refused> for Error {
    fn from(_: Refused) -> Self {
        Self::Unauthenticated
    }
}

/// All keyrings of the platform, on one node.
pub struct Keyrings {
    sealer: Sealer,
    data_keys: DataKeys,
    random: Random,
    lifetime: TimeDelta,
    providers: Providers,
    /// For how long keys that a provider gave are believed when it does not answer any more.
    stale_after: TimeDelta,
    snapshot: ArcSwap<Snapshot>,
    generation: AtomicU64,
    /// One refresh at a time, so that a slow one can't bring back a key that a quick one has seen revoked.
    changing: Mutex<()>,
    look_ups: Gate,
}

impl Keyrings {
    /// Knows no key until [`Keyrings::refresh`].
    ///
    /// # Errors
    /// There is no master key, or it is not 32 bytes in base64.
    pub fn new(config: &Config, random: Random) -> anyhow::Result<Self> {
        Ok(Self {
            sealer: Sealer::new(&config.master_key()?, random.clone())?,
            data_keys: DataKeys::new(config.data_keys_dir.clone(), random.clone()),
            random,
            lifetime: TimeDelta::seconds(config.viewer_token_seconds.into()),
            providers: Providers::new(config),
            stale_after: TimeDelta::seconds(config.identity_stale_seconds.into()),
            snapshot: ArcSwap::default(),
            generation: AtomicU64::new(0),
            changing: Mutex::new(()),
            look_ups: Gate::new(),
        })
    }

    /// For what is kept sealed of one tenant's, and goes with it.
    ///
    /// # Errors
    /// The tenant's data key is destroyed, or this node has not read it yet.
    pub fn sealer_of(&self, tenant: TenantId) -> Result<Arc<Sealer>> {
        self.data_keys.get(tenant)
    }

    /// The tenant is deleted: nothing that was sealed under its data key opens any more.
    ///
    /// # Errors
    /// The data key could not be destroyed. Call it again.
    pub async fn destroy(&self, registry: &Registry, tenant: TenantId) -> Result<()> {
        self.data_keys.destroy(registry, tenant).await
    }

    /// For other things that are kept sealed in the record.
    #[must_use]
    pub const fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// Reads every key that is alive. A worker calls it every second, after [`Registry::refresh`].
    ///
    /// # Errors
    /// The record is out of reach, or a key does not open under this master key; then what was known stands.
    pub async fn refresh(&self, registry: &Registry, now: DateTime<Utc>) -> Result<()> {
        let _one = self.changing.lock().await;
        self.data_keys.refresh(registry, &self.sealer).await?;
        let tx = registry.control_read().await?;
        let rows = store::list_alive(&tx, now).await?;
        let kept = identity::store::list(&tx).await?;
        let denied = identity::store::list_denied(&tx).await?;
        drop(tx);
        let known = self.snapshot.load();
        let mut next = Snapshot::default();
        self.take_own(&mut next, &known, registry, rows)?;
        let denied: HashSet<(TenantId, String)> = denied
            .into_iter()
            .map(|row| (TenantId::new(row.tenant_id), row.kid))
            .collect();
        let kept: HashMap<TenantId, identity::Kept> = kept
            .into_iter()
            .map(|row| (TenantId::new(row.tenant_id), row))
            .collect();
        let mut entries = registry.list();
        entries.sort_by_key(|entry| (entry.created_at, entry.id));
        for entry in &entries {
            let (id, manifest, kept) = (entry.id, &entry.manifest, kept.get(&entry.id));
            if let Some(identity) = Identity::of(id, manifest, kept, &denied, self.stale_after, now) {
                next.add(identity);
            }
        }
        let is_other = !next.believes_as(&known);
        self.snapshot.store(Arc::new(next));
        // After the store: who sees the new number sees the new keys.
        if is_other {
            self.generation.fetch_add(1, Ordering::Release);
        }
        Ok(())
    }

    fn take_own(
        &self,
        next: &mut Snapshot,
        known: &Snapshot,
        registry: &Registry,
        rows: Vec<entity::Model>,
    ) -> Result<()> {
        for row in rows {
            let tenant = TenantId::new(row.tenant_id);
            let Some(entry) = registry.get(tenant) else {
                continue;
            };
            let issuer = entry.manifest.slug.as_str();
            next.verifying
                .insert(row.kid.as_str().into(), Arc::new(key::verifying(&row, issuer)));
            if row.retired_at.is_none() {
                // Rows come oldest first: the newest is what remains.
                let signing = match known.signing.get(&tenant) {
                    Some(key) if *key.kid == *row.kid => key.clone(),
                    _ => match self.signing_key(&row, issuer) {
                        Ok(key) => Arc::new(key),
                        // Its data key is destroyed already, or on its way: nobody is served any more.
                        Err(_) if entry.status == Status::Deleting => continue,
                        Err(error) => return Err(error),
                    },
                };
                next.signing.insert(tenant, signing);
            }
        }
        Ok(())
    }

    /// Asks the channels' own providers whose time it is. A worker calls it every second.
    ///
    /// # Errors
    /// The record is out of reach. A provider that is, is none: that is noted for the channel's owner.
    pub async fn ask_providers(&self, registry: &Registry, now: DateTime<Utc>) -> Result<()> {
        let entries = registry.list();
        // All at once: a slow one holds up no other.
        let asked = entries
            .iter()
            .map(|entry| self.ask_provider(registry, entry, now));
        try_join_all(asked).await.map(drop)
    }

    /// The same for one channel.
    ///
    /// # Errors
    /// As [`Keyrings::ask_providers`].
    pub async fn ask_provider(&self, registry: &Registry, entry: &Entry, now: DateTime<Utc>) -> Result<()> {
        if self.providers.ask_due(registry, entry, now).await? {
            self.refresh(registry, now).await?;
        }
        Ok(())
    }

    /// Another number whenever the set of keys that are believed has changed, and not otherwise. Read it *before* the
    /// verification that is to be remembered under it: then a key revoked in between leaves something to be verified
    /// again, never something believed.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Gives the tenant its first key, unless it has one.
    ///
    /// # Errors
    /// The record is out of reach.
    pub async fn ensure(&self, registry: &Registry, tenant: TenantId, now: DateTime<Utc>) -> Result<()> {
        self.data_keys.refresh(registry, &self.sealer).await?;
        let tx = registry.control_write().await?;
        if !store::signs(&tx, tenant).await? {
            store::insert(&tx, self.new_key(tenant, now)?).await?;
            tx.commit().await?;
        }
        self.refresh(registry, now).await
    }

    /// A token for one viewer of this tenant. Checking the viewer's id and nickname is the `viewer` noun's business.
    ///
    /// # Errors
    /// The tenant has no keyring.
    pub fn mint(&self, tenant: TenantId, viewer: &str, nickname: &str, now: DateTime<Utc>) -> Result<Minted> {
        let snapshot = self.snapshot.load();
        let key = snapshot
            .signing
            .get(&tenant)
            .ok_or_else(|| Error::internal(format!("tenant {tenant} has no signing key")))?;
        token::mint(key, viewer, nickname, now, self.lifetime).map_err(Error::internal)
    }

    /// Waits for nothing: this is the first step of every viewer's request.
    ///
    /// # Errors
    /// The token is not one of ours or of a channel's own identity, not for the audience, or not for now.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> std::result::Result<Verified, Refused> {
        self.snapshot.load().verify(token, now)
    }

    /// For a token that was `refused`: asks the record, or the channel's own provider, about a key that this node does not
    /// know yet, and verifies it once more if there is one.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, or the record is out of reach.
    pub async fn look_up(
        &self,
        registry: &Registry,
        token: &str,
        refused: Refused,
        now: DateTime<Utc>,
    ) -> Result<Verified> {
        match refused {
            Refused::UnknownKey if self.look_ups.may_pass(now, LOOKUP_INTERVAL_MS) => {
                registry.refresh().await?;
                self.refresh(registry, now).await?;
            }
            Refused::UnknownKeyOf(tenant) if self.ask_about(registry, tenant, token, now).await? => {}
            refused => return Err(refused.into()),
        }
        Ok(self.verify(token, now)?)
    }

    /// Whether the key that the token names is known after all.
    async fn ask_about(
        &self,
        registry: &Registry,
        tenant: TenantId,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let kid = Parts::of(token)?.kid;
        let wanted = Wanted { tenant, kid: &kid };
        let is_known = || {
            let snapshot = self.snapshot.load();
            let identity = snapshot.identity_of(tenant);
            identity.is_some_and(|identity| identity.key(&kid, now).is_some())
        };
        let reread = async || self.refresh(registry, now).await;
        self.providers
            .look_up(registry, wanted, now, is_known, reread)
            .await
    }

    /// A key from before there were data keys is sealed under the master key, until it is rotated.
    fn signing_key(&self, row: &entity::Model, issuer: &str) -> Result<SigningKey> {
        let sealer = self.data_keys.get(TenantId::new(row.tenant_id))?;
        Ok(key::signing(&sealer, row, issuer).or_else(|_| key::signing(&self.sealer, row, issuer))?)
    }
}
