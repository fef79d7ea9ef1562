//! The ground of the attack: a fresh server, two channels or three that know nothing of each other, one that is suspended,
//! and one to practise on.

use anyhow::{Context, Result, bail};
use data_encoding::BASE32_NOPAD;
use e2e::address::Address;
use e2e::chance;
use e2e::console::text;
use e2e::ovation::Ovation;
use futures::future::try_join_all;
use serde_json::json;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::interval;

use super::ask::{Actor, Api};
use super::channel::{self, Channel, SignIn};
use super::schema::Schema;
use crate::harness::{Plan, Profile, Site};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    Sqlite,
    Pooled,
    /// One channel of the two has a database of its own.
    Mixed,
}

impl Placement {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Pooled => "pooled",
            Self::Mixed => "mixed",
        }
    }
}

/// Who attacks whom, and where the two are kept.
#[derive(Debug, Clone, Copy)]
pub struct Direction {
    pub placement: Placement,
    pub rival: usize,
    pub victim: usize,
}

pub struct Schemas {
    audience: Schema,
    console: Schema,
}

impl Schemas {
    pub fn of(&self, api: Api) -> &Schema {
        match api {
            Api::Audience => &self.audience,
            Api::Console => &self.console,
        }
    }

    async fn ask(address: &Address) -> Result<Self> {
        let ask = async |api| {
            let nobody = Actor::nobody("nobody", api, address);
            let answer = nobody.ask(Schema::question(), json!({})).await?;
            Schema::read(&answer.json()["data"]).with_context(|| format!("the {api} schema"))
        };
        Ok(Self {
            audience: ask(Api::Audience).await?,
            console: ask(Api::Console).await?,
        })
    }
}

pub struct Ground {
    pub site: Site,
    pub schemas: Schemas,
    pub channels: Vec<Channel>,
    pub directions: Vec<Direction>,
    /// Suspended.
    pub dormant: Channel,
    /// What is tried on it tells how a question is to be put, and that it matters what is asked with.
    pub decoy: Channel,
    pub manager: Actor,
    pub manager_sign_in: SignIn,
    _manifests: TempDir,
}

impl Ground {
    pub async fn prepare(profile: Profile) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut plan = Plan {
            manifests: Vec::new(),
            own: Vec::new(),
            // The attackers' own guesses at passwords must not keep them from going on.
            env: [
                ("OVATION_SIGN_IN_FAILURES_PER_ACCOUNT", "100000"),
                ("OVATION_SIGN_IN_FAILURES_PER_ADDRESS", "100000"),
                ("OVATION_LOG_FILTER", "warn"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        };
        let mut slugs = Vec::new();
        // The last two are the suspended one and the decoy.
        let count = if profile == Profile::Full { 5 } else { 4 };
        for number in 0..count {
            let (slug, name) = (format!("c{}", chance::fresh_word(9)?), chance::fresh_word(9)?);
            let is_own = profile == Profile::Full && number == 0;
            let path = folder.path().join(format!("{slug}.toml"));
            std::fs::write(
                &path,
                channel::manifest(&slug, &name, if is_own { "own" } else { "pooled" }),
            )?;
            plan.manifests.push(path);
            plan.own.extend(is_own.then(|| slug.clone()));
            slugs.push((slug, name));
        }
        let site = Site::open_with(profile, &plan).await?;
        let (address, ovation) = (site.address().clone(), site.ovation.clone());
        let opening = slugs.iter().zip(0..).map(|((slug, name), number)| {
            let (address, ovation) = (&address, &ovation);
            async move { furnish(ovation, address, slug, name, number).await }
        });
        let opened = try_join_all(opening).await?;
        let mut channels = opened;
        let (Some(decoy), Some(dormant)) = (channels.pop(), channels.pop()) else {
            bail!("{count} channels were opened");
        };
        suspend(&site, &dormant).await?;
        let (manager, manager_sign_in) = manager(&ovation, &address).await?;
        Ok(Self {
            schemas: Schemas::ask(&address).await?,
            manager,
            manager_sign_in,
            channels,
            directions: directions(profile),
            dormant,
            decoy,
            site,
            _manifests: folder,
        })
    }

    pub fn address(&self) -> &Address {
        self.site.address()
    }

    /// For a channel that somebody has suspended or begun to delete.
    pub async fn serve_again(&self, channel: &Channel) -> Result<()> {
        while channel.is_refused().await? {
            for way in ["resume", "restore"] {
                // Only one of them fits.
                let _ = self.site.ovation.run(&["tenant", way, &channel.slug], "").await;
            }
        }
        Ok(())
    }

    /// Whom a channel has let in is no account manager while inside.
    pub async fn manager_leaves(&self) -> Result<()> {
        self.manager
            .ask("mutation { leaveChannel { left } }", json!({}))
            .await
            .map(drop)
    }

    /// The account manager's session, new: who signs out everywhere has none.
    pub async fn fresh_manager(&self) -> Result<Actor> {
        let nobody = self.nobody(Api::Console);
        let cookie = self.manager_sign_in.cookie(&nobody).await?;
        Actor::nobody("account manager", Api::Console, self.address()).with_cookie(&cookie)
    }

    pub fn nobody(&self, api: Api) -> Actor {
        Actor::nobody("nobody", api, self.address())
    }
}

fn directions(profile: Profile) -> Vec<Direction> {
    let direction = |(placement, rival, victim)| Direction {
        placement,
        rival,
        victim,
    };
    let all: &[_] = match profile {
        Profile::Embedded => &[(Placement::Sqlite, 0, 1)],
        // The first has a database of its own.
        Profile::Full => &[
            (Placement::Pooled, 1, 2),
            (Placement::Mixed, 0, 1),
            (Placement::Mixed, 2, 0),
        ],
    };
    all.iter().copied().map(direction).collect()
}

async fn furnish(
    ovation: &Ovation,
    address: &Address,
    slug: &str,
    name: &str,
    number: u32,
) -> Result<Channel> {
    let mut channel = Channel::open(ovation, address, slug, name, number).await?;
    channel.fill().await?;
    Ok(channel)
}

/// Its people find the door shut from then on.
async fn suspend(site: &Site, channel: &Channel) -> Result<()> {
    site.ovation
        .run(&["tenant", "suspend", &channel.slug], "")
        .await?;
    let mut look = interval(Duration::from_millis(20));
    while !channel.is_refused().await? {
        look.tick().await;
    }
    Ok(())
}

/// An account manager with a second factor, which they must have.
async fn manager(ovation: &Ovation, address: &Address) -> Result<(Actor, SignIn)> {
    let nobody = Actor::nobody("nobody", Api::Console, address);
    let (email, password) = (
        format!("am-{}@example.org", chance::fresh_word(8)?),
        chance::fresh_word(24)?,
    );
    let arguments = ["member", "add", "--platform", "--email", &email, "--name", "AM"];
    let arguments = [&arguments[..], &["--role", "account-manager", "--password-stdin"]].concat();
    ovation.run(&arguments, &password).await?;
    let mut sign_in = SignIn::new(None, &email, &password);
    let cookie = sign_in.cookie(&nobody).await?;
    let manager = Actor::nobody("account manager", Api::Console, address).with_cookie(&cookie)?;
    let begun = manager
        .data("mutation { enrolTotp { secret } }", json!({}))
        .await?;
    let secret = BASE32_NOPAD.decode(text(&begun["secret"])?.as_bytes())?;
    let confirm = "mutation ($code: String!) { confirmTotp(code: $code) { outcome recoveryCodes } }";
    let confirmed = manager.ask(confirm, json!({ "code": code(&secret) })).await?;
    let cookie = confirmed
        .cookie
        .clone()
        .with_context(|| format!("no second factor: {}", confirmed.body))?;
    manager.wear(&cookie)?;
    let codes = confirmed.json()["data"]["confirmTotp"]["recoveryCodes"].take();
    sign_in.recovery_codes = serde_json::from_value::<Vec<String>>(codes)?.into();
    Ok((manager, sign_in))
}

/// Of an authenticator app at this moment: RFC 6238.
fn code(secret: &[u8]) -> String {
    use aws_lc_rs::hmac;
    let step = chance::now().timestamp().div_euclid(30);
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag[tag.len() - 1] & 0x0f);
    let word = tag[at..at + 4]
        .iter()
        .fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
    format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
}
