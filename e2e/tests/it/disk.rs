//! The record's disk is full, or fails to write: nobody is told of a grant that is not there, and when there is room
//! again the server goes on by itself.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::history::{History, Kind};
use e2e::signal::{self, Signal};
use e2e::storm::{Scene, Storm};
use tokio::process::Command;
use tokio::time::timeout;

use crate::harness::{ALL, DEADLINE, Desk, Plot, Profile, Site, seed};

struct Trial {
    site: Site,
    desk: Desk,
    scene: Scene,
    storm: Storm,
    history: History,
}

impl Trial {
    async fn open(plot: Plot) -> Result<Self> {
        let seed = seed()?;
        let site = Site::build(&plot).await?;
        let mut desk = Desk::open(&site).await?;
        let scene = desk.scene(&site.ovation, &format!("{seed:x}-"), 80, 50).await?;
        let storm = Storm {
            address: site.address().clone(),
            connections: 8,
            seed,
            abandoned_per_mille: 0,
        };
        Ok(Self {
            site,
            desk,
            scene,
            storm,
            history: History::default(),
        })
    }

    /// A quarter of the storm before `trouble`, the rest during it and after.
    async fn run(&mut self, trouble: impl AsyncFnOnce(&Site) -> Result<()>) -> Result<()> {
        let asks = self.scene.asks(&ALL);
        let (first, rest) = asks.split_at(asks.len() / 4);
        self.storm.rage(&self.scene, &self.history, first).await?;
        self.history.note("trouble");
        let run = async {
            let over = async {
                trouble(&self.site).await?;
                self.history.note("over");
                Ok(())
            };
            tokio::try_join!(over, self.storm.rage(&self.scene, &self.history, rest))?;
            self.storm.settle(&self.scene, &self.history, &asks).await
        };
        let done = timeout(DEADLINE, run)
            .await
            .context("not done in time")
            .and_then(|done| done);
        self.site.check(done.with_context(|| self.history.report()));
        Ok(())
    }

    async fn reckon(&mut self) -> Result<()> {
        let done = self.desk.reckon(&self.scene, &self.storm, &self.history).await;
        self.site.check(done);
        self.site.ovation.reconcile().await.map(drop)
    }
}

async fn a_full_disk(profile: Profile, mib: u32) -> Result<()> {
    let plot = Plot {
        disk_mib: Some(mib),
        ..Plot::of(profile)
    };
    let mut trial = Trial::open(plot).await?;
    trial
        .run(async |site| {
            let disk = site.disk.as_ref().context("no small disk")?;
            disk.fill()?;
            tokio::time::sleep(Duration::from_secs(2)).await;
            disk.make_room()
        })
        .await?;
    trial.reckon().await
}

#[tokio::test(flavor = "multi_thread")]
async fn full_embedded() -> Result<()> {
    a_full_disk(Profile::Embedded, 64).await
}

/// Redis and PostgreSQL, with their logs, on one disk.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "make chaos"]
async fn chaos_full_postgres_and_redis() -> Result<()> {
    a_full_disk(Profile::Full, 256).await
}

/// Every third `fsync` fails for a while; then the server is killed, and what it had left in the write-ahead log decides.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "make chaos"]
async fn chaos_failing_fsync() -> Result<()> {
    let mut trial = Trial::open(Plot::of(Profile::Embedded)).await?;
    trial
        .run(async |site| {
            let pid = site.server.pid()?.to_string();
            let mut strace = Command::new("strace")
                .args([
                    "-f",
                    "-qq",
                    "-o",
                    "/dev/null",
                    "-e",
                    "trace=fdatasync,fsync",
                    "-e",
                ])
                .args(["inject=fdatasync,fsync:error=EIO:when=2+3", "-p", &pid])
                .stdin(Stdio::null())
                .kill_on_drop(true)
                .spawn()
                .context("strace is missing")?;
            tokio::time::sleep(Duration::from_secs(3)).await;
            ensure!(strace.try_wait()?.is_none(), "strace could not attach");
            let tracer = strace.id().context("strace has ended")?;
            signal::send(Signal::INT, tracer)?;
            strace.wait().await?;
            Ok(())
        })
        .await?;
    trial.site.server.kill().await?;
    trial.site.server.start().await?;
    trial.history.note("killed, and up again");
    trial
        .storm
        .settle(
            &trial.scene,
            &trial.history,
            &trial.scene.asks(&[Kind::Grab, Kind::Enter]),
        )
        .await?;
    trial.reckon().await
}
