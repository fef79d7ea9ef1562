//! Opening the platform's storage, and refusing to when it would not be safe.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use arc_swap::ArcSwap;
use sea_orm::DbErr;
use tokio::sync::Mutex;

use super::Registry;
use crate::database::Database;
use crate::hot::Backend;
use crate::own::refuse_unbound_role;
use crate::owner::Plane;
use crate::storage::Storage;
use crate::tx::RecordError;

impl Registry {
    /// Opens the pools and reads the tenants. The control plane must be migrated.
    ///
    /// # Errors
    /// The shared database is out of reach, or the server's role is one that row level security does not bind.
    pub async fn open(storage: Storage) -> Result<Self, RecordError> {
        let (control, pool) = match &storage.database_url {
            None => {
                let path = Database::file(&storage, "control");
                if !path.exists() {
                    return Err(DbErr::Custom(format!(
                        "{} is not there: run `ovation migrate` first",
                        path.display()
                    ))
                    .into());
                }
                (Database::open_sqlite(&path, &storage).await?, None)
            }
            Some(url) => {
                let control = Database::open_postgres(url, Plane::Control, &storage).await?;
                let pool = Database::open_postgres(url, Plane::Data, &storage).await?;
                refuse_unbound_role(&pool, "OVATION_DATABASE_URL").await?;
                (control, Some(pool))
            }
        };
        let hot = Backend::open(storage.redis_url.as_deref()).map_err(DbErr::Custom)?;
        let registry = Self {
            storage,
            control,
            pool,
            hot: Arc::new(hot),
            entries: ArcSwap::from_pointee(HashMap::new()),
            generation: AtomicU64::new(0),
            changing: Mutex::new(()),
        };
        registry.refresh().await?;
        Ok(registry)
    }
}
