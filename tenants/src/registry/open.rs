//! Opening the platform's storage, and refusing to when it would not be safe.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use arc_swap::ArcSwap;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use tokio::sync::Mutex;

use super::Registry;
use crate::database::Database;
use crate::hot::Backend;
use crate::ids::Slug;
use crate::owner::{Plane, own_database_url};
use crate::storage::Storage;
use crate::tx::RecordError;

/// Roles that row level security does not bind.
const UNBOUND_ROLE: &str = "SELECT rolname::text AS role FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls) \
     UNION ALL SELECT tableowner::text FROM pg_tables WHERE schemaname = 'data' AND pg_has_role(current_user, tableowner, 'MEMBER') LIMIT 1";

impl Registry {
    /// Opens the pools and reads the tenants. The control plane must be migrated.
    ///
    /// # Errors
    /// A database is out of reach, or the server's role is one that row level security does not bind.
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
                refuse_unbound_role(&pool).await?;
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

    pub(super) async fn open_own(&self, slug: &Slug) -> Result<Database, RecordError> {
        let database = Database::open_postgres(&own_database_url(slug)?, Plane::Data, &self.storage).await?;
        refuse_unbound_role(&database).await?;
        Ok(database)
    }
}

async fn refuse_unbound_role(database: &Database) -> Result<(), RecordError> {
    let asked = Statement::from_string(DbBackend::Postgres, UNBOUND_ROLE);
    match database.connection().query_one_raw(asked).await? {
        None => Ok(()),
        Some(row) => {
            let role: String = row.try_get("", "role")?;
            Err(DbErr::Custom(format!(
                "the server's database role is, or acts as, {role}, which row level security does not bind: \
                 give OVATION_DATABASE_URL a role that owns nothing and has neither SUPERUSER nor BYPASSRLS"
            ))
            .into())
        }
    }
}
