//! Each tenant's data key: 32 random bytes under which everything of the tenant's is sealed that is kept sealed, and from
//! which its erased viewers' pseudonyms are made. It is kept sealed under the master key, in the control plane or, where
//! `data_keys_dir` names one, in a folder of its own.
//!
//! When the tenant is deleted its data key is destroyed. Then its signing keys, guests' cookies and pseudonyms open
//! nowhere any more, in no copy of the record, not even for who has the master key: provided that the copy does not hold
//! the data key as well, which is what the folder is for.

mod entity;
mod folder;
mod store;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use arc_swap::ArcSwap;
use data_encoding::HEXLOWER;
use tenants::{Registry, Status, TenantId};
use zeroize::Zeroizing;

use super::seal::{Purpose, Sealer};
use crate::error::{Error, Result};
use crate::random::Random;

type Known = HashMap<TenantId, Arc<Sealer>>;

pub(super) struct DataKeys {
    folder: Option<PathBuf>,
    random: Random,
    known: ArcSwap<Known>,
}

impl DataKeys {
    pub(super) fn new(folder: Option<PathBuf>, random: Random) -> Self {
        Self {
            folder,
            random,
            known: ArcSwap::default(),
        }
    }

    /// # Errors
    /// The tenant has none (any more), or this node has not read it yet.
    pub(super) fn get(&self, tenant: TenantId) -> Result<Arc<Sealer>> {
        let known = self.known.load();
        let sealer = known.get(&tenant).cloned();
        sealer.ok_or_else(|| Error::internal(format!("tenant {tenant} has no data key")))
    }

    /// Reads what is not known yet, makes what was never made, and forgets what is gone.
    pub(super) async fn refresh(&self, registry: &Registry, master: &Sealer) -> Result<()> {
        let entries = registry.list();
        let known = self.known.load();
        if entries.len() == known.len() && entries.iter().all(|entry| known.contains_key(&entry.id)) {
            return Ok(());
        }
        let mut kept = self.kept(registry, entries.iter().map(|entry| entry.id)).await?;
        let lacking = entries
            .iter()
            .filter(|entry| entry.status != Status::Deleting && !kept.contains_key(&entry.id));
        let lacking: Vec<TenantId> = lacking.map(|entry| entry.id).collect();
        if !lacking.is_empty() {
            for tenant in &lacking {
                self.make(registry, master, *tenant).await?;
            }
            kept = self.kept(registry, entries.iter().map(|entry| entry.id)).await?;
        }
        let mut next = Known::new();
        for (tenant, sealed) in kept {
            let sealer = match known.get(&tenant) {
                Some(sealer) => sealer.clone(),
                None => Arc::new(self.open(master, tenant, &sealed)?),
            };
            next.insert(tenant, sealer);
        }
        self.known.store(Arc::new(next));
        Ok(())
    }

    /// From now on nothing of the tenant's opens any more.
    pub(super) async fn destroy(&self, registry: &Registry, tenant: TenantId) -> Result<()> {
        if let Some(folder) = &self.folder {
            folder::delete(folder, tenant).map_err(Error::internal)?;
        }
        let tx = registry.control_write().await?;
        store::empty(&tx, tenant).await?;
        tx.commit().await?;
        let mut known = (**self.known.load()).clone();
        known.remove(&tenant);
        self.known.store(Arc::new(known));
        Ok(())
    }

    async fn kept(
        &self,
        registry: &Registry,
        tenants: impl Iterator<Item = TenantId>,
    ) -> Result<HashMap<TenantId, Vec<u8>>> {
        let Some(folder) = &self.folder else {
            return Ok(store::all(&registry.control_read().await?)
                .await?
                .into_iter()
                .collect());
        };
        let read = tenants.map(|tenant| Ok((tenant, folder::read(folder, tenant)?)));
        let read: std::io::Result<Vec<_>> = read.collect();
        let read = read
            .with_context(|| format!("the data keys in {} can't be read", folder.display()))?
            .into_iter();
        Ok(read
            .filter_map(|(tenant, sealed)| Some((tenant, sealed?)))
            .collect())
    }

    async fn make(&self, registry: &Registry, master: &Sealer, tenant: TenantId) -> Result<()> {
        let key: Zeroizing<[u8; 32]> = Zeroizing::new(self.random.bytes());
        let sealed = master.seal(Purpose::DataKey, tenant.uuid().as_bytes(), b"", key.as_ref())?;
        match &self.folder {
            Some(folder) => {
                let name = HEXLOWER.encode(&self.random.bytes::<8>());
                folder::insert(folder, tenant, &name, &sealed)
                    .with_context(|| format!("a data key can't be kept in {}", folder.display()))?;
            }
            None => {
                let tx = registry.control_write().await?;
                // One that was deleted since the registry was read must not keep the others from theirs.
                if store::insert(&tx, tenant, sealed).await? {
                    tx.commit().await?;
                }
            }
        }
        Ok(())
    }

    fn open(&self, master: &Sealer, tenant: TenantId, sealed: &[u8]) -> Result<Sealer> {
        let key = master
            .open(Purpose::DataKey, tenant.uuid().as_bytes(), b"", sealed)
            .with_context(|| format!("the data key of tenant {tenant}"))?;
        let key: Zeroizing<[u8; 32]> = Zeroizing::new(
            key.as_slice()
                .try_into()
                .map_err(|_| anyhow!("the data key of tenant {tenant} has another length"))?,
        );
        Ok(Sealer::of_key(&key, self.random.clone()))
    }
}
