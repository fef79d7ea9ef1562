//! The PostgreSQL and the Redis of the full profile: those of this run of the tests, shared by all of them. Made where
//! they are missing, and migrated, by whichever test comes first.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use migrations::{pending, up};
use tenants::{Owner, Storage};
use tokio::sync::OnceCell;

use crate::support::postgres;

#[derive(Clone, Debug)]
pub struct Services {
    /// As the server's role.
    pub database_url: String,
    pub owner_url: String,
    /// As the superuser.
    pub admin_url: String,
    pub redis_url: String,
}

static SERVICES: OnceCell<Services> = OnceCell::const_new();

impl Services {
    pub async fn ready() -> &'static Self {
        SERVICES.get_or_init(Self::prepare).await
    }

    async fn prepare() -> Self {
        let folder = root().join(".local/test");
        fs::create_dir_all(&folder).unwrap();
        let lock = File::create(folder.join("contract.lock")).unwrap();
        // Held until the end of this function: one process prepares, the others find it done.
        lock.lock().unwrap();
        let (postgres, redis) = (start("postgres", &folder), start("redis", &folder));
        let services = Self {
            database_url: value(&postgres, "OVATION_DATABASE_URL"),
            owner_url: value(&postgres, "OVATION_DATABASE_OWNER_URL"),
            admin_url: value(&postgres, "OVATION_DATABASE_ADMIN_URL"),
            redis_url: value(&redis, "OVATION_REDIS_URL"),
        };
        services.migrate().await;
        services
    }

    async fn migrate(&self) {
        let _one = postgres::turn();
        let storage = super::server::config(&self.settings()).storage();
        let storage = Storage {
            database_owner_url: Some(self.owner_url.clone()),
            ..storage
        };
        let (control, pool) = (Owner::of_control(&storage).await, Owner::of_pool(&storage).await);
        for owner in [control.unwrap(), pool.unwrap().unwrap()] {
            if pending(&owner).await.unwrap() > 0 {
                up(&owner).await.unwrap();
            }
        }
    }

    /// The superuser's address of the tests' own database.
    pub fn admin_database_url(&self) -> String {
        let (server, _) = self.admin_url.rsplit_once('/').unwrap();
        let (_, name) = self.database_url.rsplit_once('/').unwrap();
        format!("{server}/{name}")
    }

    pub fn settings(&self) -> String {
        let Self {
            database_url,
            redis_url,
            ..
        } = self;
        format!("database_url = {database_url:?}\nredis_url = {redis_url:?}\nconnections_max = 8\n")
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn start(service: &str, folder: &Path) -> String {
    let output = Command::new(root().join("infra/dev").join(service))
        .arg("start")
        .arg(folder.join(service))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{service}: {words}");
    String::from_utf8(output.stdout).unwrap()
}

fn value(lines: &str, name: &str) -> String {
    let mut pairs = lines.lines().filter_map(|line| line.split_once('='));
    let found = pairs.find(|(key, _)| *key == name);
    found.unwrap_or_else(|| panic!("no {name}")).1.to_owned()
}
