//! Redis processes by the handful: a cluster of six, a primary with its replicas and sentinels. They end with the value.

use std::fs::File;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::{interval, timeout};

use super::DEADLINE;
use super::server::{free_port, gone};
use super::services::redis_cli;

/// One `redis-server`.
pub struct Node {
    pub port: u16,
    child: Option<Child>,
    arguments: Vec<String>,
    folder: TempDir,
}

impl Node {
    /// With these options beside what every node has.
    pub async fn start(options: &[&str]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        let mut arguments: Vec<String> = ["--bind", "127.0.0.1", "--port"].map(str::to_owned).to_vec();
        arguments.push(port.to_string());
        arguments.extend(["--dir".to_owned(), folder.path().display().to_string()]);
        arguments.extend(
            [
                "--save",
                "",
                "--appendonly",
                "yes",
                "--maxmemory-policy",
                "noeviction",
            ]
            .map(str::to_owned),
        );
        arguments.extend(options.iter().map(|option| (*option).to_owned()));
        Self::begin(port, arguments, folder).await
    }

    async fn begin(port: u16, arguments: Vec<String>, folder: TempDir) -> Result<Self> {
        let mut node = Self {
            port,
            child: None,
            arguments,
            folder,
        };
        node.up().await?;
        Ok(node)
    }

    /// A sentinel that watches `primary`, with failures seen after a second.
    pub async fn sentinel(primary: u16, quorum: u32) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        let file = folder.path().join("sentinel.conf");
        let settings = format!(
            "bind 127.0.0.1\nport {port}\ndir {}\nsentinel monitor show 127.0.0.1 {primary} {quorum}\n\
             sentinel down-after-milliseconds show 1000\nsentinel failover-timeout show 4000\n",
            folder.path().display()
        );
        std::fs::write(&file, settings)?;
        let arguments = vec![file.display().to_string(), "--sentinel".to_owned()];
        Self::begin(port, arguments, folder).await
    }

    /// Started, or started again with what it had written.
    pub async fn up(&mut self) -> Result<()> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))?;
        let mut command = Command::new("redis-server");
        command
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        self.child = Some(
            command
                .kill_on_drop(true)
                .spawn()
                .context("redis-server does not start")?,
        );
        until("a Redis is up", async || {
            Ok(self.ask(&["PING"]).await.is_ok_and(|answer| answer == "PONG"))
        })
        .await
    }

    pub async fn ask(&self, arguments: &[&str]) -> Result<String> {
        redis_cli(&self.port.to_string(), arguments).await
    }

    pub async fn kill(&mut self) -> Result<()> {
        let mut child = self.child.take().context("it is not up")?;
        child.start_kill()?;
        gone(&mut child).await.map(drop)
    }
}

/// Looks again and again, up to the deadline.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    let looking = async {
        let mut look = interval(Duration::from_millis(25));
        while !holds().await? {
            look.tick().await;
        }
        Ok(())
    };
    timeout(DEADLINE, looking)
        .await
        .with_context(|| format!("never: {what}"))?
}

/// Three primaries, each with a replica.
pub struct Cluster {
    pub nodes: Vec<Node>,
}

impl Cluster {
    pub async fn start() -> Result<Self> {
        let mut nodes = Vec::new();
        for _ in 0..6 {
            let bus = free_port()?.to_string();
            let options = [
                "--cluster-enabled",
                "yes",
                "--cluster-node-timeout",
                "1500",
                "--cluster-port",
                &bus,
            ];
            nodes.push(Node::start(&options).await?);
        }
        let mut create: Vec<String> = ["--cluster", "create"].map(str::to_owned).to_vec();
        create.extend(nodes.iter().map(|node| format!("127.0.0.1:{}", node.port)));
        create.extend(["--cluster-replicas", "1", "--cluster-yes"].map(str::to_owned));
        let output = Command::new("redis-cli")
            .args(&create)
            .stdin(Stdio::null())
            .output()
            .await?;
        ensure!(
            output.status.success(),
            "no cluster: {}",
            String::from_utf8_lossy(&output.stdout)
        );
        let cluster = Self { nodes };
        cluster.until_whole().await?;
        Ok(cluster)
    }

    /// As OVATION_REDIS_URL.
    pub fn url(&self) -> String {
        let urls = self
            .nodes
            .iter()
            .map(|node| format!("redis://127.0.0.1:{}", node.port));
        urls.collect::<Vec<_>>().join(",")
    }

    /// Every node that is up sees every slot served, and each primary a replica.
    pub async fn until_whole(&self) -> Result<()> {
        until("the cluster is whole", async || {
            for node in self.nodes.iter().filter(|node| node.child.is_some()) {
                let info = node.ask(&["CLUSTER", "INFO"]).await.unwrap_or_default();
                if !info.contains("cluster_state:ok") {
                    return Ok(false);
                }
            }
            Ok(true)
        })
        .await
    }

    /// The primary that holds the key, and its slot.
    pub async fn holder(&self, key: &str) -> Result<(usize, u16)> {
        let any = self
            .nodes
            .iter()
            .find(|node| node.child.is_some())
            .context("no node is up")?;
        let slot: u16 = any.ask(&["CLUSTER", "KEYSLOT", key]).await?.parse()?;
        for (number, node) in self.nodes.iter().enumerate() {
            if node.child.is_none() {
                continue;
            }
            let mine = node.ask(&["CLUSTER", "NODES"]).await?;
            let line = mine
                .lines()
                .find(|line| line.contains("myself"))
                .unwrap_or_default()
                .to_owned();
            if line.contains("master") && serves(&line, slot) {
                return Ok((number, slot));
            }
        }
        bail!("nobody serves slot {slot}")
    }

    /// Every `…:state` key that there is: one a campaign's shard. An error when there is none.
    pub async fn shards(&self) -> Result<Vec<String>> {
        let mut keys = Vec::new();
        for node in self.nodes.iter().filter(|node| node.child.is_some()) {
            if node.ask(&["ROLE"]).await?.starts_with("master") {
                let found = node.ask(&["--scan", "--pattern", "*:state"]).await?;
                keys.extend(found.lines().filter(|line| !line.is_empty()).map(str::to_owned));
            }
        }
        ensure!(!keys.is_empty(), "no hot state in the cluster");
        Ok(keys)
    }

    /// Hands the slot of `key` from the primary that holds it to another, key by key, while it is in use.
    pub async fn migrate(&self, key: &str) -> Result<()> {
        let (from, slot) = self.holder(key).await?;
        let slot = slot.to_string();
        let mut primaries = Vec::new();
        for (number, node) in self.nodes.iter().enumerate() {
            if number != from && node.ask(&["ROLE"]).await?.starts_with("master") {
                primaries.push(number);
            }
        }
        let to = &self.nodes[*primaries.first().context("no other primary")?];
        let from = &self.nodes[from];
        let (from_id, to_id) = (
            from.ask(&["CLUSTER", "MYID"]).await?,
            to.ask(&["CLUSTER", "MYID"]).await?,
        );
        to.ask(&["CLUSTER", "SETSLOT", &slot, "IMPORTING", &from_id])
            .await?;
        from.ask(&["CLUSTER", "SETSLOT", &slot, "MIGRATING", &to_id])
            .await?;
        loop {
            let found = from.ask(&["CLUSTER", "GETKEYSINSLOT", &slot, "1"]).await?;
            let Some(key) = found.lines().next().filter(|key| !key.is_empty()) else {
                break;
            };
            from.ask(&["MIGRATE", "127.0.0.1", &to.port.to_string(), key, "0", "5000"])
                .await?;
        }
        for node in [to, from] {
            node.ask(&["CLUSTER", "SETSLOT", &slot, "NODE", &to_id]).await?;
        }
        Ok(())
    }
}

/// The slots of a line of CLUSTER NODES: `0-5460`, `7000`, and in brackets what is on its way.
fn serves(line: &str, slot: u16) -> bool {
    line.split(' ')
        .skip(8)
        .filter(|range| !range.starts_with('['))
        .any(|range| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let within = first.parse::<u16>().ok().zip(last.parse::<u16>().ok());
            within.is_some_and(|(first, last)| (first..=last).contains(&slot))
        })
}
