//! A book for tests, in the entries' table, that fails when it is told to.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use ovation::live::{Book, Claim};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use tenants::{Batch, Column, Gate, Lot, RecordError, Rows, Same, Tenant, TenantTx};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::support::channel::statement;

/// As a nickname: a value that the database refuses.
pub const POISON: &str = "poison";

#[derive(Clone)]
pub struct Entries {
    pub campaign: Uuid,
    pub faults: Option<Arc<Faults>>,
    /// Held at the door while it has no permits.
    pub gate: Option<Arc<Semaphore>>,
    /// Somebody has come to the door.
    pub at_gate: Arc<AtomicBool>,
}

impl Entries {
    pub fn new(campaign: Uuid) -> Self {
        Self {
            campaign,
            faults: None,
            gate: None,
            at_gate: Arc::default(),
        }
    }

    async fn rows<const N: usize>(
        &self,
        tx: &TenantTx,
        rest: &str,
        values: [Value; N],
    ) -> Result<Vec<Claim>, RecordError> {
        let sql = format!("SELECT viewer_id, nickname, number, entered_at FROM entries WHERE {rest}");
        let rows = tx.query_all_raw(statement(tx, &sql, values)).await?;
        rows.iter()
            .map(|row| claim(row).map_err(RecordError::from))
            .collect()
    }

    /// Everything that is in the record, by value.
    pub async fn all(&self, tenant: &Tenant) -> Vec<Claim> {
        let tx = tenant.read().await.unwrap();
        self.rows(&tx, "campaign_id = $1 ORDER BY number", [self.campaign.into()])
            .await
            .unwrap()
    }

    /// Whether nothing stood in its way.
    pub async fn write_one(&self, tx: &TenantTx, claim: &Claim) -> Result<bool, RecordError> {
        let nickname = (&*claim.nickname != POISON).then(|| claim.nickname.to_string());
        let value = i64::try_from(claim.value).unwrap();
        let written = statement(
            tx,
            "INSERT INTO entries (campaign_id, viewer_id, nickname, number, entered_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT DO NOTHING",
            [
                self.campaign.into(),
                claim.viewer.to_string().into(),
                nickname.into(),
                value.into(),
                claim.at.into(),
            ],
        );
        Ok(tx.execute_raw(written).await?.rows_affected() == 1)
    }

    fn lines(&self, claims: &[Claim]) -> Rows {
        let texts =
            |text: fn(&Claim) -> &Arc<str>| Column::Texts(claims.iter().map(|c| text(c).clone()).collect());
        let value = |claim: &Claim| i64::try_from(claim.value).unwrap();
        Rows {
            table: "entries",
            same: vec![("campaign_id", Same::Id(self.campaign))],
            columns: vec![
                ("viewer_id", texts(|c| &c.viewer)),
                ("nickname", texts(|c| &c.nickname)),
                ("number", Column::Numbers(claims.iter().map(value).collect())),
                ("entered_at", Column::Times(claims.iter().map(|c| c.at).collect())),
            ],
            key: "viewer_id",
        }
    }

    async fn write(&self, batch: &mut Batch, gate: Gate<'_>, claims: &[Claim]) -> Result<Lot, RecordError> {
        if claims.iter().any(|claim| &*claim.nickname == POISON) {
            // Without a nickname the row is refused.
            let mut lines = self.lines(claims);
            lines.columns.retain(|(name, _)| *name != "nickname");
            return batch.insert(gate, &lines).await;
        }
        batch.insert(gate, &self.lines(claims)).await
    }
}

impl Book for Entries {
    async fn insert(&self, batch: &mut Batch, gate: Gate<'_>, claims: &[Claim]) -> Result<Lot, RecordError> {
        if let Some(held) = &self.gate {
            // The gate's row is locked from here on.
            batch.insert(gate, &self.lines(&[])).await?;
            self.at_gate.store(true, Ordering::Release);
            held.acquire().await.unwrap().forget();
        }
        match self.faults.as_ref().and_then(|faults| faults.next()) {
            None => self.write(batch, gate, claims).await,
            Some(Fault::Before) => Err(injected()),
            Some(Fault::After) => {
                self.write(batch, gate, claims).await?;
                Err(injected())
            }
            Some(Fault::Late) => {
                if let Some(faults) = &self.faults {
                    faults.write_late(self.clone(), claims.to_vec());
                }
                Err(injected())
            }
        }
    }

    async fn rivals(&self, tx: &TenantTx, claims: &[Claim]) -> Result<Vec<Claim>, RecordError> {
        let mut found = Vec::new();
        for claim in claims {
            let values = [
                self.campaign.into(),
                claim.viewer.to_string().into(),
                i64::try_from(claim.value).unwrap().into(),
            ];
            let rest = "campaign_id = $1 AND (viewer_id = $2 OR number = $3)";
            found.extend(self.rows(tx, rest, values).await?);
        }
        Ok(found)
    }

    async fn page(
        &self,
        tx: &TenantTx,
        after: Option<&Claim>,
        limit: u64,
    ) -> Result<Vec<Claim>, RecordError> {
        let limit = i64::try_from(limit).unwrap();
        let campaign = Value::from(self.campaign);
        match after {
            None => {
                let rest = "campaign_id = $1 ORDER BY viewer_id LIMIT $2";
                self.rows(tx, rest, [campaign, limit.into()]).await
            }
            Some(after) => {
                let rest = "campaign_id = $1 AND viewer_id > $2 ORDER BY viewer_id LIMIT $3";
                let after = after.viewer.to_string();
                self.rows(tx, rest, [campaign, after.into(), limit.into()]).await
            }
        }
    }

    async fn find(&self, tx: &TenantTx, viewers: &[Arc<str>]) -> Result<Vec<Claim>, RecordError> {
        let mut found = Vec::new();
        for viewer in viewers {
            let values = [self.campaign.into(), viewer.to_string().into()];
            found.extend(
                self.rows(tx, "campaign_id = $1 AND viewer_id = $2", values)
                    .await?,
            );
        }
        Ok(found)
    }
}

fn claim(row: &QueryResult) -> Result<Claim, DbErr> {
    let at: DateTime<Utc> = row.try_get("", "entered_at")?;
    Ok(Claim {
        viewer: row.try_get::<String>("", "viewer_id")?.into(),
        nickname: row.try_get::<String>("", "nickname")?.into(),
        value: u64::try_from(row.try_get::<i64>("", "number")?).unwrap(),
        at,
    })
}

fn injected() -> RecordError {
    RecordError::Database(DbErr::Custom("injected".to_owned()))
}

enum Fault {
    Before,
    After,
    /// The answer says that it failed, and then it is written after all.
    Late,
}

/// Faults in the order of a seed.
pub struct Faults {
    tenant: Tenant,
    rng: Mutex<ChaCha8Rng>,
    rate: Mutex<f64>,
    late: Mutex<JoinSet<()>>,
}

impl Faults {
    pub fn new(tenant: &Tenant, seed: u64, rate: f64) -> Arc<Self> {
        Arc::new(Self {
            tenant: tenant.clone(),
            rng: Mutex::new(ChaCha8Rng::seed_from_u64(seed)),
            rate: Mutex::new(rate),
            late: Mutex::new(JoinSet::new()),
        })
    }

    fn next(&self) -> Option<Fault> {
        let mut rng = self.rng.lock().unwrap();
        if !rng.random_bool(*self.rate.lock().unwrap()) {
            return None;
        }
        Some(match rng.random_range(0..3) {
            0 => Fault::Before,
            1 => Fault::After,
            _ => Fault::Late,
        })
    }

    fn write_late(&self, book: Entries, claims: Vec<Claim>) {
        let tenant = self.tenant.clone();
        self.late.lock().unwrap().spawn(async move {
            let tx = tenant.write().await.unwrap();
            for claim in &claims {
                // In the way of another batch it is not written after all.
                if book.write_one(&tx, claim).await.is_err() {
                    return;
                }
            }
            tx.commit().await.unwrap();
        });
    }

    /// No more of them; what comes late has come.
    pub async fn end(&self) {
        *self.rate.lock().unwrap() = 0.0;
        let mut late = std::mem::take(&mut *self.late.lock().unwrap());
        while let Some(done) = late.join_next().await {
            done.unwrap();
        }
    }
}
