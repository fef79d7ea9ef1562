//! The hot path's transaction: what viewers of several campaigns have claimed, in one commit, each lot behind its
//! campaign's gate.
//!
//! It goes past sea-orm because a winner's share of it is counted in microseconds: values are bound as they lie (an array
//! a column on PostgreSQL; rows by the power of two on SQLite, so that a handful of prepared statements will do), a count
//! comes back instead of the rows.

mod postgres;
mod sqlite;

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use uuid::Uuid;

use crate::bulkhead::Berth;
use crate::database::{BATCH, heard, heard_within};
use crate::fence;
use crate::ids::TenantId;
use crate::tx::RecordError;

/// A campaign's row as it must stand for its lot to be written. Nobody changes it before the commit: PostgreSQL locks
/// the row for that, SQLite has one writer at a time.
#[derive(Clone, Copy, Debug)]
pub struct Gate<'a> {
    pub campaign: Uuid,
    pub status: &'a str,
    pub epoch: i64,
}

/// Rows of one table. Those are written that meet no unique key, neither one that stands nor one of an earlier row.
#[derive(Debug)]
pub struct Rows {
    pub table: &'static str,
    /// What every row has alike.
    pub same: Vec<(&'static str, Same)>,
    /// All of one length.
    pub columns: Vec<(&'static str, Column)>,
    /// The text column that names a row.
    pub key: &'static str,
}

#[derive(Clone, Debug)]
pub enum Same {
    Id(Uuid),
    Text(&'static str),
}

/// The values of one column, a row each.
#[derive(Clone, Debug)]
pub enum Column {
    Numbers(Vec<i64>),
    Texts(Vec<Arc<str>>),
    Times(Vec<DateTime<Utc>>),
}

/// What became of a lot. Nothing of it counts before the commit.
#[derive(Debug, PartialEq, Eq)]
pub struct Lot {
    /// Status and epoch of the campaign's row, if there is one. Another than was asked for: nothing was written.
    pub gate: Option<(String, i64)>,
    pub new: New,
}

#[derive(Debug, PartialEq, Eq)]
pub enum New {
    All,
    /// The keys of those that were written.
    Only(HashSet<String>),
}

/// One transaction in which only one tenant's rows exist. Dropped without `commit`, nothing of it has happened.
pub struct Batch {
    begun: Begun,
    is_of_new: bool,
    // Given back after the connection.
    _berth: Option<Berth>,
}

pub(crate) enum Begun {
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Texts(values) => values.len(),
            Self::Times(values) => values.len(),
        }
    }
}

impl Rows {
    fn len(&self) -> usize {
        self.columns.first().map_or(0, |(_, column)| column.len())
    }

    fn names(&self) -> String {
        let same = self.same.iter().map(|(name, _)| *name);
        let names: Vec<&str> = same.chain(self.columns.iter().map(|(name, _)| *name)).collect();
        names.join(", ")
    }

    fn check(&self) -> Result<(), RecordError> {
        let even = self.columns.iter().all(|(_, column)| column.len() == self.len());
        even.then_some(())
            .ok_or_else(|| DbErr::Custom(format!("rows of {} of unequal length", self.table)).into())
    }
}

impl Batch {
    /// The transaction is this tenant's from here on, if its fence is open ([`fence`]).
    pub(crate) async fn enter(
        begun: Begun,
        tenant: TenantId,
        berth: Option<Berth>,
    ) -> Result<Self, RecordError> {
        let mut begun = begun;
        let entering = async {
            match &mut begun {
                Begun::Postgres(tx) => {
                    sqlx::query_scalar(fence::POSTGRES_OPEN)
                        .bind(tenant.uuid())
                        .bind(true)
                        .fetch_one(&mut **tx)
                        .await
                }
                Begun::Sqlite(tx) => sqlx::query_scalar(fence::SQLITE_OPEN).fetch_one(&mut **tx).await,
            }
        };
        let is_open: bool = heard_within(BATCH, entering).await?.map_err(fault)?;
        if !is_open {
            return Err(RecordError::ReadOnly);
        }
        Ok(Self {
            begun,
            is_of_new: false,
            _berth: berth,
        })
    }

    /// For rows of which none is known to meet a unique key: one that does fails the batch, as a constraint does. Nothing
    /// has to be looked for before it is written then, which is a third of what writing it costs.
    #[must_use]
    pub fn of_new(self) -> Self {
        Self {
            is_of_new: true,
            ..self
        }
    }

    /// # Errors
    /// The record is out of reach or refuses the data; then the whole transaction can only be given up.
    pub async fn insert(&mut self, gate: Gate<'_>, rows: &Rows) -> Result<Lot, RecordError> {
        rows.check()?;
        let clash = if self.is_of_new {
            ""
        } else {
            " ON CONFLICT DO NOTHING"
        };
        let inserting = async {
            match &mut self.begun {
                Begun::Postgres(tx) => postgres::insert(tx, gate, rows, clash).await,
                Begun::Sqlite(tx) => sqlite::insert(tx, gate, rows, clash).await,
            }
        };
        heard_within(BATCH, inserting).await?
    }

    /// # Errors
    /// The commit did not come through; whether it happened is open, so ask again.
    pub async fn commit(self) -> Result<(), RecordError> {
        // Finished once begun, whoever goes away meanwhile; as [`Database::commit`](crate::database::Database::commit).
        let commit = async {
            let Self { begun, _berth, .. } = self;
            match begun {
                Begun::Postgres(tx) => heard_within(BATCH, tx.commit()).await,
                Begun::Sqlite(tx) => Ok(tx.commit().await),
            }
        };
        heard(tokio::spawn(commit)).await???.map_err(fault)
    }
}

/// As sea-orm reports it, so that callers know one kind of fault.
pub(crate) fn fault(error: sqlx::Error) -> RecordError {
    match error {
        sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        error => DbErr::Exec(RuntimeErr::SqlxError(error.into())),
    }
    .into()
}
