//! The PostgreSQL that all tests share, in `.local/test`: each test brings a tenant of its own.

use std::fs::File;
use std::path::Path;
use std::process::Command;

use migrations::up;
use tenants::{Owner, Storage};

use super::run;

/// The server's address and the owner's, migrated.
pub async fn migrated(storage: impl Fn(String, String) -> Storage) -> Storage {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let dir = root.join(".local/test/postgres");
    let told = run(Command::new(root.join("infra/dev/postgres"))
        .arg("start")
        .arg(&dir));
    let address = |name: &str| {
        let line = told.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap().trim_start_matches('=').to_owned()
    };
    let storage = storage(
        address("OVATION_DATABASE_URL"),
        address("OVATION_DATABASE_OWNER_URL"),
    );

    // Tests of other processes come here as well.
    let one = File::create(dir.join("migrating")).unwrap();
    one.lock().unwrap();
    up(&Owner::of_control(&storage).await.unwrap()).await.unwrap();
    up(&Owner::of_pool(&storage).await.unwrap().unwrap())
        .await
        .unwrap();
    storage
}
