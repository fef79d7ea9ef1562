//! The second lock, in PostgreSQL itself: what the server's role can do without the tenant handle, which is nothing.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "goes past the tenant handle, to find nothing there"
)]

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};

use crate::contract::stage::{Channel, Plan, Profile, Server, Services};

/// One connection, so that what one statement sets the next one has.
pub async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

pub async fn column(database: &DatabaseConnection, sql: &str) -> Vec<String> {
    let asked = Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(asked).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// Of the data plane; the list of migrations aside, which is of no tenant.
pub const TABLES: &str = "SELECT relname::text FROM pg_class WHERE relnamespace = 'data'::regnamespace AND relkind IN ('r', 'p') \
    AND relname <> 'seaql_migrations' ORDER BY 1";

async fn count(database: &DatabaseConnection, table: &str) -> String {
    column(database, &format!("SELECT count(*)::text FROM data.{table}"))
        .await
        .remove(0)
}

async fn played() -> Channel {
    let server = Server::start(Profile::Full).await;
    let channel = Channel::new(&server, &Plan::default()).await;
    let packet = channel.show().await.open_red_packet("1.00", 1).await;
    channel.viewer("ann").grab(&packet).await;
    channel
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_tenant_there_are_no_rows() {
    let channel = played().await;
    let database = connect(&Services::ready().await.database_url).await;
    for table in column(&database, TABLES).await {
        assert_eq!(count(&database, &table).await, "0", "{table}");
    }
    // With one, only its own.
    let tenant = channel.entry().id.uuid();
    let set = |value: &str| format!("SELECT set_config('ovation.tenant', '{value}', false)");
    column(&database, &set(&tenant.to_string())).await;
    assert_eq!(
        (count(&database, "shows").await, count(&database, "grants").await),
        ("1".to_owned(), "1".to_owned())
    );
    let owners = "SELECT DISTINCT tenant_id::text FROM data.campaigns";
    assert_eq!(column(&database, owners).await, [tenant.to_string()]);
    // And none again: an empty setting is no setting.
    column(&database, &set("")).await;
    assert_eq!(count(&database, "shows").await, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_tenant_nothing_can_be_written() {
    let channel = played().await;
    let database = connect(&Services::ready().await.database_url).await;
    let tenant = channel.entry().id.uuid();
    let run = async |sql: &str| database.execute_unprepared(sql).await;
    let row = format!(
        "INSERT INTO data.shows (tenant_id, id, slug, title, status, starts_at, ends_at, created_at) \
         VALUES ('{tenant}', gen_random_uuid(), 's', 't', 'SCHEDULED', now(), now(), now())"
    );
    refused(run(&row).await, "row-level security");
    assert_eq!(
        run("UPDATE data.grants SET money_minor = 0")
            .await
            .unwrap()
            .rows_affected(),
        0
    );
    assert_eq!(run("DELETE FROM data.grants").await.unwrap().rows_affected(), 0);
    refused(run("TRUNCATE data.grants CASCADE").await, "permission denied");
    refused(
        run("ALTER TABLE data.grants DISABLE ROW LEVEL SECURITY").await,
        "must be owner",
    );
    refused(run("DROP POLICY tenant ON data.grants").await, "must be owner");
    refused(run("CREATE TABLE data.loot (id int)").await, "permission denied");
    refused(run("SET ROLE ovation_owner").await, "permission denied");
    // As one tenant, nothing of another's can be touched or pointed at.
    let neighbour = channel.neighbour().await;
    let set = format!(
        "SELECT set_config('ovation.tenant', '{}', false)",
        neighbour.entry().id.uuid()
    );
    column(&database, &set).await;
    refused(run(&row).await, "row-level security");
    let pointing = "INSERT INTO data.segments (id, show_id, position, title, performers) \
         VALUES (gen_random_uuid(), (SELECT id FROM data.shows), 0, 't', '[]')";
    refused(run(pointing).await, "null value");
    channel.holds_its_promises().await;
}

#[track_caller]
fn refused<T>(result: Result<T, DbErr>, why: &str) {
    let error = result.map(drop).unwrap_err().to_string();
    assert!(error.contains(why), "{error}");
}
