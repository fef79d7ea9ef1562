//! When a provider is asked: again and again, and when a token names a key that is not known. One node asks for all, one
//! request at a time for each channel, and strangers' tokens can't make it more often than every few seconds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache;
use tenants::{Entry, Registry, TenantId};
use tokio::sync::Semaphore;
use url::Url;

use super::super::gate::Gate;
use super::{Kept, fetch, store};
use crate::config::{Config, Stage};
use crate::error::Result;

/// After a failure, and before the first answer.
const RETRY_EVERY: TimeDelta = TimeDelta::seconds(15);
/// For keys that are not known: over all nodes.
const LOOK_UP_EVERY: TimeDelta = TimeDelta::seconds(5);
/// The same for this node, which then does not even ask the record.
const GATE_MS: i64 = 1_000;
const CLOCKS_APART_MAX: TimeDelta = TimeDelta::days(1);
/// Viewers of one channel who wait for its provider at once; more are refused, and come again.
const WAITING_MAX: usize = 64;
/// Of one channel: keys that its provider does not have.
const UNKNOWN_MAX: u64 = 256;
const UNKNOWN_FOR: Duration = Duration::from_secs(60);

pub(in crate::keyring) struct Providers {
    stage: Stage,
    refresh_every: TimeDelta,
    of_channel: Mutex<HashMap<TenantId, Arc<Provider>>>,
}

/// One channel's, as this node deals with it.
struct Provider {
    flight: tokio::sync::Mutex<()>,
    waiting: Semaphore,
    gate: Gate,
    unknown: Cache<String, ()>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    NotDue,
    Failed,
    Answered,
}

fn url(entry: &Entry) -> Option<&Url> {
    entry.manifest.identity.as_ref()?.jwks_url()
}

/// A key that a token names.
pub(in crate::keyring) struct Wanted<'a> {
    pub(in crate::keyring) tenant: TenantId,
    pub(in crate::keyring) kid: &'a str,
}

impl Provider {
    fn new() -> Self {
        Self {
            flight: tokio::sync::Mutex::default(),
            waiting: Semaphore::new(WAITING_MAX),
            gate: Gate::new(),
            unknown: Cache::builder()
                .max_capacity(UNKNOWN_MAX)
                .time_to_live(UNKNOWN_FOR)
                .build(),
        }
    }
}

impl Providers {
    pub(in crate::keyring) fn new(config: &Config) -> Self {
        Self {
            stage: config.environment,
            refresh_every: TimeDelta::seconds(config.identity_refresh_seconds.into()),
            of_channel: Mutex::default(),
        }
    }

    fn of(&self, tenant: TenantId) -> Arc<Provider> {
        let mut all = self.of_channel.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(tenant)
            .or_insert_with(|| Arc::new(Provider::new()))
            .clone()
    }

    /// If it is this channel's time. True: the record may hold other keys now.
    pub(in crate::keyring) async fn ask_due(
        &self,
        registry: &Registry,
        entry: &Entry,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let Some(url) = url(entry).filter(|_| entry.status.is_served()) else {
            return Ok(false);
        };
        let asked = self.ask(registry, entry.id, url, |kept| self.pause(kept), now);
        Ok(asked.await? == Asked::Answered)
    }

    /// Until when nobody asks again.
    fn pause(&self, kept: &Kept) -> TimeDelta {
        if kept.fault.is_some() || kept.fetched_at.is_none() {
            RETRY_EVERY
        } else {
            self.refresh_every
        }
    }

    /// For a key that this node does not know: asks the provider unless that was done a moment ago. `reread` then reads the
    /// record and says whether the key is known now.
    pub(in crate::keyring) async fn look_up(
        &self,
        registry: &Registry,
        wanted: Wanted<'_>,
        now: DateTime<Utc>,
        is_known: impl Fn() -> bool,
        reread: impl AsyncFnOnce() -> Result<()>,
    ) -> Result<bool> {
        let Some(entry) = registry.get(wanted.tenant) else {
            return Ok(false);
        };
        let Some(url) = url(&entry) else {
            return Ok(false);
        };
        let provider = self.of(wanted.tenant);
        if provider.unknown.contains_key(wanted.kid) {
            return Ok(false);
        }
        let Ok(_place) = provider.waiting.try_acquire() else {
            return Ok(false);
        };
        let _one = provider.flight.lock().await;
        // Whoever was in before may have brought it.
        if is_known() {
            return Ok(true);
        }
        if !provider.gate.may_pass(now, GATE_MS) {
            return Ok(false);
        }
        let asked = self.ask(registry, wanted.tenant, url, |_| LOOK_UP_EVERY, now);
        let asked = asked.await?;
        // Not due: then another node has asked, and what it heard is in the record.
        reread().await?;
        if !is_known() && asked == Asked::Answered {
            provider.unknown.insert(wanted.kid.to_owned(), ());
        }
        Ok(is_known())
    }

    async fn ask(
        &self,
        registry: &Registry,
        tenant: TenantId,
        url: &Url,
        pause: impl Fn(&Kept) -> TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<Asked> {
        let seen = store::find(&registry.control_read().await?, tenant).await?;
        let same = seen.as_ref().filter(|kept| kept.jwks_url == url.as_str());
        let is_quiet = |kept: &Kept| {
            let since = now - kept.tried_at;
            // A clock that was put back must not stop it for long.
            since < pause(kept) && since > -CLOCKS_APART_MAX
        };
        if same.is_some_and(is_quiet) {
            return Ok(Asked::NotDue);
        }
        let next = Kept {
            tenant_id: tenant.uuid(),
            jwks_url: url.to_string(),
            jwks: same.and_then(|kept| kept.jwks.clone()),
            fetched_at: same.and_then(|kept| kept.fetched_at),
            tried_at: now,
            fault: same.and_then(|kept| kept.fault.clone()),
        };
        let tx = registry.control_write().await?;
        if !store::claim(&tx, seen.as_ref(), next.clone()).await? {
            return Ok(Asked::NotDue);
        }
        tx.commit().await?;
        let answer = fetch::fetch(url, self.stage).await;
        let tx = registry.control_write().await?;
        let asked = match answer {
            Ok(jwks) => {
                store::set_fetched(&tx, &next, jwks, now).await?;
                Asked::Answered
            }
            Err(fault) => {
                tracing::warn!(%tenant, fault, "a channel's identity provider did not give its keys");
                store::set_fault(&tx, &next, &fault).await?;
                Asked::Failed
            }
        };
        tx.commit().await?;
        Ok(asked)
    }
}
