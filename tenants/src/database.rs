//! One database of one plane, with its pools. Private: everything outside sees transactions only.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectOptions, Database as SeaDatabase, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::runtime::Handle;

use crate::owner::Plane;
use crate::storage::Storage;
use crate::tx::RecordError;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    Read,
    Write,
    /// As [`Mode::Read`], and all of it at one moment. With SQLite every transaction is.
    Snapshot,
}

/// SQLite has one writer a file, so its writers queue for one connection and its readers have a pool of their own.
/// PostgreSQL uses one pool for both.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    read: DatabaseConnection,
    write: DatabaseConnection,
    runtime: Handle,
}

impl Database {
    pub(crate) fn file(storage: &Storage, name: &str) -> PathBuf {
        storage.data_dir.join(format!("{name}.sqlite"))
    }

    pub(crate) async fn open_sqlite(path: &Path, storage: &Storage) -> Result<Self, DbErr> {
        let write =
            SeaDatabase::connect(sqlite_options(path, 1, Mode::Write, Duration::from_secs(30))).await?;
        let read = SeaDatabase::connect(sqlite_options(path, 4, Mode::Read, storage.acquire_timeout)).await?;
        Ok(Self {
            read,
            write,
            runtime: Handle::current(),
        })
    }

    pub(crate) async fn open_postgres(url: &str, plane: Plane, storage: &Storage) -> Result<Self, DbErr> {
        let pool = SeaDatabase::connect(postgres_options(url, plane, storage)).await?;
        Ok(Self {
            read: pool.clone(),
            write: pool,
            runtime: Handle::current(),
        })
    }

    /// One pool for everything, opened elsewhere.
    pub(crate) fn of_one(pool: DatabaseConnection) -> Self {
        Self {
            read: pool.clone(),
            write: pool,
            runtime: Handle::current(),
        }
    }

    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.write
    }

    fn is_sqlite(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Sqlite
    }

    /// `BEGIN` runs in a task of the kernel's own runtime, which no caller can cancel: sqlx 0.9.0 returns a connection
    /// to the pool inside an open transaction when the future is dropped there, and the next borrower's writes are lost.
    pub(crate) async fn begin(&self, mode: Mode) -> Result<DatabaseTransaction, RecordError> {
        let (isolation_level, access_mode) = match mode {
            Mode::Snapshot if !self.is_sqlite() => {
                (Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly))
            }
            _ => (None, None),
        };
        let pool = if mode == Mode::Write {
            &self.write
        } else {
            &self.read
        }
        .clone();
        let options = TransactionOptions {
            sqlite_transaction_mode: (mode == Mode::Write).then_some(SqliteTransactionMode::Immediate),
            isolation_level,
            access_mode,
        };
        Ok(self
            .runtime
            .spawn(async move { pool.begin_with_options(options).await })
            .await??)
    }

    /// `COMMIT` is finished once begun, whoever goes away meanwhile.
    pub(crate) async fn commit(&self, tx: DatabaseTransaction) -> Result<(), RecordError> {
        Ok(self.runtime.spawn(tx.commit()).await??)
    }
}

fn sqlite_options(path: &Path, connections: u32, mode: Mode, acquire: Duration) -> ConnectOptions {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
    options
        .max_connections(connections)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(acquire)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
                .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(10))
                .foreign_keys(true);
            if mode == Mode::Read {
                sqlite.pragma("query_only", "on")
            } else {
                sqlite
            }
        });
    options
}

fn postgres_options(url: &str, plane: Plane, storage: &Storage) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(storage.connections_max)
        .min_connections(1)
        .acquire_timeout(storage.acquire_timeout)
        .set_schema_search_path(plane.schema())
        .set_application_name("ovation")
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(|pg| {
            pg.options([
                ("idle_in_transaction_session_timeout", "15s"),
                ("statement_timeout", "30s"),
            ])
        });
    options
}
