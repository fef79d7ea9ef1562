//! A database of the test's own, migrated, in which things may be broken.

use migrations::up;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};
use tenants::{Owner, Storage};
use uuid::Uuid;

use super::rows;
use super::table::Table;
use crate::contract::stage::{Services, config};

/// Two tenants that are in no registry: here are only rows.
pub const A: Uuid = Uuid::from_u128(0xaaaa_aaaa_aaaa_4aaa_8aaa_aaaa_aaaa_aaaa);
pub const B: Uuid = Uuid::from_u128(0xbbbb_bbbb_bbbb_4bbb_8bbb_bbbb_bbbb_bbbb);

pub struct Scratch {
    pub server: DatabaseConnection,
    /// A second session of the server's role.
    pub other: DatabaseConnection,
    pub owner: DatabaseConnection,
    pub admin: DatabaseConnection,
    name: String,
}

/// One connection, so that what one statement sets the next one has.
pub async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

pub async fn column(database: &DatabaseConnection, sql: &str) -> Vec<String> {
    try_column(database, sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The first column, as text.
pub async fn try_column(database: &DatabaseConnection, sql: &str) -> Result<Vec<String>, DbErr> {
    let asked = Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(asked).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

pub async fn run(database: &DatabaseConnection, sql: &str) {
    if let Err(error) = database.execute_unprepared(sql).await {
        panic!("{sql}: {error}");
    }
}

async fn migrate(storage: &Storage) {
    up(&Owner::of_control(storage).await.unwrap()).await.unwrap();
    let pool = Owner::of_pool(storage).await.unwrap();
    up(&pool.unwrap()).await.unwrap();
}

impl Scratch {
    pub async fn new() -> Self {
        let services = Services::ready().await;
        let name = format!("scratch_{}", Uuid::new_v4().simple());
        let at = |url: &str| format!("{}/{name}", url.rsplit_once('/').unwrap().0);
        let admin = connect(&services.admin_url).await;
        run(&admin, &format!("CREATE DATABASE {name} OWNER ovation_owner")).await;
        run(&admin, &format!("REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")).await;
        run(&admin, &format!("GRANT CONNECT ON DATABASE {name} TO ovation")).await;
        let (server, owner) = (at(&services.database_url), at(&services.owner_url));
        let storage = Storage {
            database_owner_url: Some(owner.clone()),
            ..config(&format!("database_url = {server:?}")).storage()
        };
        // Two at a time, as nodes that are installed together: they take turns.
        tokio::join!(migrate(&storage), migrate(&storage));
        Self {
            server: connect(&server).await,
            other: connect(&server).await,
            owner: connect(&owner).await,
            admin: connect(&at(&services.admin_url)).await,
            name,
        }
    }

    /// With a row of either tenant in every table, and many more of B's.
    pub async fn with_rows() -> Self {
        let database = Self::new().await;
        let tables = Table::all(&database.owner).await;
        for (tenant, count) in [(A, 1), (B, rows::MANY)] {
            // As the owner, whom row level security binds, too: into one table the server writes nothing.
            rows::fill(&database.owner, &tables, tenant, count).await;
        }
        database
    }

    pub async fn end(self) {
        let Self {
            name,
            server,
            other,
            owner,
            admin,
        } = self;
        for connection in [server, other, owner, admin] {
            connection.close().await.unwrap();
        }
        let admin = connect(&Services::ready().await.admin_url).await;
        run(&admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    }
}

/// Runs it in a transaction of this tenant (or of none) that is then taken back: the first column, or what the database
/// says.
pub async fn asked_as(
    database: &DatabaseConnection,
    tenant: Option<Uuid>,
    sql: &str,
) -> Result<Vec<String>, String> {
    begin(database, tenant).await;
    let answer = try_column(database, sql).await.map_err(|error| error.to_string());
    run(database, "ROLLBACK").await;
    answer
}

/// The same for what answers with a number of rows.
pub async fn done_as(database: &DatabaseConnection, tenant: Option<Uuid>, sql: &str) -> Result<u64, String> {
    begin(database, tenant).await;
    let answer = database.execute_unprepared(sql).await;
    run(database, "ROLLBACK").await;
    answer
        .map(|done| done.rows_affected())
        .map_err(|error| error.to_string())
}

/// A transaction that its caller ends.
pub async fn begin(database: &DatabaseConnection, tenant: Option<Uuid>) {
    run(database, "BEGIN").await;
    if let Some(tenant) = tenant {
        column(
            database,
            &format!("SELECT set_config('ovation.tenant', '{tenant}', true)"),
        )
        .await;
    }
}
