//! Redis under Sentinel, parted in the middle of a grab storm: the server stays on the old primary's side, which goes on
//! acknowledging what will be thrown away, while a replica is promoted. Then the address that the server knows moves to
//! the new primary. Nothing acknowledged is lost, nothing is issued twice.

use anyhow::{Context, Result};
use e2e::history::{History, Kind};
use e2e::proxy::{End, Line, Proxy};
use e2e::storm::Storm;

use crate::harness::{ALL, Desk, Node, Plot, Profile, Site, seed, until};

const VIEWERS: u32 = 600;

struct Trio {
    nodes: Vec<Node>,
    /// How the others reach each node: cut for a partition. The server comes by `address`.
    doors: Vec<Proxy>,
    sentinels: Vec<Node>,
    address: Proxy,
}

impl Trio {
    async fn start(seed: u64) -> Result<Self> {
        let (mut nodes, mut doors) = (Vec::new(), Vec::new());
        for number in 0..3 {
            // The door's port is what this node calls itself once it is a replica.
            let door = Proxy::start(0, seed).await?;
            let announced = door.port().to_string();
            let mut options = vec![
                "--replica-announce-ip",
                "127.0.0.1",
                "--replica-announce-port",
                &announced,
            ];
            options.extend(["--repl-diskless-sync-delay", "0", "--repl-timeout", "3"]);
            let first = doors
                .first()
                .map(|door: &Proxy| format!("127.0.0.1 {}", door.port()));
            if let Some(first) = &first {
                options.extend(["--replicaof", first]);
            }
            let node = Node::start(&options)
                .await
                .with_context(|| format!("node {number}"))?;
            door.lead_to(node.port);
            nodes.push(node);
            doors.push(door);
        }
        let primary = &nodes[0];
        until("both replicas follow", async || {
            let info = primary.ask(&["INFO", "replication"]).await?;
            Ok(info.matches("state=online").count() == 2)
        })
        .await?;
        let mut sentinels = Vec::new();
        for _ in 0..3 {
            sentinels.push(Node::sentinel(doors[0].port(), 2).await?);
        }
        until("the sentinels know each other and the replicas", async || {
            for sentinel in &sentinels {
                let seen = sentinel.ask(&["SENTINEL", "MASTER", "show"]).await?;
                let field = |name: &str| {
                    let mut lines = seen.lines().skip_while(|line| *line != name);
                    lines.nth(1).and_then(|text| text.parse::<u32>().ok())
                };
                if field("num-slaves") != Some(2) || field("num-other-sentinels") != Some(2) {
                    return Ok(false);
                }
            }
            Ok(true)
        })
        .await?;
        let address = Proxy::start(nodes[0].port, seed).await?;
        Ok(Self {
            nodes,
            doors,
            sentinels,
            address,
        })
    }

    /// The node that the sentinels have made primary in the place of the first.
    async fn promoted(&self) -> Result<usize> {
        let mut found = None;
        until("a replica is promoted", async || {
            let answer = self.sentinels[0]
                .ask(&["SENTINEL", "GET-MASTER-ADDR-BY-NAME", "show"])
                .await?;
            let port = answer.lines().nth(1).and_then(|port| port.parse::<u16>().ok());
            found = self
                .doors
                .iter()
                .position(|door| Some(door.port()) == port)
                .filter(|number| *number != 0);
            Ok(match found {
                Some(number) => self.nodes[number].ask(&["ROLE"]).await?.starts_with("master"),
                None => false,
            })
        })
        .await?;
        found.context("nobody was promoted")
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "make chaos"]
async fn chaos_a_partition_and_a_failover_in_the_middle_of_a_storm() -> Result<()> {
    let seed = seed()?;
    let trio = Trio::start(seed).await?;
    let url = format!("redis://127.0.0.1:{}", trio.address.port());
    let plot = Plot::of(Profile::Full);
    let site = Site::build(&Plot {
        redis_url: Some(url),
        ..plot
    })
    .await?;
    let mut desk = Desk::open(&site).await?;
    let history = History::default();
    let scene = desk
        .scene(&site.ovation, &format!("{seed:x}-"), VIEWERS, VIEWERS / 3)
        .await?;
    let storm = Storm {
        address: site.address().clone(),
        connections: 16,
        seed,
        abandoned_per_mille: 50,
    };
    let asks = scene.asks(&ALL);
    let (before, rest) = asks.split_at(asks.len() / 6);
    storm.rage(&scene, &history, before).await?;

    let failover = async {
        trio.doors[0].set(Line::PARTED);
        history.note("the primary is parted from its replicas and the sentinels, not from the server");
        let promoted = trio.promoted().await?;
        history.note(format!("node {promoted} is primary as well"));
        // Acknowledged by the old primary only, and thrown away when it follows the new one.
        storm.rage(&scene, &history, &rest[..rest.len() / 2]).await?;
        trio.address.lead_to(trio.nodes[promoted].port);
        trio.doors[0].mend();
        trio.doors[0].cut(End::Reset);
        trio.address.cut(End::Reset);
        history.note("the server's address leads to the new primary");
        until("the old primary follows", async || {
            Ok(trio.nodes[0].ask(&["ROLE"]).await?.starts_with("slave"))
        })
        .await
    };
    let after = async {
        tokio::try_join!(failover, storm.rage(&scene, &history, &rest[rest.len() / 2..]))?;
        storm.settle(&scene, &history, &scene.asks(&[Kind::Grab])).await?;
        desk.reckon(&scene, &storm, &history).await
    };
    let done = after.await.with_context(|| history.report());
    site.check(done);
    println!("{} answers, none of them lost or contradicted", history.answers());
    site.ovation.reconcile().await.map(drop)
}
