//! The PostgreSQL that all tests share, in `.local/test`: each test brings a tenant of its own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use migrations::up;
use sea_orm::{ConnectionTrait, Database};
use tenants::{Owner, Storage, TenantTx};

use super::channel::statement;
use super::run;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../.local/test/postgres")
}

/// While it is held nobody else migrates: tests of other processes would, too.
pub fn turn() -> File {
    let one = File::create(folder().join("migrating")).unwrap();
    one.lock().unwrap();
    one
}

/// The value of OVATION_….
fn address(name: &str) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/dev/postgres");
    let told = run(Command::new(script).arg("start").arg(folder()));
    let line = told.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap().trim_start_matches('=').to_owned()
}

/// As the owner of the tables.
#[expect(
    clippy::disallowed_methods,
    reason = "what no server does: its role owns nothing"
)]
pub async fn maintain(statement: &str) {
    let owner = Database::connect(address("OVATION_DATABASE_OWNER_URL"))
        .await
        .unwrap();
    owner.execute_unprepared(statement).await.unwrap();
    owner.close().await.unwrap();
}

/// Of the table and its indexes, by this session since some time ago: only differences within a transaction say something.
/// Unlike with rows, nothing that is looked at and left aside is missing.
pub async fn blocks_read(tx: &TenantTx, table: &str) -> i64 {
    let read = "SELECT (pg_stat_get_xact_blocks_fetched($1::text::regclass) + (SELECT sum(pg_stat_get_xact_blocks_fetched(indexrelid)) \
        FROM pg_index WHERE indrelid = $1::text::regclass))::bigint";
    let row = tx
        .query_one_raw(statement(tx, read, [table.into()]))
        .await
        .unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

/// The server's address and the owner's, migrated.
pub async fn migrated(storage: impl Fn(String, String) -> Storage) -> Storage {
    let storage = storage(
        address("OVATION_DATABASE_URL"),
        address("OVATION_DATABASE_OWNER_URL"),
    );

    let _one = turn();
    up(&Owner::of_control(&storage).await.unwrap()).await.unwrap();
    up(&Owner::of_pool(&storage).await.unwrap().unwrap())
        .await
        .unwrap();
    storage
}
