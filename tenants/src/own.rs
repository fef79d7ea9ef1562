//! A tenant's own database, or its file, which may be out of reach while all the others are served.
//!
//! Requests never wait for it to be opened: they are told [`RecordError::Away`] until it is. Whoever refreshes the registry
//! tries again, beside everything else.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, RuntimeErr, Statement};

use crate::database::Database;
use crate::ids::Slug;
use crate::owner::{DATABASE_URL, Plane, own_database_url, own_variable};
use crate::storage::Storage;
use crate::tx::RecordError;

/// Roles that row level security does not bind.
const UNBOUND_ROLE: &str = "SELECT rolname::text AS role FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls) \
     UNION ALL SELECT tableowner::text FROM pg_tables WHERE schemaname = 'data' AND pg_has_role(current_user, tableowner, 'MEMBER') LIMIT 1";

/// Where a tenant's rows are.
#[derive(Clone, Debug)]
pub(crate) enum Seat {
    /// With others.
    Open(Database),
    Own(Arc<Own>),
}

impl Seat {
    /// # Errors
    /// [`RecordError::Away`]: its own database has not been reached yet.
    pub(crate) fn database(&self) -> Result<&Database, RecordError> {
        match self {
            Self::Open(database) => Ok(database),
            Self::Own(own) => own.open.get().ok_or(RecordError::Away),
        }
    }

    /// What a transaction that did not begin is to be blamed on: an own database whose connections are all in use is busy,
    /// unless it was away the last time; else it is away.
    pub(crate) fn blame(&self, error: RecordError) -> RecordError {
        let Self::Own(own) = self else { return error };
        if !matches!(&error, RecordError::Database(fault) if is_of_connection(fault)) {
            return error;
        }
        if own.open.get().is_some_and(Database::has_room) {
            own.is_away.store(true, Ordering::Relaxed);
        }
        if own.is_away.load(Ordering::Relaxed) {
            RecordError::Away
        } else {
            error
        }
    }

    /// A transaction has begun.
    pub(crate) fn answers(&self) {
        if let Self::Own(own) = self
            && own.is_away.load(Ordering::Relaxed)
        {
            own.is_away.store(false, Ordering::Relaxed);
        }
    }

    /// Tries, in a task of its own, to reach what has not been reached.
    pub(crate) fn seek(&self) {
        let Self::Own(own) = self else { return };
        if own.open.get().is_none() && !own.seeking.swap(true, Ordering::AcqRel) {
            let own = own.clone();
            tokio::spawn(async move {
                own.reach().await;
                own.seeking.store(false, Ordering::Release);
            });
        }
    }
}

/// No connection came, or the one that was there has been cut: by the network, or by a server that is going down.
fn is_of_connection(fault: &DbErr) -> bool {
    match fault {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            let code = cause.as_database_error().and_then(|refused| refused.code());
            matches!(**cause, sqlx::Error::Io(_))
                || code.is_some_and(|code| code.starts_with("57P") || code.starts_with("08"))
        }
        _ => false,
    }
}

#[derive(Debug)]
pub(crate) struct Own {
    slug: Slug,
    storage: Storage,
    open: OnceLock<Database>,
    seeking: AtomicBool,
    /// It was reached once, and is not now.
    is_away: AtomicBool,
}

impl Own {
    /// Tries once, for no longer than a request waits for a connection.
    pub(crate) async fn seek(slug: &Slug, storage: &Storage) -> Arc<Self> {
        let own = Arc::new(Self {
            slug: slug.clone(),
            storage: storage.clone(),
            open: OnceLock::new(),
            seeking: AtomicBool::new(false),
            is_away: AtomicBool::new(false),
        });
        own.reach().await;
        own
    }

    async fn reach(&self) {
        match self.opened().await {
            Ok(database) => drop(self.open.set(database)),
            Err(error) => {
                tracing::error!(tenant = %self.slug, %error, "the channel's own database can't be used: it is not served");
            }
        }
    }

    async fn opened(&self) -> Result<Database, RecordError> {
        if self.storage.database_url.is_none() {
            let file = Database::file(&self.storage, self.slug.as_str());
            return Ok(Database::open_sqlite(&file, &self.storage).await?);
        }
        let url = own_database_url(&self.slug)?;
        let database = Database::open_postgres(&url, Plane::Data, &self.storage).await?;
        refuse_unbound_role(&database, &own_variable(&self.slug, DATABASE_URL)).await?;
        Ok(database)
    }
}

/// `variable` is where its address comes from.
pub(crate) async fn refuse_unbound_role(database: &Database, variable: &str) -> Result<(), RecordError> {
    let asked = Statement::from_string(DbBackend::Postgres, UNBOUND_ROLE);
    match database.connection().query_one_raw(asked).await? {
        None => Ok(()),
        Some(row) => {
            let role: String = row.try_get("", "role")?;
            Err(DbErr::Custom(format!(
                "the server's database role is, or acts as, {role}, which row level security does not bind: \
                 give {variable} a role that owns nothing and has neither SUPERUSER nor BYPASSRLS"
            ))
            .into())
        }
    }
}
