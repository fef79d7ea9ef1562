//! A server that listens on a free port of this machine. Its clock can be moved, but else runs with the system's.

use std::net::TcpListener;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use migrations::up;
use ovation::clock::Clock;
use ovation::config::Config;
use ovation::ctx::Platform;
use ovation::member::AccountManager;
use ovation::random::Random;
use ovation::{app, http};
use tempfile::TempDir;
use tenants::Owner;

use super::{Caller, Profile, Services};

pub struct Server {
    pub profile: Profile,
    pub platform: Arc<Platform>,
    pub base: String,
    running: Mutex<Option<http::Running>>,
    settings: String,
    /// How far its clock is ahead, in milliseconds.
    ahead: Arc<AtomicI64>,
    dir: Arc<TempDir>,
}

impl Server {
    pub async fn start(profile: Profile) -> Arc<Self> {
        Self::start_with(profile, "").await
    }

    /// `settings` over the defaults, in TOML.
    pub async fn start_with(profile: Profile, settings: &str) -> Arc<Self> {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let settings = match profile {
            Profile::Embedded => format!("data_dir = {:?}\n{settings}", dir.path()),
            Profile::Full => format!("{}{settings}", Services::ready().await.settings()),
        };
        if profile == Profile::Embedded {
            let storage = config(&settings).storage();
            up(&Owner::of_control(&storage).await.unwrap()).await.unwrap();
        }
        Self::listen(profile, settings, Arc::default(), dir).await
    }

    /// Another one on the same record, after this one has ended in peace.
    pub async fn restart(&self) -> Arc<Self> {
        let running = self.running.lock().unwrap().take();
        running.unwrap().stop(Duration::ZERO).await;
        self.another().await
    }

    /// Another one on the same record, beside this one.
    pub async fn another(&self) -> Arc<Self> {
        Self::listen(
            self.profile,
            self.settings.clone(),
            self.ahead.clone(),
            self.dir.clone(),
        )
        .await
    }

    async fn listen(
        profile: Profile,
        settings: String,
        ahead: Arc<AtomicI64>,
        dir: Arc<TempDir>,
    ) -> Arc<Self> {
        let (system, offset) = (Clock::system(), ahead.clone());
        let clock =
            Clock::new(move || system.now() + TimeDelta::milliseconds(offset.load(Ordering::Relaxed)));
        let platform = app::platform_at(config(&settings), clock, Random::system().unwrap())
            .await
            .unwrap();
        let running = http::start(platform.clone(), TcpListener::bind("127.0.0.1:0").unwrap()).unwrap();
        Arc::new(Self {
            profile,
            base: format!("http://{}", running.address),
            platform,
            running: Mutex::new(Some(running)),
            settings,
            ahead,
            dir,
        })
    }

    /// Time goes by for the server, at once.
    pub fn pass(&self, time: TimeDelta) {
        self.ahead.fetch_add(time.num_milliseconds(), Ordering::Relaxed);
    }

    /// Who runs the command line.
    pub fn manager(&self) -> AccountManager {
        AccountManager::of_command_line(self.platform.clone())
    }

    pub fn audience(&self) -> Caller {
        Caller::new(&self.base, "/graphql")
    }

    pub fn console(&self) -> Caller {
        Caller::new(&self.base, "/console/graphql")
    }
}

/// One for all tests: they share the full profile's record.
pub const MASTER_KEY: &str = "Q29udHJhY3QgdGVzdHMgc2hhcmUgYSBtYXN0ZXIga2U=";

/// These settings over the defaults. All tests have one master key, since they share the full profile's record. They are
/// their own proxy: a test may come from any address.
pub fn config(settings: &str) -> Config {
    let key = MASTER_KEY;
    let proxies = if settings.contains("trusted_proxies") {
        ""
    } else {
        "trusted_proxies = [\"127.0.0.1/32\"]\n"
    };
    // A machine that runs all tests at once is slower than any in production.
    let patience = "acquire_timeout_ms = 5000\n";
    Config::of_text(&format!("master_key = {key:?}\n{patience}{proxies}{settings}")).unwrap()
}
