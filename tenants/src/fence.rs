//! The fence of a tenant in one database: whether its rows may be written there, and read. It stands beside the rows and is
//! looked at in the one statement that begins each transaction, so that it holds for a node that has heard of nothing.
//!
//! A row of `fences` closes: `WRITES`, while the tenant is being moved or deleted; `READS`, once its rows are elsewhere. No
//! row, as nearly always: open. Only the owner closes and opens ([`Owner::close_writes`]), on whom it is not binding; the
//! server's role may look.
//!
//! Every writer holds a shared lock of its tenant's until its transaction ends, and looks after it has it. Whoever closes
//! writes the row first and then waits for that lock: what was being written by then has ended, and nothing begins.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

use crate::database::{BEGIN, Mode, heard_within};
use crate::ids::TenantId;
use crate::owner::Owner;
use crate::tx::{RecordError, TenantTx};

const WRITES: &str = "WRITES";
const READS: &str = "READS";

/// Sets the tenant of the transaction, takes a writer's lock, and says whether the fence is open for what is meant. The query
/// of a function that is not `STABLE` sees what was committed before it began: so it sees a fence that was closed while the
/// lock was waited for. One query and no `PERFORM`, which is one too: 20 µs instead of 50.
pub const ENTER: &str = "CREATE FUNCTION enter(tenant uuid, writes boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF set_config('ovation.tenant', tenant::text, true) IS NULL
        OR (writes AND pg_advisory_xact_lock_shared(hashtextextended(tenant::text, 0)) IS NULL) THEN
        RETURN false;
    END IF;
    RETURN NOT EXISTS (
        SELECT FROM data.fences WHERE tenant_id = tenant AND closes = CASE WHEN writes THEN 'WRITES' ELSE 'READS' END
    );
END $$";

pub(crate) const SQLITE_OPEN: &str = "SELECT NOT EXISTS (SELECT 1 FROM fences WHERE closes = 'WRITES')";

pub(crate) const POSTGRES_OPEN: &str = "SELECT enter($1, $2)";

/// Whoever has this lock alone knows that no writer of the tenant is left.
const LOCK: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";

/// Transactions of this database's nodes that are running now. Not the owner's: it moves and clears, and its own lease lasts
/// as long as it does.
const RUNNING: &str = "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'virtualxid' AND pid <> pg_backend_pid() \
     AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename <> current_user)";

const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The transaction is this tenant's from here on, if its fence is open for that. A SQLite file is one tenant's anyway; its
/// one writer has begun by now, so that nobody closes the fence under it.
pub(crate) async fn enter(tx: &DatabaseTransaction, tenant: TenantId, mode: Mode) -> Result<(), RecordError> {
    let writes = mode == Mode::Write;
    let asked = match tx.get_database_backend() {
        DbBackend::Postgres => Statement::from_sql_and_values(
            DbBackend::Postgres,
            POSTGRES_OPEN,
            [tenant.uuid().into(), writes.into()],
        ),
        _ if !writes => return Ok(()),
        backend => Statement::from_string(backend, SQLITE_OPEN),
    };
    // A writer may have to wait for whoever closes the fence.
    let patience = if writes { mode.patience() } else { BEGIN };
    let answer = heard_within(patience, tx.query_one_raw(asked)).await??;
    let is_open = match answer {
        Some(row) => row.try_get_by_index(0)?,
        None => false,
    };
    match (is_open, writes) {
        (true, _) => Ok(()),
        (false, true) => Err(RecordError::ReadOnly),
        (false, false) => Err(RecordError::Elsewhere),
    }
}

/// Opens what was closed, once this transaction of the owner's is committed.
///
/// # Errors
/// The record is out of reach.
pub async fn open_fence(tx: &TenantTx) -> Result<(), DbErr> {
    let open = Statement::from_string(tx.get_database_backend(), "DELETE FROM fences");
    tx.execute_raw(open).await.map(drop)
}

impl Owner {
    /// From here on nothing of the tenant is written in this database, and what was being written has ended. Stays so
    /// until [`open_fence`], whatever becomes of this process.
    ///
    /// # Errors
    /// The database is out of reach. Closed or not, it may be called again.
    pub async fn close_writes(&self, tenant: TenantId) -> Result<(), RecordError> {
        self.close(tenant, WRITES).await?;
        let tx = self.begin(tenant).await?;
        if tx.get_database_backend() == DbBackend::Postgres {
            let tenant = tenant.uuid().to_string();
            let lock = Statement::from_sql_and_values(DbBackend::Postgres, LOCK, [tenant.into()]);
            tx.query_one_raw(lock).await?;
        }
        tx.commit().await
    }

    /// Whoever begins from here on to read the tenant's rows in this database is refused; the owner is not.
    ///
    /// # Errors
    /// The database is out of reach. Closed or not, it may be called again.
    pub async fn close_reads(&self, tenant: TenantId) -> Result<(), RecordError> {
        self.close(tenant, READS).await
    }

    /// The tenant's rows are read again in this database, and not written.
    ///
    /// # Errors
    /// The database is out of reach. It may be called again.
    pub async fn open_reads(&self, tenant: TenantId) -> Result<(), RecordError> {
        let tx = self.begin(tenant).await?;
        let open = "DELETE FROM fences WHERE closes = $1";
        let open = Statement::from_sql_and_values(tx.get_database_backend(), open, [READS.into()]);
        tx.execute_raw(open).await?;
        tx.commit().await
    }

    /// Until everything that is running now in this database has ended: no reader is left who began before.
    ///
    /// # Errors
    /// The database is out of reach.
    pub async fn outlast(&self, tenant: TenantId) -> Result<(), RecordError> {
        let mut running = self.running(tenant).await?;
        while !running.is_empty() {
            tokio::time::sleep(LOOK_EVERY).await;
            let now = self.running(tenant).await?;
            running.retain(|one| now.contains(one));
        }
        Ok(())
    }

    async fn close(&self, tenant: TenantId, closes: &'static str) -> Result<(), RecordError> {
        let tx = self.begin(tenant).await?;
        let close = "INSERT INTO fences (closes) VALUES ($1) ON CONFLICT DO NOTHING";
        let close = Statement::from_sql_and_values(tx.get_database_backend(), close, [closes.into()]);
        tx.execute_raw(close).await?;
        tx.commit().await
    }

    async fn running(&self, tenant: TenantId) -> Result<Vec<String>, RecordError> {
        let tx = self.begin(tenant).await?;
        if tx.get_database_backend() != DbBackend::Postgres {
            return Ok(Vec::new());
        }
        let rows = tx
            .query_all_raw(Statement::from_string(DbBackend::Postgres, RUNNING))
            .await?;
        let running = rows.iter().map(|row| row.try_get_by_index(0));
        Ok(running.collect::<Result<_, DbErr>>()?)
    }
}
