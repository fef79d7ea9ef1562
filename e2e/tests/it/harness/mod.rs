//! A server of one's own for a test: fresh data, free port, private databases; all of it gone afterwards.

mod desk;
mod disk;
mod failpoints;
mod nodes;
mod own;
mod raw;
mod server;
mod services;
mod stub;
mod wires;

use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use e2e::address::Address;
use e2e::chance;
use e2e::console::{Console, NewShow};
use e2e::ovation::Ovation;
use e2e::producer;
use e2e::replay::Options;
use e2e::replay::feed::Pace;
use e2e::retry::{Caller, Patience};
use serde_json::Value;
use tempfile::TempDir;

pub use desk::{ALL, Desk};
pub use disk::Disk;
pub use failpoints::{arms, failpoints};
pub use nodes::{Cluster, Node, until};
pub use own::{OwnDatabase, Told};
pub use raw::{Raw, cut_after, cut_within};
pub use server::{LogFrom, Server};
pub use services::Services;
pub use stub::{Act, Stub};
pub use wires::Wires;

/// For everything that must happen; nothing is expected to take nearly so long.
pub const DEADLINE: Duration = Duration::from_secs(90);

pub const CHANNEL: &str = "cctv";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Embedded,
    Full,
}

/// What is on a site when it opens.
pub struct Plan {
    /// The channels' manifests.
    pub manifests: Vec<PathBuf>,
    /// Slugs of those that have a database of their own.
    pub own: Vec<String>,
    /// Settings over the defaults: name and value.
    pub env: Vec<(String, String)>,
}

impl Plan {
    /// The five channels as they are.
    pub fn of_five() -> Result<Self> {
        let mut manifests = Vec::new();
        for entry in std::fs::read_dir(root().join("tenants/channels"))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                manifests.push(path);
            }
        }
        Ok(Self {
            manifests,
            own: Vec::new(),
            env: Vec::new(),
        })
    }
}

pub struct Site {
    // Dropped in this order: the server before what it stands on.
    pub server: Server,
    pub wires: Option<Wires>,
    pub services: Option<Services>,
    /// Finds the server's data.
    pub ovation: Ovation,
    /// Where the record is, if it is a small one.
    pub disk: Option<Disk>,
    _folder: TempDir,
}

/// What a site is built of.
#[derive(Debug, Clone)]
pub struct Plot {
    pub profile: Profile,
    /// By way of proxies; the seed is theirs.
    pub wired: Option<u64>,
    /// Another Redis than the profile's.
    pub redis_url: Option<String>,
    /// Everything that is written, on a disk of this size.
    pub disk_mib: Option<u32>,
}

impl Plot {
    pub const fn of(profile: Profile) -> Self {
        Self {
            profile,
            wired: None,
            redis_url: None,
            disk_mib: None,
        }
    }
}

impl Site {
    /// Migrated, with the five channels, listening.
    pub async fn open(profile: Profile) -> Result<Self> {
        Self::build(&Plot::of(profile)).await
    }

    /// PostgreSQL and Redis by way of proxies that can be broken.
    pub async fn wired(seed: u64) -> Result<Self> {
        let plot = Plot::of(Profile::Full);
        Self::build(&Plot {
            wired: Some(seed),
            ..plot
        })
        .await
    }

    /// With the five channels.
    pub async fn build(plot: &Plot) -> Result<Self> {
        Self::raise(plot, &Plan::of_five()?).await
    }

    pub async fn open_with(profile: Profile, plan: &Plan) -> Result<Self> {
        Self::raise(&Plot::of(profile), plan).await
    }

    async fn raise(plot: &Plot, plan: &Plan) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let disk = plot
            .disk_mib
            .map(|mib| Disk::mount(folder.path(), mib))
            .transpose()?;
        let ground = disk.as_ref().map_or(folder.path(), Disk::path).to_owned();
        let services = match plot.profile {
            Profile::Embedded => None,
            Profile::Full => Some(Services::start(&ground).await?),
        };
        let wires = match (&services, plot.wired) {
            (Some(services), Some(seed)) => Some(Wires::before(services, seed).await?),
            _ => None,
        };
        let mut env = settings(&ground, services.as_ref(), wires.as_ref())?;
        env.extend(
            plot.redis_url
                .iter()
                .map(|url| ("OVATION_REDIS_URL".to_owned(), url.clone())),
        );
        env.extend(plan.env.iter().cloned());
        let mut owners = Vec::new();
        for slug in &plan.own {
            let services = services
                .as_ref()
                .context("a database of one's own is on PostgreSQL")?;
            let [server, owner] = services.database_of(slug).await?;
            env.push(server);
            owners.push(owner);
        }
        let ovation = Ovation {
            binary: binary()?,
            env,
        };
        owners.extend(services.as_ref().and_then(Services::owner));
        prepare(&ovation, owners, &plan.manifests).await?;
        let mut server = Server::new(&ovation, folder.path().join("server.log"))?;
        server.start().await?;
        Ok(Self {
            server,
            wires,
            services,
            ovation,
            disk,
            _folder: folder,
        })
    }

    pub fn address(&self) -> &Address {
        self.server.address()
    }

    pub fn services(&self) -> Result<&Services> {
        self.services.as_ref().context("the full profile has services")
    }

    /// The replay as tests play it.
    pub fn options(&self, scale: f64, seed: u64) -> Options {
        Options {
            address: self.address().clone(),
            ovation: self.ovation.clone(),
            tenant: CHANNEL.to_owned(),
            scale,
            connections: 32,
            seed,
            pace: Pace::AsAnswered,
            patience: Patience::default(),
            server_pid: None,
            memory_max_mib: None,
            goal: None,
        }
    }

    pub fn caller(&self, seed: u64) -> Caller {
        Caller::new(self.address().clone(), Patience::default(), seed)
    }

    /// A new producer with an open show; its id.
    pub async fn show(&self) -> Result<(Console, String)> {
        let run = chance::fresh_word(8)?;
        let mut console = producer::sign_in(&self.ovation, self.caller(0), CHANNEL, &run).await?;
        let length = chrono::TimeDelta::hours(2);
        let show = NewShow {
            slug: &format!("show-{run}"),
            title: "测试晚会",
            starts_at: chance::now(),
            length,
        };
        let show = console.create_show(&show).await?;
        console.transit("startShow", &show).await?;
        Ok((console, show))
    }

    /// Fails with the end of the server's log, if it has failed.
    #[track_caller]
    pub fn check<T>(&self, result: Result<T>) -> T {
        match result {
            Ok(value) => value,
            Err(error) => panic!(
                "{error:#}\n── the end of the server's log\n{}",
                self.server.log_tail()
            ),
        }
    }

    #[track_caller]
    pub fn check_eq<T: PartialEq + Debug>(&self, what: &str, left: T, right: T) {
        if left != right {
            self.check::<()>(Err(anyhow::anyhow!("{what}: {left:?}, not {right:?}")));
        }
    }
}

/// Creates a campaign and opens it; its id.
pub async fn open_campaign(console: &mut Console, show: &str, settings: Value) -> Result<String> {
    let id = console.create_campaign(show, "测试", settings).await?;
    console.transit("scheduleCampaign", &id).await?;
    console.transit("openCampaign", &id).await?;
    Ok(id)
}

/// Where the seed of a test comes from: OVATION_TEST_SEED, to play a failure again, else nobody knows.
pub fn seed() -> Result<u64> {
    let seed = match std::env::var("OVATION_TEST_SEED") {
        Ok(text) => text.parse().context("OVATION_TEST_SEED is no number")?,
        Err(_) => chance::fresh_seed()?,
    };
    println!("seed {seed}: OVATION_TEST_SEED={seed} plays it again");
    Ok(seed)
}

/// A number that `make chaos` was given: RUNS, MINUTES, GRABS.
pub fn number(name: &str) -> Option<u32> {
    std::env::var(name).ok()?.parse().ok()
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn binary() -> Result<PathBuf> {
    let binary = match std::env::var_os("OVATION_BIN") {
        Some(path) => PathBuf::from(path),
        None => {
            let test = std::env::current_exe()?; // target/debug/deps/it-…
            test.ancestors()
                .nth(2)
                .context("a test in no folder")?
                .join("ovation")
        }
    };
    if !binary.is_file() {
        bail!(
            "there is no server to test at {}: build it (cargo build --bin ovation) or set OVATION_BIN",
            binary.display()
        );
    }
    Ok(binary)
}

fn settings(
    folder: &Path,
    services: Option<&Services>,
    wires: Option<&Wires>,
) -> Result<Vec<(String, String)>> {
    let (data, key) = (folder.join("data"), folder.join("master.key"));
    std::fs::create_dir(&data)?;
    std::fs::write(&key, chance_key()?)?;
    let mut env = vec![
        ("OVATION_DATA_DIR".to_owned(), data.display().to_string()),
        ("OVATION_MASTER_KEY_FILE".to_owned(), key.display().to_string()),
        // Nobody balances any load, and a machine that runs all tests at once is slower than any in production.
        ("OVATION_DRAIN_NOTICE_SECONDS".to_owned(), "0".to_owned()),
        ("OVATION_ACQUIRE_TIMEOUT_MS".to_owned(), "5000".to_owned()),
        ("OVATION_LATENCY_TARGET_MS".to_owned(), "1000".to_owned()),
    ];
    // Empty is unset: nothing that the developer's shell has set may reach a test.
    for name in [
        "OVATION_DATABASE_URL",
        "OVATION_DATABASE_OWNER_URL",
        "OVATION_REDIS_URL",
    ] {
        let value = services
            .and_then(|services| services.setting(name))
            .unwrap_or_default();
        let value = wires.map_or_else(|| value.clone(), |wires| wires.rewire(name, &value));
        let owners = name == "OVATION_DATABASE_OWNER_URL";
        env.push((name.to_owned(), if owners { String::new() } else { value }));
    }
    Ok(env)
}

/// 32 bytes in base64: 43 letters of six bits, the last of which has to end in two zero bits, and the padding.
fn chance_key() -> Result<String> {
    Ok(format!("{}A=", chance::fresh_word(42)?))
}

/// `owners`: what the owner of the databases has in addition.
async fn prepare(ovation: &Ovation, owners: Vec<(String, String)>, manifests: &[PathBuf]) -> Result<()> {
    let mut owner = ovation.clone();
    owner.env.extend(owners);
    owner.run(&["migrate"], "").await?;
    let manifests = manifests.iter().map(|path| path.display().to_string());
    let arguments: Vec<String> = ["tenant", "apply"]
        .map(str::to_owned)
        .into_iter()
        .chain(manifests)
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    owner.run(&arguments, "").await.map(drop)
}
