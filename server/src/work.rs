//! What a node does by itself, again and again. Each job has a loop of its own, so that a slow one holds up no other; an
//! error or even a panic is logged and the loop goes on. On drain each finishes what it is doing, and the figures are
//! written once more.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures::future::BoxFuture;
use tenants::Status;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::ctx::{Ctx, Platform};
use crate::doer::Doer;
use crate::error::Result;
use crate::member::{attempt, session};
use crate::{audit, campaign, idempotency, removal, viewer_data};

/// All of them: a line a job.
const JOBS: &[Job] = &[
    Job::of_node("registry", 500, |p| {
        Box::pin(async move { Ok(p.registry.refresh().await?) })
    }),
    Job::of_node("keyrings", 1_000, |p| {
        Box::pin(async move { p.keyrings.refresh(&p.registry, p.clock.now()).await })
    }),
    Job::of_node("identity providers", 1_000, |p| {
        Box::pin(async move { p.keyrings.ask_providers(&p.registry, p.clock.now()).await })
    }),
    Job::of_node("documents", 2_000, |p| {
        Box::pin(async move { p.documents.refresh(&p.registry).await })
    }),
    FLUSH,
    Job::of_tenant("audit", 2_000, &[Status::Active, Status::Suspended], |ctx| {
        Box::pin(async move { audit::ship(&ctx).await })
    }),
    Job::of_node("audit origins", 3_600_000, |p| {
        Box::pin(async move {
            let kept = TimeDelta::days(p.config.audit_origin_days.into());
            audit::forget_origins(&p, p.clock.now() - kept).await
        })
    }),
    Job::of_tenant("due campaigns", 1_000, &[Status::Active], |ctx| {
        Box::pin(async move { campaign::transition::run_due(&ctx).await })
    }),
    Job::of_tenant("erasures", 10_000, &[Status::Active, Status::Suspended], |ctx| {
        Box::pin(async move { viewer_data::finish_pending(&ctx).await })
    }),
    Job::of_node("removals", 15_000, |p| {
        Box::pin(async move {
            if removal::can_purge(&p) {
                removal::purge_due(&p).await?;
            }
            Ok(())
        })
    }),
    Job::of_node("sweep", 5_000, |p| {
        Box::pin(async move {
            p.engine.keep(|tenant| p.registry.is_current(tenant));
            p.memo.keep(|tenant| p.registry.get(tenant).is_some());
            p.engine.sweep(p.clock.now(), LATE).await;
            Ok(())
        })
    }),
    Job::of_node("idempotency", 600_000, |p| {
        Box::pin(async move { idempotency::forget_old(&p).await })
    }),
    Job::of_node("sessions", 600_000, |p| {
        Box::pin(async move { session::forget_expired(&p).await })
    }),
    Job::of_node("attempts", 600_000, |p| {
        Box::pin(async move { attempt::forget_old(&p).await })
    }),
];

/// What was handed out and did not come to the record within this never will: longer than any transaction takes.
const LATE: Duration = Duration::from_secs(45);

/// Again at the very end, after the last request.
const FLUSH: Job = Job::of_tenant("flush", 1_000, &[Status::Active, Status::Suspended], |ctx| {
    Box::pin(async move { ctx.platform.meter.flush(&ctx.tenant, ctx.now()).await })
});

struct Job {
    name: &'static str,
    every: Duration,
    run: Run,
}

#[derive(Clone, Copy)]
enum Run {
    Node(fn(Arc<Platform>) -> BoxFuture<'static, Result<()>>),
    /// For every tenant that is at one of these, one after the other. One whose record is away does not keep the others
    /// waiting for long: it is given up after the record's own time limits.
    Tenant(&'static [Status], fn(Ctx) -> BoxFuture<'static, Result<()>>),
}

impl Job {
    const fn of_node(
        name: &'static str,
        every_ms: u64,
        run: fn(Arc<Platform>) -> BoxFuture<'static, Result<()>>,
    ) -> Self {
        Self {
            name,
            every: Duration::from_millis(every_ms),
            run: Run::Node(run),
        }
    }

    const fn of_tenant(
        name: &'static str,
        every_ms: u64,
        at: &'static [Status],
        run: fn(Ctx) -> BoxFuture<'static, Result<()>>,
    ) -> Self {
        Self {
            name,
            every: Duration::from_millis(every_ms),
            run: Run::Tenant(at, run),
        }
    }

    async fn run(&self, platform: &Arc<Platform>) {
        match self.run {
            Run::Node(run) => self.attempt(run(platform.clone()), "").await,
            Run::Tenant(at, run) => {
                for entry in platform.registry.list() {
                    // As it is now: it may have been suspended while an earlier one was seen to.
                    let entry = platform.registry.get(entry.id);
                    let Some(entry) = entry.filter(|entry| at.contains(&entry.status)) else {
                        continue;
                    };
                    let ctx = Ctx::new(platform.clone(), platform.registry.serve(&entry), Doer::system());
                    self.attempt(run(ctx), entry.manifest.slug.as_str()).await;
                }
            }
        }
    }

    /// In a task of its own, which keeps a panic to itself.
    async fn attempt(&self, work: BoxFuture<'static, Result<()>>, tenant: &str) {
        let error = match tokio::spawn(work).await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => format!("{:#}", anyhow::Error::new(error)),
            Err(panic) => panic.to_string(),
        };
        tracing::error!(job = self.name, tenant, error, "a job failed; it is tried again");
    }
}

/// The loops of one node.
pub struct Workers {
    platform: Arc<Platform>,
    stop: watch::Sender<bool>,
    loops: Vec<JoinHandle<()>>,
}

#[must_use]
pub fn start(platform: &Arc<Platform>) -> Workers {
    let (stop, stopped) = watch::channel(false);
    let loops = JOBS
        .iter()
        .map(|job| tokio::spawn(repeat(job, platform.clone(), stopped.clone())))
        .collect();
    Workers {
        platform: platform.clone(),
        stop,
        loops,
    }
}

async fn repeat(job: &'static Job, platform: Arc<Platform>, mut stopped: watch::Receiver<bool>) {
    let mut tick = tokio::time::interval(job.every);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = tick.tick() => job.run(&platform).await,
            // The sender gone is a stop as well.
            _ = stopped.changed() => return,
        }
    }
}

impl Workers {
    /// Once no request is in flight any more.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        futures::future::join_all(self.loops).await;
        FLUSH.run(&self.platform).await;
    }
}
