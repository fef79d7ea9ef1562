//! A platform of the test's own on SQLite, whose clock stands until it is moved.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE32_NOPAD;
use migrations::up;
use ovation::api::{Actor, authenticate};
use ovation::app;
use ovation::clock::Clock;
use ovation::config::Config;
use ovation::ctx::Platform;
use ovation::doer::Origin;
use ovation::member::totp::{self, Confirmation};
use ovation::member::{
    self, AccountManager, Arrival, Capability, Claim, Credentials, Enroller, Member, NewMember, Owner, Role,
    SignIn, SignedIn, Steward,
};
use ovation::random::Random;
use ovation::tenant;
use tempfile::TempDir;
use tenants::Owner as Database;
use zeroize::Zeroizing;

pub const PASSWORD: &str = "correct horse";

pub const CCTV: &str = include_str!("../../../../tenants/channels/cctv.toml");
pub const HUNAN: &str = include_str!("../../../../tenants/channels/hunan.toml");

pub struct Node {
    pub platform: Arc<Platform>,
    clock: Arc<AtomicI64>,
    seed: u64,
    dir: Arc<TempDir>,
}

impl Node {
    /// Without a channel.
    pub async fn bare() -> Self {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        up(&Database::of_control(&config(dir.path()).storage()).await.unwrap())
            .await
            .unwrap();
        let clock = Arc::new(AtomicI64::new(1_795_233_600_000_000));
        Self::start(dir, clock, 1).await
    }

    /// With CCTV and Hunan.
    pub async fn new() -> Self {
        let node = Self::bare().await;
        for manifest in [CCTV, HUNAN] {
            tenant::apply(&node.manager(), manifest, false).await.unwrap();
        }
        node
    }

    /// Another node on the same record, and with the same time.
    pub async fn another(&self) -> Self {
        Self::start(self.dir.clone(), self.clock.clone(), self.seed + 1).await
    }

    async fn start(dir: Arc<TempDir>, clock: Arc<AtomicI64>, seed: u64) -> Self {
        let time = clock.clone();
        let now = move || DateTime::<Utc>::from_timestamp_micros(time.load(Ordering::Relaxed)).unwrap();
        let platform = app::platform_at(config(dir.path()), Clock::new(now), Random::seeded(seed))
            .await
            .unwrap();
        Self {
            platform,
            clock,
            seed,
            dir,
        }
    }

    pub fn pass(&self, time: TimeDelta) {
        self.clock
            .fetch_add(time.num_microseconds().unwrap(), Ordering::Relaxed);
    }

    /// Whether these bytes stand anywhere in the record's files.
    pub fn record_holds(&self, text: &[u8]) -> bool {
        std::fs::read_dir(self.dir.path()).unwrap().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
            bytes.windows(text.len()).any(|window| window == text)
        })
    }

    pub fn manager(&self) -> AccountManager {
        AccountManager::of_command_line(self.platform.clone())
    }

    pub fn steward(&self) -> Steward {
        Steward::of_command_line(self.platform.clone())
    }

    pub async fn add(&self, channel: Option<&str>, email: &str, role: Role) -> Member {
        let new = new_member(channel, email, role, Some(PASSWORD));
        match member::add(&self.steward(), new).await.unwrap() {
            Credentials::Done(member, _) => member,
            _ => panic!("{email} was not added"),
        }
    }

    pub async fn try_sign_in(&self, channel: Option<&str>, email: &str, password: &str) -> SignIn {
        let claim = Claim {
            channel,
            email,
            password,
        };
        let arrival = Arrival {
            origin: &Origin::default(),
            replaces: None,
        };
        member::sign_in(&self.platform, claim, arrival).await.unwrap()
    }

    pub async fn sign_in(&self, channel: Option<&str>, email: &str) -> SignedIn {
        match self.try_sign_in(channel, email, PASSWORD).await {
            SignIn::SignedIn(signed_in) => *signed_in,
            other => panic!("{email}: {other:?}"),
        }
    }

    pub async fn actor(&self, cookie: &str) -> Actor {
        authenticate::console(&self.platform, Some(cookie), None, Origin::default())
            .await
            .unwrap()
    }

    /// Whose session this is, in a word.
    pub async fn who(&self, cookie: &str) -> &'static str {
        who(&self.actor(cookie).await)
    }

    /// Sets up the second factor that whoever is in this session lacks: the secret, the recovery codes, and the cookie of
    /// the session that goes on.
    pub async fn enrol(&self, cookie: &str) -> (Vec<u8>, Vec<String>, String) {
        let enroller = match self.actor(cookie).await {
            Actor::Enroller(enroller) => enroller,
            Actor::Member(session) => Enroller::new((&session).into()),
            other => panic!("{}", who(&other)),
        };
        let begun = totp::enrol(&enroller).await.unwrap().unwrap();
        let secret = BASE32_NOPAD.decode(begun.secret.as_bytes()).unwrap();
        let code = totp::code_at(&secret, self.platform.clock.now());
        match totp::confirm(&enroller, &code).await.unwrap() {
            Confirmation::Confirmed(codes, opened) => (secret, codes, opened.token),
            _ => panic!("the code was not taken"),
        }
    }

    /// A channel's owner, added and signed in.
    pub async fn owner(&self, channel: &str) -> Owner {
        self.add(Some(channel), "owner@example.org", Role::Owner).await;
        let signed_in = self.sign_in(Some(channel), "owner@example.org").await;
        match self.actor(&signed_in.token).await {
            Actor::Member(session) => Owner::of(&session).unwrap(),
            other => panic!("{}", who(&other)),
        }
    }
}

pub fn who(actor: &Actor) -> &'static str {
    match actor {
        Actor::Nobody => "nobody",
        Actor::Viewer(_) => "viewer",
        Actor::Member(_) => "member",
        Actor::App(_) => "app",
        Actor::AccountManager(_) => "account manager",
        Actor::Enroller(_) => "enroller",
    }
}

pub fn new_member(channel: Option<&str>, email: &str, role: Role, password: Option<&str>) -> NewMember {
    NewMember {
        channel: channel.map(str::to_owned),
        email: email.to_owned(),
        name: "名字".to_owned(),
        role,
        password: password.map(|password| Zeroizing::new(password.to_owned())),
    }
}

fn config(dir: &Path) -> Config {
    let key = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    Config::of_text(&format!(
        "data_dir = {dir:?}\nmaster_key = {key:?}\nacquire_timeout_ms = 5000"
    ))
    .unwrap()
}
