//! Redis Cluster on six processes: a primary dies, a slot moves to another, and a node that slept through a rebuild is
//! refused by its epoch. The record is SQLite: it is Redis that is tried here.

use anyhow::Result;
use e2e::history::History;
use e2e::signal::Signal;
use e2e::storm::{Scene, Storm};

use crate::harness::{ALL, Cluster, Desk, Plot, Profile, Server, Site, seed};

pub struct Stage {
    pub site: Site,
    pub desk: Desk,
    pub cluster: Cluster,
    pub history: History,
    pub storm: Storm,
    pub scene: Scene,
}

impl Stage {
    pub async fn open(viewers: u32) -> Result<Self> {
        let seed = seed()?;
        let cluster = Cluster::start().await?;
        let plot = Plot::of(Profile::Embedded);
        let site = Site::build(&Plot {
            redis_url: Some(cluster.url()),
            ..plot
        })
        .await?;
        let mut desk = Desk::open(&site).await?;
        let scene = desk
            .scene(&site.ovation, &format!("{seed:x}-"), viewers, viewers / 2)
            .await?;
        let storm = Storm {
            address: site.address().clone(),
            connections: 16,
            seed,
            abandoned_per_mille: 100,
        };
        Ok(Self {
            site,
            desk,
            cluster,
            history: History::default(),
            storm,
            scene,
        })
    }

    /// The key that tells where the red packet's hot state is: the campaign that is asked first has the first one.
    async fn packet_key(&self) -> Result<String> {
        let mut keys = self.cluster.shards().await?;
        Ok(keys.swap_remove(0))
    }

    async fn reckon(mut self) -> Result<()> {
        let result = self.desk.reckon(&self.scene, &self.storm, &self.history).await;
        self.site.check(result);
        self.site.ovation.reconcile().await.map(drop)
    }
}

/// Grabs, entries and votes on a cluster, and in the middle of them one slot goes to another primary.
#[tokio::test(flavor = "multi_thread")]
async fn a_slot_moves_while_it_is_in_use() -> Result<()> {
    let stage = Stage::open(60).await?;
    let asks = stage.scene.asks(&ALL);
    let (first, rest) = asks.split_at(asks.len() / 4);
    stage.storm.rage(&stage.scene, &stage.history, first).await?;
    let keys = stage.cluster.shards().await?;
    let moved = async {
        for key in &keys {
            stage.cluster.migrate(key).await?;
            stage.history.note(format!("{key} has moved"));
        }
        Ok(())
    };
    tokio::try_join!(moved, stage.storm.rage(&stage.scene, &stage.history, rest))?;
    stage.reckon().await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "make chaos"]
async fn chaos_a_primary_dies() -> Result<()> {
    let mut stage = Stage::open(200).await?;
    let asks = stage.scene.asks(&ALL);
    let (first, rest) = asks.split_at(asks.len() / 4);
    stage.storm.rage(&stage.scene, &stage.history, first).await?;
    let key = stage.packet_key().await?;
    let (holder, _) = stage.cluster.holder(&key).await?;
    stage.cluster.nodes[holder].kill().await?;
    stage
        .history
        .note(format!("the primary that holds {key} was killed"));
    let failover = async {
        stage.cluster.until_whole().await?;
        stage.history.note("its replica has taken over");
        Ok(())
    };
    tokio::try_join!(failover, stage.storm.rage(&stage.scene, &stage.history, rest))?;
    stage.cluster.nodes[holder].up().await?;
    stage.reckon().await
}

/// A second server is stopped with requests in flight; the hot state is lost and rebuilt without it; then it goes on.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "make chaos"]
async fn chaos_a_node_that_slept_through_a_rebuild_is_refused() -> Result<()> {
    let stage = Stage::open(120).await?;
    let folder = tempfile::tempdir()?;
    let mut sleeper = Server::new(&stage.site.ovation, folder.path().join("sleeper.log"))?;
    sleeper.start().await?;
    let late = Storm {
        address: sleeper.address().clone(),
        ..stage.storm.clone()
    };
    let asks = stage.scene.asks(&ALL);
    let (first, rest) = asks.split_at(asks.len() / 4);
    late.rage(&stage.scene, &stage.history, first).await?;

    let (of_sleeper, of_other) = rest.split_at(rest.len() / 2);
    let slept = async {
        sleeper.signal(Signal::STOP)?;
        stage.history.note("one node sleeps");
        for node in &stage.cluster.nodes {
            if node.ask(&["ROLE"]).await?.starts_with("master") {
                node.ask(&["FLUSHALL"]).await?;
            }
        }
        stage.storm.rage(&stage.scene, &stage.history, of_other).await?;
        stage.history.note("rebuilt; it wakes");
        sleeper.signal(Signal::CONT)
    };
    tokio::try_join!(late.rage(&stage.scene, &stage.history, of_sleeper), slept)?;
    stage.storm.settle(&stage.scene, &stage.history, &asks).await?;
    late.settle(&stage.scene, &stage.history, &asks).await?;
    stage.reckon().await
}
