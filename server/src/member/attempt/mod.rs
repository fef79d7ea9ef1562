//! Failed attempts to sign in, counted in the record, so that all nodes slow a guesser down together.
//!
//! An attempt is counted before the password is looked at, and the count taken back when it was right: many guesses at
//! once count as many. What is refused for coming too soon is not counted, so that nobody is kept out by impatience.
//! Accounts that don't exist are counted like those that do.
//!
//! A stranger's failures would keep the owner out as well. So an address from which an account has been entered lately
//! has a count of its own for it, and no wait is longer than minutes.

mod entity;
mod pace;
mod store;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use ipnet::IpNet;
use tenants::ControlTx;

use crate::ctx::Platform;
use crate::doer::Origin;
use crate::error::Result;
use crate::ids::MemberId;
use crate::keyring::Purpose;
use entity::Model;
use pace::Pace;

const PASSWORD_WAIT_MAX: TimeDelta = TimeDelta::minutes(5);
const ADDRESS_WAIT_MAX: TimeDelta = TimeDelta::minutes(5);
/// Only who knows the password gets as far as a code, and a code has six digits.
const CODE_WAIT_MAX: TimeDelta = TimeDelta::hours(1);
const CODES_FREE: u32 = 5;

/// An address stays familiar to an account for so long after each entry.
const FAMILIAR_FOR: TimeDelta = TimeDelta::days(30);

/// What is tried.
#[derive(Clone, Copy, Debug)]
pub(super) enum Subject<'a> {
    /// A password: the scope that was named, as it was named, and the e-mail, whether there are such or not.
    Password { scope: &'a str, email: &'a str },
    /// The second factor of somebody whose password was right.
    Code(MemberId),
}

/// An attempt that may go on and has been counted as a failure until [`Attempt::succeeded`].
#[derive(Debug)]
pub(super) struct Attempt {
    account: Counter,
    familiar: Option<Vec<u8>>,
    address: Option<Counter>,
}

#[derive(Debug)]
struct Counter {
    key: Vec<u8>,
    pace: Pace,
}

pub(super) enum Begun {
    Go(Attempt),
    /// Too many have failed. Come back after this.
    Wait(Duration),
}

fn digest(platform: &Platform, kind: &str, parts: &[&str]) -> Result<Vec<u8>> {
    let text: String = parts
        .iter()
        .map(|part| format!("{}:{part}", part.len()))
        .collect();
    let sealer = platform.keyrings.sealer();
    Ok(sealer.digest(Purpose::Attempt, kind.as_bytes(), text.as_bytes())?)
}

fn account(platform: &Platform, subject: Subject<'_>, at: Option<IpNet>) -> Result<Vec<u8>> {
    let at = at.map(|net| net.to_string()).unwrap_or_default();
    match subject {
        Subject::Password { scope, email } => {
            let email = email.trim().to_lowercase();
            digest(platform, "password", &[scope, &email, &at])
        }
        Subject::Code(member) => digest(platform, "code", &[&member.to_string(), &at]),
    }
}

fn pace(platform: &Platform, subject: Subject<'_>) -> Pace {
    let (free, wait_max) = match subject {
        Subject::Password { .. } => (platform.config.sign_in_failures_per_account, PASSWORD_WAIT_MAX),
        Subject::Code(_) => (CODES_FREE, CODE_WAIT_MAX),
    };
    Pace {
        free,
        wait_max,
        forgives_every: TimeDelta::minutes(30),
    }
}

/// Whether this may be tried now; if so, it is counted.
///
/// # Errors
/// The record is out of reach.
pub(super) async fn begin(platform: &Platform, subject: Subject<'_>, origin: &Origin) -> Result<Begun> {
    let now = platform.clock.now();
    let network = origin.network();
    let familiar = network
        .map(|network| account(platform, subject, Some(network)))
        .transpose()?;
    let tx = platform.registry.control_write().await?;
    let is_familiar = match &familiar {
        Some(key) => store::is_kept(&tx, key, now).await?,
        None => false,
    };
    let key = match &familiar {
        Some(key) if is_familiar => key.clone(),
        _ => account(platform, subject, None)?,
    };
    let attempt = Attempt {
        account: Counter {
            key,
            pace: pace(platform, subject),
        },
        familiar,
        address: network.map(|network| address(platform, network)).transpose()?,
    };
    let wait = attempt.count(&tx, now).await?;
    if wait > TimeDelta::zero() {
        return Ok(Begun::Wait(wait.to_std().unwrap_or_default()));
    }
    tx.commit().await?;
    Ok(Begun::Go(attempt))
}

fn address(platform: &Platform, network: IpNet) -> Result<Counter> {
    Ok(Counter {
        key: digest(platform, "address", &[&network.to_string()])?,
        pace: Pace {
            free: platform.config.sign_in_failures_per_address,
            wait_max: ADDRESS_WAIT_MAX,
            forgives_every: TimeDelta::minutes(5),
        },
    })
}

impl Attempt {
    fn counters(&self) -> Vec<&Counter> {
        let mut counters: Vec<&Counter> = std::iter::once(&self.account).chain(&self.address).collect();
        // In one order for everybody: nobody holds what another waits for while waiting for what that one holds.
        counters.sort_by(|a, b| a.key.cmp(&b.key));
        counters
    }

    /// The longest wait of all; where there is none, one failure more for each.
    async fn count(&self, tx: &ControlTx, now: DateTime<Utc>) -> Result<TimeDelta> {
        let (mut wait, mut rows) = (TimeDelta::zero(), Vec::new());
        for Counter { key, pace } in self.counters() {
            let row = store::hold(tx, key, now).await?;
            let (failures, quiet) = (failures(&row), now - row.last_at);
            wait = wait.max(pace.wait(failures, quiet));
            rows.push(counted(row, pace.left(failures, quiet) + 1, pace, now));
        }
        if wait == TimeDelta::zero() {
            for row in rows {
                store::set(tx, row).await?;
            }
        }
        Ok(wait)
    }

    /// Forgets the account's failures, takes this one back from the address, and makes the address familiar.
    pub(super) async fn succeeded(self, tx: &ControlTx, now: DateTime<Utc>) -> Result<()> {
        let familiar = self.familiar.iter().filter(|key| **key != self.account.key);
        let mut keys: Vec<&Vec<u8>> = self.counters().into_iter().map(|counter| &counter.key).collect();
        keys.extend(familiar);
        keys.sort();
        for key in keys {
            let row = store::hold(tx, key, now).await?;
            let changed = match &self.address {
                Some(address) if address.key == *key => counted(
                    row.clone(),
                    failures(&row).saturating_sub(1),
                    &address.pace,
                    row.last_at,
                ),
                _ if self.familiar.as_ref() == Some(key) => Model {
                    failures: 0,
                    kept_until: now + FAMILIAR_FOR,
                    ..row
                },
                _ => counted(row, 0, &self.account.pace, now),
            };
            store::set(tx, changed).await?;
        }
        Ok(())
    }
}

fn failures(row: &Model) -> u32 {
    u32::try_from(row.failures).unwrap_or(0)
}

fn counted(row: Model, failures: u32, pace: &Pace, last_at: DateTime<Utc>) -> Model {
    Model {
        failures: i32::try_from(failures).unwrap_or(i32::MAX),
        last_at,
        // What was kept for longer stays: the address is familiar.
        kept_until: row.kept_until.max(last_at + pace.forgets_after(failures)),
        ..row
    }
}

/// For a worker, now and then.
///
/// # Errors
/// The record is out of reach.
pub async fn forget_old(platform: &Platform) -> Result<()> {
    let tx = platform.registry.control_write().await?;
    store::delete_old(&tx, platform.clock.now()).await?;
    Ok(tx.commit().await?)
}
