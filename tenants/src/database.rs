//! One database of one plane, with its pools. Private: everything outside sees transactions only.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnAcquireErr, ConnectOptions, Database as SeaDatabase, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, IsolationLevel, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use sqlx::Connection;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::batch::{self, Begun};
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
    /// How long a transaction may take to begin.
    begins_within: Duration,
    runtime: Handle,
}

impl Mode {
    /// How long the answer to one statement is waited for.
    pub(crate) const fn patience(self) -> Duration {
        match self {
            Self::Read => QUESTION,
            Self::Write | Self::Snapshot => SILENT,
        }
    }
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
            begins_within: SILENT,
            runtime: Handle::current(),
        })
    }

    pub(crate) async fn open_postgres(url: &str, plane: Plane, storage: &Storage) -> Result<Self, DbErr> {
        let pool = SeaDatabase::connect(postgres_options(url, plane, storage)).await?;
        Ok(Self {
            read: pool.clone(),
            write: pool,
            begins_within: storage.acquire_timeout + BEGIN,
            runtime: Handle::current(),
        })
    }

    /// One pool for everything, opened elsewhere.
    pub(crate) fn of_one(pool: DatabaseConnection) -> Self {
        Self {
            read: pool.clone(),
            write: pool,
            begins_within: SILENT,
            runtime: Handle::current(),
        }
    }

    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Whether not all connections that it may have are in use: who waited in vain for one waited for the database itself.
    pub(crate) fn has_room(&self) -> bool {
        if self.is_sqlite() {
            return false;
        }
        let pool = self.write.get_postgres_connection_pool();
        let in_use = (pool.size() as usize).saturating_sub(pool.num_idle());
        in_use < pool.options().get_max_connections() as usize
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Sqlite
    }

    /// `BEGIN` runs in a task of the kernel's own runtime, which no caller can cancel: sqlx 0.9.0 returns a connection
    /// to the pool inside an open transaction when the future is dropped there, and the next borrower's writes are lost. One
    /// that nobody waits for any more ends with its connection, which PostgreSQL closes when it has heard nothing for long.
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
        let begun = self
            .runtime
            .spawn(async move { pool.begin_with_options(options).await });
        Ok(self.begun(begun).await??)
    }

    /// The same for the hot path.
    pub(crate) async fn begin_batch(&self) -> Result<Begun, RecordError> {
        let (pool, is_sqlite) = (self.write.clone(), self.is_sqlite());
        let begun = self.runtime.spawn(async move {
            if is_sqlite {
                let pool = pool.get_sqlite_connection_pool();
                return Ok(Begun::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?));
            }
            Ok(Begun::Postgres(
                pool.get_postgres_connection_pool().begin().await?,
            ))
        });
        self.begun(begun).await?.map_err(batch::fault)
    }

    async fn begun<T>(&self, begun: JoinHandle<T>) -> Result<T, RecordError> {
        match tokio::time::timeout(self.begins_within, begun).await {
            Ok(begun) => Ok(begun?),
            Err(_) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout).into()),
        }
    }

    /// `COMMIT` is finished once begun, whoever goes away meanwhile; but an answer that was lost on the way would be waited
    /// for as long as the process lives. None is lost on the way from a file.
    pub(crate) async fn commit(&self, tx: DatabaseTransaction) -> Result<(), RecordError> {
        let is_sqlite = self.is_sqlite();
        let commit = async move {
            match is_sqlite {
                true => Ok(tx.commit().await),
                false => heard_within(QUESTION, tx.commit()).await,
            }
        };
        Ok(heard(self.runtime.spawn(commit)).await????)
    }
}

/// PostgreSQL itself ends a statement after 30 s: who has not answered by then is gone without a word.
const SILENT: Duration = Duration::from_secs(35);
/// What viewers and producers ask in passing touches few rows. Answers that were lost on the way hold a connection for so
/// long, and those who wait for one.
const QUESTION: Duration = Duration::from_secs(10);
/// Half of the time that a play has: who waits for it can be told in time.
pub(crate) const BATCH: Duration = Duration::from_secs(5);
/// `BEGIN` touches none, and entering a tenant one or none.
pub(crate) const BEGIN: Duration = Duration::from_secs(2);
/// How long a connection that comes back may take to show that it is of use.
const RELEASE: Duration = Duration::from_secs(2);

/// Nothing that the record is asked waits for ever: a connection to a machine that is gone is not ended by anybody.
pub(crate) async fn heard<T>(answer: impl Future<Output = T>) -> Result<T, RecordError> {
    heard_within(SILENT, answer).await
}

pub(crate) async fn heard_within<T>(
    patience: Duration,
    answer: impl Future<Output = T>,
) -> Result<T, RecordError> {
    let limit = tokio::time::timeout(patience, answer);
    limit.await.map_err(|_| RecordError::Silent(patience))
}

fn unheard() -> sqlx::Error {
    sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())
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
        })
        // A full disk makes SQLite end a transaction by itself, and sqlx count one too many from then on: the next ROLLBACK
        // would leave one open, in which all later writes are acknowledged and never committed. Such a connection goes.
        .map_sqlx_sqlite_pool_opts(|pool| {
            pool.before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
        });
    options
}

fn postgres_options(url: &str, plane: Plane, storage: &Storage) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(storage.connections_max)
        .min_connections(1)
        .acquire_timeout(storage.acquire_timeout)
        // A busy connection was alive a moment ago: asking it costs a round trip of every transaction.
        .test_before_acquire_if_idle_for(Duration::from_secs(1))
        .set_schema_search_path(plane.schema())
        .set_application_name("ovation")
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(move |pg| {
            let pg = pg.options([
                ("idle_in_transaction_session_timeout", "15s"),
                ("statement_timeout", "30s"),
            ]);
            match plane {
                // Where the planner knows no sizes (`rls`) it takes a campaign for six rows, and for the first page of a list
                // would rather gather and sort all of it than walk along the index that has the order.
                Plane::Data => pg.options([("enable_bitmapscan", "off")]),
                Plane::Control => pg,
            }
        })
        // One that does not answer would keep its place in the pool for ever; an error has it closed without a farewell.
        .map_sqlx_postgres_pool_opts(|pool| {
            pool.after_release(|connection, _| {
                Box::pin(async move {
                    let answer = tokio::time::timeout(RELEASE, connection.ping()).await;
                    answer.unwrap_or_else(|_| Err(unheard()))?;
                    Ok(!connection.is_in_transaction())
                })
            })
        });
    options
}
