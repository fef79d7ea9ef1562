//! A unit of work on one plane. Dropped without `commit`, nothing of it has happened.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use thiserror::Error;

use crate::bulkhead::Berth;
use crate::database::{Database, Mode, heard_within};

/// The record could not do what was asked: a fault, not an outcome.
#[derive(Debug, Error)]
pub enum RecordError {
    #[error("the record failed: {0}")]
    Database(#[from] DbErr),
    #[error("the record's task ended early: {0}")]
    Task(#[from] tokio::task::JoinError),
    /// Whether it was done is open.
    #[error("the record did not answer within {0:?}")]
    Silent(Duration),
    /// It is being moved to another database. Nothing was written; ask again in a few seconds.
    #[error("the tenant is read-only at present")]
    ReadOnly,
    /// Its own database can't be reached. Nothing was written.
    #[error("the tenant's own database is out of reach")]
    Away,
    /// Its rows are in another database by now, of which this node is about to hear.
    #[error("the tenant's rows are elsewhere")]
    Elsewhere,
    /// The tenant holds as many connections as it may.
    #[error("the tenant holds as many connections as it may")]
    Crowded,
}

impl RecordError {
    /// No connection came free in time, or the node is a moment behind: to be retried, rather than a fault.
    #[must_use]
    pub const fn is_overload(&self) -> bool {
        matches!(
            self,
            Self::Crowded | Self::Database(DbErr::ConnectionAcquire(_)) | Self::Elsewhere
        )
    }
}

/// As sea-orm's callers know it.
async fn within<T>(patience: Duration, answer: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
    heard_within(patience, answer)
        .await
        .unwrap_or_else(|silent| Err(DbErr::Custom(silent.to_string())))
}

macro_rules! transaction {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name {
            inner: DatabaseTransaction,
            database: Database,
            /// With each statement.
            patience: Duration,
            // Given back after the connection.
            _berth: Option<Berth>,
        }

        impl $name {
            pub(crate) fn new(
                inner: DatabaseTransaction,
                (database, mode): (Database, Mode),
                berth: Option<Berth>,
            ) -> Self {
                Self {
                    inner,
                    database,
                    patience: mode.patience(),
                    _berth: berth,
                }
            }

            /// # Errors
            /// The commit did not come through; whether it happened is open, so ask again under the same key.
            pub async fn commit(self) -> Result<(), RecordError> {
                self.database.commit(self.inner).await
            }
        }

        #[async_trait::async_trait]
        impl ConnectionTrait for $name {
            fn get_database_backend(&self) -> DbBackend {
                self.inner.get_database_backend()
            }

            async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
                within(self.patience, self.inner.execute_raw(stmt)).await
            }

            /// Refused: several statements in one text could leave the transaction and so the scope.
            async fn execute_unprepared(&self, _sql: &str) -> Result<ExecResult, DbErr> {
                Err(DbErr::Custom("unprepared statements are not for use in a scope".to_owned()))
            }

            async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
                within(self.patience, self.inner.query_one_raw(stmt)).await
            }

            async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
                within(self.patience, self.inner.query_all_raw(stmt)).await
            }
        }
    };
}

transaction!(
    /// A transaction in which only one tenant's rows exist.
    TenantTx
);
transaction!(
    /// A transaction on the control plane: tenants, members, keys. It sees nothing of any data plane.
    ControlTx
);
