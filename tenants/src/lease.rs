//! Work that one process at a time may do. Whoever dies lets go of it.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};
use uuid::Uuid;

use crate::database::{Database, Mode};
use crate::owner::Owner;
use crate::tx::RecordError;

/// Held by an open transaction that does nothing: until it is dropped, or the connection ends with its process.
#[derive(Debug)]
pub struct Lease {
    _tx: DatabaseTransaction,
}

impl Owner {
    /// None: another process has it. PostgreSQL only; it takes this owner's one connection.
    ///
    /// # Errors
    /// The database is out of reach.
    pub async fn lease(&self, what: &str) -> Result<Option<Lease>, RecordError> {
        let tx = Database::of_one(self.connection().clone())
            .begin(Mode::Write)
            .await?;
        // It is meant to stand idle.
        let patient = "SELECT set_config('idle_in_transaction_session_timeout', '0', true)";
        tx.query_one_raw(Statement::from_string(DbBackend::Postgres, patient))
            .await?;
        let take = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))";
        let take = Statement::from_sql_and_values(DbBackend::Postgres, take, [what.into()]);
        let taken = tx.query_one_raw(take).await?;
        let is_taken: bool = taken.map_or(Ok(false), |row| row.try_get_by_index(0))?;
        Ok(is_taken.then_some(Lease { _tx: tx }))
    }

    /// Whether both lead to one and the same database, by whatever addresses. PostgreSQL only.
    ///
    /// # Errors
    /// A database is out of reach.
    pub async fn is_same_database(&self, other: &Self) -> Result<bool, RecordError> {
        let what = format!("ovation same {}", Uuid::new_v4());
        let _held = self.lease(&what).await?;
        Ok(other.lease(&what).await?.is_none())
    }
}
