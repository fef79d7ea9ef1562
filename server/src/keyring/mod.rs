//! Each tenant's signing keys: Ed25519, made when the tenant is, their private parts sealed under the master key.
//!
//! A token names its key (`kid`, random and unique over all tenants), and the key decides whose token it is, with which
//! algorithm, issuer and audience. Every node keeps all keys in memory, so that checking a token asks nobody; a key that
//! is not known yet is looked up in the record at most once a second.

mod data_key;
mod entity;
mod key;
mod seal;
mod store;
#[cfg(test)]
mod tests;
mod token;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use arc_swap::ArcSwap;
use chrono::{DateTime, TimeDelta, Utc};
use tenants::{Registry, Status, TenantId};
use tokio::sync::Mutex;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::random::Random;
use data_key::DataKeys;
use key::{SigningKey, VerifyingKey};

pub use seal::{ERASED, Purpose, Sealer};
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
    Invalid,
}

impl From<Refused> for Error {
    fn from(_: Refused) -> Self {
        Self::Unauthenticated
    }
}

#[derive(Default)]
struct Snapshot {
    verifying: HashMap<Box<str>, Arc<VerifyingKey>>,
    signing: HashMap<TenantId, Arc<SigningKey>>,
}

impl Snapshot {
    fn believes_as(&self, other: &Self) -> bool {
        let alike = |(kid, key): (&Box<str>, &Arc<VerifyingKey>)| {
            other
                .verifying
                .get(kid)
                .is_some_and(|known| known.tenant == key.tenant && known.expires_at == key.expires_at)
        };
        self.verifying.len() == other.verifying.len() && self.verifying.iter().all(alike)
    }
}

/// All keyrings of the platform, on one node.
pub struct Keyrings {
    sealer: Sealer,
    data_keys: DataKeys,
    random: Random,
    lifetime: TimeDelta,
    snapshot: ArcSwap<Snapshot>,
    generation: AtomicU64,
    /// One refresh at a time, so that a slow one can't bring back a key that a quick one has seen revoked.
    changing: Mutex<()>,
    /// Milliseconds since 1970.
    looked_up_at: AtomicI64,
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
            snapshot: ArcSwap::default(),
            generation: AtomicU64::new(0),
            changing: Mutex::new(()),
            looked_up_at: AtomicI64::new(i64::MIN),
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

    /// Reads every key that is alive. A worker calls it every few seconds, after [`Registry::refresh`].
    ///
    /// # Errors
    /// The record is out of reach, or a key does not open under this master key; then what was known stands.
    pub async fn refresh(&self, registry: &Registry, now: DateTime<Utc>) -> Result<()> {
        let _one = self.changing.lock().await;
        self.data_keys.refresh(registry, &self.sealer).await?;
        let tx = registry.control_read().await?;
        let rows = store::list_alive(&tx, now).await?;
        drop(tx);
        let known = self.snapshot.load();
        let mut next = Snapshot::default();
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
        let is_other = !next.believes_as(&known);
        self.snapshot.store(Arc::new(next));
        // After the store: who sees the new number sees the new keys.
        if is_other {
            self.generation.fetch_add(1, Ordering::Release);
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

    /// A new key signs from now on; the old one verifies until the last token that it signed has died.
    ///
    /// # Errors
    /// The record is out of reach.
    pub async fn rotate(&self, registry: &Registry, tenant: TenantId, now: DateTime<Utc>) -> Result<()> {
        let tx = registry.control_write().await?;
        store::retire_all(&tx, tenant, now, now + self.lifetime + ROTATION_SLACK).await?;
        store::insert(&tx, self.new_key(tenant, now)?).await?;
        tx.commit().await?;
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
    /// The token is not one of ours, not for the audience, or not for now.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> std::result::Result<Verified, Refused> {
        let kid = token::kid(token)?;
        let snapshot = self.snapshot.load();
        let key = snapshot.verifying.get(kid.as_str()).ok_or(Refused::UnknownKey)?;
        if key.expires_at.is_some_and(|at| now >= at) {
            return Err(Refused::Invalid);
        }
        token::verify(key, token, now)
    }

    /// As [`Keyrings::verify`], and asks the record about a key that this node does not know yet.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, or the record is out of reach.
    pub async fn verify_or_look_up(
        &self,
        registry: &Registry,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Verified> {
        match self.verify(token, now) {
            Err(Refused::UnknownKey) if self.may_look_up(now) => {
                registry.refresh().await?;
                self.refresh(registry, now).await?;
                Ok(self.verify(token, now)?)
            }
            verified => Ok(verified?),
        }
    }

    fn new_key(&self, tenant: TenantId, now: DateTime<Utc>) -> Result<entity::Model> {
        let sealer = self.data_keys.get(tenant)?;
        Ok(key::generate(&sealer, &self.random, tenant, now)?)
    }

    /// A key from before there were data keys is sealed under the master key, until it is rotated.
    fn signing_key(&self, row: &entity::Model, issuer: &str) -> Result<SigningKey> {
        let sealer = self.data_keys.get(TenantId::new(row.tenant_id))?;
        Ok(key::signing(&sealer, row, issuer).or_else(|_| key::signing(&self.sealer, row, issuer))?)
    }

    fn may_look_up(&self, now: DateTime<Utc>) -> bool {
        let now = now.timestamp_millis();
        let last = self.looked_up_at.load(Ordering::Relaxed);
        // `abs_diff`: a clock that was put back must not stop look-ups.
        now.abs_diff(last) >= LOOKUP_INTERVAL_MS.unsigned_abs()
            && self
                .looked_up_at
                .compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }
}
