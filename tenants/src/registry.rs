//! All tenants of the platform, and the only maker of [`Tenant`] handles.

mod entity;
mod generation;
mod open;
mod pending;
mod place;
mod status;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, EntityTrait, QueryOrder};
use thiserror::Error;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::budget::Budget;
use crate::bulkhead::Bulkhead;
use crate::database::{Database, Mode};
use crate::hot::{Backend, Hot};
use crate::ids::{Slug, TenantId};
use crate::manifest::{Manifest, Placement};
use crate::own::{Own, Seat};
use crate::storage::Storage;
use crate::tenant::{Inner, Tenant};
use crate::tx::{ControlTx, RecordError};

pub use pending::Pending;
pub use status::{Status, Turn};

/// Why there is no handle. What is not there and what belongs to somebody else are told apart nowhere above.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Absent {
    #[error("no such channel")]
    Unknown,
    #[error("the channel is suspended")]
    Suspended,
}

/// A tenant as the control plane knows it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: TenantId,
    pub manifest: Arc<Manifest>,
    pub status: Status,
    pub created_at: DateTime<Utc>,
    handle: Tenant,
}

type Entries = HashMap<TenantId, Entry>;

/// Shared by every request of a node.
pub struct Registry {
    storage: Storage,
    control: Database,
    pool: Option<Database>,
    hot: Arc<Backend>,
    entries: ArcSwap<Entries>,
    generation: AtomicU64,
    /// One change at a time, so that a slow refresh can't undo a quick apply.
    changing: Mutex<()>,
}

impl Registry {
    /// A unit of work on the control plane.
    ///
    /// # Errors
    /// The record is out of reach.
    pub async fn control_write(&self) -> Result<ControlTx, RecordError> {
        let tx = self.control.begin(Mode::Write).await?;
        Ok(ControlTx::new(tx, (self.control.clone(), Mode::Write), None))
    }

    /// # Errors
    /// The record is out of reach.
    pub async fn control_read(&self) -> Result<ControlTx, RecordError> {
        let tx = self.control.begin(Mode::Read).await?;
        Ok(ControlTx::new(tx, (self.control.clone(), Mode::Read), None))
    }

    #[must_use]
    pub const fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Every tenant, by slug.
    #[must_use]
    pub fn list(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self.entries.load().values().cloned().collect();
        entries.sort_by(|a, b| a.manifest.slug.cmp(&b.manifest.slug));
        entries
    }

    #[must_use]
    pub fn find(&self, slug: &str) -> Option<Entry> {
        self.entries
            .load()
            .values()
            .find(|entry| entry.manifest.slug.as_str() == slug)
            .cloned()
    }

    #[must_use]
    pub fn get(&self, id: TenantId) -> Option<Entry> {
        self.entries.load().get(&id).cloned()
    }

    /// The handle, for a caller that has proved to belong to this tenant: a verified token, key or session.
    ///
    /// # Errors
    /// Unknown, or not served at present.
    pub fn admit(&self, id: TenantId) -> Result<Tenant, Absent> {
        let entries = self.entries.load();
        let entry = entries.get(&id).ok_or(Absent::Unknown)?;
        if entry.status.is_served() {
            Ok(entry.handle.clone())
        } else {
            Err(Absent::Suspended)
        }
    }

    /// Whether what was begun with this handle may go on: its tenant is served, and its data still lies there.
    #[must_use]
    pub fn is_current(&self, tenant: &Tenant) -> bool {
        let entries = self.entries.load();
        entries
            .get(&tenant.id())
            .is_some_and(|entry| entry.status.is_served() && entry.handle.is_beside(tenant))
    }

    /// The handle for the platform's own work on a tenant (sweeps, reconciliation), suspended or not.
    #[must_use]
    pub fn serve(&self, entry: &Entry) -> Tenant {
        entry.handle.clone()
    }

    /// Creates the tenant or brings it to what the manifest says, once that is committed. Its database must be migrated.
    /// Refused where it would change the placement, which only a move does: by now the tenant may have been moved.
    ///
    /// # Errors
    /// The record is out of reach; then nothing has changed.
    pub async fn apply(&self, manifest: Manifest, now: DateTime<Utc>) -> Result<Turn<'_>, RecordError> {
        let one = self.changing.lock().await;
        let tx = self.control_write().await?;
        let slug = manifest.slug.clone();
        let row = match Self::row_locked(&tx, slug.as_str()).await? {
            Some(row) if !is_placed(&row, manifest.placement) => return self.refuse(tx, row).await,
            Some(row) => {
                let mut row: entity::ActiveModel = row.into();
                row.manifest = Set(manifest.source);
                row.updated_at = Set(now);
                row.update(&tx).await?
            }
            None => {
                let row = entity::ActiveModel {
                    id: Set(Uuid::new_v4()),
                    slug: Set(slug.to_string()),
                    status: Set(entity::ACTIVE.to_owned()),
                    manifest: Set(manifest.source),
                    created_at: Set(now),
                    updated_at: Set(now),
                };
                row.insert(&tx).await?
            }
        };
        Ok(Turn::Taken(Pending::new(self, one, tx, row)))
    }

    /// Reads what other nodes and the command line have changed. A tenant whose own database is out of reach is there all
    /// the same, and refused where it would be used.
    ///
    /// # Errors
    /// The control plane is out of reach; then what was known stands.
    pub async fn refresh(&self) -> Result<(), RecordError> {
        let _one = self.changing.lock().await;
        let tx = self.control_read().await?;
        let rows = entity::Entity::find()
            .order_by_asc(entity::Column::Slug)
            .all(&tx)
            .await?;
        drop(tx);
        let mut entries = Entries::new();
        for row in rows {
            let id = TenantId::new(row.id);
            let entry = match self.entry(row).await {
                Ok(entry) => Some(entry),
                // Of another version than this node's, perhaps. The others must not suffer for it.
                Err(error) => {
                    tracing::error!(tenant = %id, %error, "what a channel has become can't be read: it stays as it was");
                    self.get(id)
                }
            };
            if let Some(entry) = entry {
                entry.handle.seat().seek();
                entries.insert(id, entry);
            }
        }
        self.replace(entries);
        Ok(())
    }

    /// The files of a tenant that is gone, where it had any.
    ///
    /// # Errors
    /// A file can't be removed.
    pub fn remove_files(&self, slug: &str) -> Result<(), RecordError> {
        if self.pool.is_some() || self.find(slug).is_some() {
            return Ok(());
        }
        let Ok(slug) = Slug::parse(slug) else {
            return Ok(());
        };
        let file = Database::file(&self.storage, slug.as_str());
        for end in ["", "-wal", "-shm"] {
            let mut name = file.clone().into_os_string();
            name.push(end);
            match std::fs::remove_file(&name) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(
                        DbErr::Custom(format!("{} can't be removed: {error}", name.display())).into(),
                    );
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn put(&self, entry: Entry) {
        let mut entries = (**self.entries.load()).clone();
        entries.insert(entry.id, entry);
        self.replace(entries);
    }

    /// Pools and the budget live on when only words have changed.
    async fn entry(&self, row: entity::Model) -> Result<Entry, RecordError> {
        let id = TenantId::new(row.id);
        let known = self.get(id);
        let manifest = match &known {
            Some(known) if known.manifest.source == row.manifest => known.manifest.clone(),
            _ => Arc::new(
                Manifest::parse(&row.manifest)
                    .map_err(|e| DbErr::Custom(format!("tenant {}: {e}", row.slug)))?,
            ),
        };
        let status = entity::status(&row.status);
        let handle = match &known {
            Some(known) if Arc::ptr_eq(&known.manifest, &manifest) => known.handle.clone(),
            _ => self.handle(id, &manifest, known.as_ref()).await,
        };
        Ok(Entry {
            id,
            manifest,
            status,
            created_at: row.created_at,
            handle,
        })
    }

    async fn handle(&self, id: TenantId, manifest: &Arc<Manifest>, known: Option<&Entry>) -> Tenant {
        let seat = match known {
            Some(known) if known.manifest.placement == manifest.placement => known.handle.seat().clone(),
            _ => self.seat(&manifest.slug, manifest.placement).await,
        };
        let budget = match known {
            Some(known) if known.manifest.quotas == manifest.quotas => known.handle.budget_shared(),
            _ => Arc::new(Budget::new(&manifest.quotas)),
        };
        let bulkhead = match known {
            Some(known) if known.manifest.placement == manifest.placement => known.handle.bulkhead(),
            _ => self.bulkhead(manifest.placement),
        };
        let hot = Hot::new(id, self.hot.clone(), self.storage.hot_timeout);
        Tenant::new(Inner {
            id,
            manifest: manifest.clone(),
            seat,
            hot,
            budget,
            bulkhead,
        })
    }

    fn bulkhead(&self, placement: Placement) -> Option<Bulkhead> {
        let is_shared = self.pool.is_some() && placement == Placement::Pooled;
        is_shared.then(|| Bulkhead::of(self.storage.connections_max, self.storage.acquire_timeout))
    }

    async fn seat(&self, slug: &Slug, placement: Placement) -> Seat {
        match (&self.pool, placement) {
            (Some(pool), Placement::Pooled) => Seat::Open(pool.clone()),
            _ => Seat::Own(Own::seek(slug, &self.storage).await),
        }
    }
}

fn is_placed(row: &entity::Model, placement: Placement) -> bool {
    Manifest::parse(&row.manifest).is_ok_and(|manifest| manifest.placement == placement)
}
