//! The one list of the data plane's tables is what the databases say. Whoever adds a table or a column is told here to say
//! so in `server/src/table`: otherwise it would be in no export, left behind by a move, and survive a deletion.

use std::collections::BTreeSet;

use ovation::table::{DATA, Kind};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::contract::isolation::database::scratch::{column, connect};
use crate::contract::stage::{Channel, Plan, Profile, Server, Services};

/// Where a tenant's data may be written: no part of the data.
const ASIDE: [&str; 2] = ["seaql_migrations", "fences"];

fn listed(name: impl Fn(Kind) -> &'static str) -> BTreeSet<String> {
    let columns = DATA
        .iter()
        .flat_map(|table| table.columns.iter().map(move |column| (table, column)));
    columns
        .map(|(table, column)| format!("{}.{} {}", table.name, column.name, name(column.kind)))
        .collect()
}

#[tokio::test]
async fn every_column_of_postgres_is_in_the_list() {
    let database = connect(&Services::ready().await.admin_database_url()).await;
    let sql = "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns \
        WHERE table_schema = 'data' AND column_name <> 'tenant_id'";
    let there: BTreeSet<String> = column(&database, sql)
        .await
        .into_iter()
        .filter(|column| !ASIDE.iter().any(|table| column.starts_with(&format!("{table}."))))
        .collect();
    let listed = listed(|kind| match kind {
        Kind::Uuid => "uuid",
        Kind::Text => "text",
        Kind::Small => "integer",
        Kind::Whole => "bigint",
        Kind::Time => "timestamp with time zone",
        Kind::Json => "jsonb",
        Kind::Bytes => "bytea",
    });
    let differs: Vec<&String> = there.symmetric_difference(&listed).collect();
    assert_eq!(
        differs,
        Vec::<&String>::new(),
        "the list in server/src/table is not what the database has"
    );
    for table in DATA {
        let key = format!(
            "SELECT attname::text FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey) \
             WHERE indisprimary AND indrelid = 'data.{}'::regclass AND attname <> 'tenant_id' ORDER BY array_position(indkey, attnum)",
            table.name
        );
        assert_eq!(
            column(&database, &key).await,
            table.key,
            "the key of {}",
            table.name
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_column_of_sqlite_is_in_the_list() {
    let server = Server::start(Profile::Embedded).await;
    let channel = Channel::new(&server, &Plan::default()).await;
    let tx = channel.ctx().tenant.read().await.unwrap();
    let sql = "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
    let rows = tx
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await
        .unwrap();
    let there: BTreeSet<String> = rows
        .iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .filter(|column: &String| !ASIDE.iter().any(|table| column.starts_with(&format!("{table}."))))
        .collect();
    let listed: BTreeSet<String> = listed(|_| "")
        .iter()
        .map(|column| column.trim_end().to_owned())
        .collect();
    let differs: Vec<&String> = there.symmetric_difference(&listed).collect();
    assert_eq!(
        differs,
        Vec::<&String>::new(),
        "the list in server/src/table is not what the database has"
    );
}

/// A child's row goes before its parent's.
#[tokio::test]
async fn parents_stand_before_their_children() {
    let database = connect(&Services::ready().await.admin_database_url()).await;
    let sql = "SELECT confrelid::regclass || ' ' || conrelid::regclass FROM pg_constraint \
        WHERE contype = 'f' AND connamespace = 'data'::regnamespace";
    let place = |name: &str| {
        DATA.iter()
            .position(|table| table.name == name.trim_start_matches("data."))
    };
    for pair in column(&database, sql).await {
        let (parent, child) = pair.split_once(' ').unwrap();
        assert!(place(parent) < place(child), "{parent} is {child}'s parent");
    }
}
