//! A fresh tenant, with or without a Redis.

use std::time::Duration;

use migrations::up;
use ovation::clock::Clock;
use sea_orm::{ConnectionTrait, Statement, Value};
use tempfile::TempDir;
use tenants::{Manifest, Owner, Registry, Storage, Tenant, TenantTx, Turn};
use uuid::Uuid;

use super::postgres;

pub struct Channel {
    _dir: TempDir,
    pub tenant: Tenant,
}

impl Channel {
    /// On SQLite.
    pub async fn embedded(redis_url: Option<&str>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let storage = storage(&dir, redis_url);
        let manifest = manifest("cctv");
        up(&Owner::of_control(&storage).await.unwrap()).await.unwrap();
        up(&Owner::of_tenant(&storage, &manifest).await.unwrap().unwrap())
            .await
            .unwrap();
        Self::of(dir, storage, manifest).await
    }

    /// On PostgreSQL, beside the tenants of other tests.
    pub async fn pooled(redis_url: Option<&str>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let migrated = postgres::migrated(|server, owner| Storage {
            database_url: Some(server),
            database_owner_url: Some(owner),
            ..storage(&dir, redis_url)
        });
        let slug = format!("t{}", &Uuid::new_v4().simple().to_string()[..20]);
        let storage = migrated.await;
        Self::of(dir, storage, manifest(&slug)).await
    }

    async fn of(dir: TempDir, storage: Storage, manifest: Manifest) -> Self {
        let registry = Registry::open(storage).await.unwrap();
        let turn = registry.apply(manifest, Clock::system().now()).await.unwrap();
        let Turn::Taken(pending) = turn else {
            panic!("it is there already, elsewhere");
        };
        let entry = pending.commit().await.unwrap();
        Self {
            _dir: dir,
            tenant: registry.serve(&entry),
        }
    }
}

fn storage(dir: &TempDir, redis_url: Option<&str>) -> Storage {
    Storage {
        data_dir: dir.path().to_owned(),
        database_url: None,
        database_owner_url: None,
        redis_url: redis_url.map(str::to_owned),
        connections_max: 8,
        acquire_timeout: Duration::from_secs(5),
        hot_timeout: Duration::from_millis(500),
    }
}

fn manifest(slug: &str) -> Manifest {
    let cctv = include_str!("../../../../tenants/channels/cctv.toml");
    Manifest::parse(&cctv.replace("slug = \"cctv\"", &format!("slug = \"{slug}\""))).unwrap()
}

impl Channel {
    /// An open campaign; only its gate and its key matter here.
    pub async fn campaign(&self) -> Uuid {
        let tx = self.tenant.write().await.unwrap();
        let (show, campaign) = (Uuid::new_v4(), Uuid::new_v4());
        let now = Clock::system().now();
        run(
            &tx,
            "INSERT INTO shows (id, slug, title, status, starts_at, ends_at, created_at) VALUES ($1, $2, '', '', $3, $3, $3)",
            [show.into(), show.to_string().into(), now.into()],
        )
        .await;
        run(
            &tx,
            "INSERT INTO campaigns (id, show_id, kind, title, status, settings, epoch, prize_minor, created_at, updated_at) \
             VALUES ($1, $2, '', '', 'OPEN', $4, 0, 0, $3, $3)",
            [
                campaign.into(),
                show.into(),
                now.into(),
                serde_json::json!({}).into(),
            ],
        )
        .await;
        tx.commit().await.unwrap();
        campaign
    }

    pub async fn set_status(&self, campaign: Uuid, status: &str) {
        let tx = self.tenant.write().await.unwrap();
        run(
            &tx,
            "UPDATE campaigns SET status = $1 WHERE id = $2",
            [status.into(), campaign.into()],
        )
        .await;
        tx.commit().await.unwrap();
    }

    pub async fn epoch(&self, campaign: Uuid) -> i64 {
        let tx = self.tenant.read().await.unwrap();
        let ask = "SELECT epoch FROM campaigns WHERE id = $1";
        let row = tx
            .query_one_raw(statement(&tx, ask, [campaign.into()]))
            .await
            .unwrap();
        row.unwrap().try_get("", "epoch").unwrap()
    }
}

pub fn statement<const N: usize>(tx: &TenantTx, sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(tx.get_database_backend(), sql, values)
}

async fn run<const N: usize>(tx: &TenantTx, sql: &str, values: [Value; N]) {
    tx.execute_raw(statement(tx, sql, values)).await.unwrap();
}
