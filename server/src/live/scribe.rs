//! The record's side of the combiner: everything that waits for one tenant's record becomes one transaction, whatever
//! campaign it is of, so that they share the commit (with SQLite: the fsync). Written at once when nothing is on its way.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use tenants::Tenant;
use tokio::runtime::Handle;

use super::core::Core;
use super::grant::grant;
use super::lane::Waiting;
use super::lock;
use super::retries::Retries;
use super::write::Care;
use crate::telemetry::stages::Stages;

/// Claims a transaction: what PostgreSQL and SQLite write fastest.
const ROWS_MAX: usize = 5_000;
/// From so many claims on a transaction begins beside another: below, what each costs for itself outweighs its rows.
const WORTH: usize = 128;

/// A claim that the hot state holds as pending, and who waits for it.
pub(super) struct Winning {
    pub(super) waiting: Waiting,
    pub(super) value: u64,
    pub(super) at: i64,
    /// Made just now, so that nobody else can have written it.
    pub(super) fresh: bool,
    pub(super) epoch: i64,
}

/// One campaign's winnings of one batch.
pub(super) struct Job {
    pub(super) core: Arc<Core>,
    pub(super) winnings: Vec<Winning>,
}

/// One a tenant.
pub(super) struct Scribe {
    pub(super) tenant: Tenant,
    desk: Mutex<Desk>,
    runtime: Handle,
    pub(super) stages: Arc<Stages>,
    /// Of calls to Redis.
    pub(super) retries: Retries,
    pub(super) care: Arc<Care>,
}

#[derive(Default)]
struct Desk {
    jobs: VecDeque<Job>,
    /// Claims of all jobs.
    rows: usize,
    /// Transactions on their way.
    running: usize,
}

impl Desk {
    fn take(&mut self) -> Vec<Job> {
        let (mut jobs, mut rows) = (Vec::new(), 0);
        // With another on its way, few wait for that one's return.
        let is_worth_it = self.running == 1 || self.rows >= WORTH;
        while is_worth_it
            && rows < ROWS_MAX
            && let Some(job) = self.jobs.pop_front()
        {
            rows += job.winnings.len();
            jobs.push(job);
        }
        self.rows -= rows;
        if jobs.is_empty() {
            self.running -= 1;
        }
        jobs
    }
}

impl Scribe {
    pub(super) fn new(tenant: &Tenant, runtime: Handle, stages: Arc<Stages>) -> Self {
        Self {
            tenant: tenant.clone(),
            desk: Mutex::default(),
            runtime,
            stages,
            retries: Retries::new(),
            care: Arc::default(),
        }
    }

    pub(super) fn submit(self: &Arc<Self>, job: Job) {
        let mut desk = lock(&self.desk);
        desk.rows += job.winnings.len();
        desk.jobs.push_back(job);
        let is_worth_it = desk.rows >= WORTH && desk.running < self.width();
        if desk.running == 0 || is_worth_it {
            desk.running += 1;
            drop(desk);
            self.runtime.spawn(self.clone().run());
        }
    }

    /// SQLite has one writer a file.
    fn width(&self) -> usize {
        if self.tenant.has_one_writer() { 1 } else { 2 }
    }

    async fn run(self: Arc<Self>) {
        loop {
            let jobs = lock(&self.desk).take();
            if jobs.is_empty() {
                return;
            }
            let act = AssertUnwindSafe(grant(&self, jobs));
            if act.catch_unwind().await.is_err() {
                tracing::error!("a transaction of the live engine panicked");
            }
        }
    }
}
