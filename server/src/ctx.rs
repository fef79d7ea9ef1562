//! The one context value. A rule's first parameter is a capability that holds one (`&Viewer`, `&Producer`, …), and the
//! data of a tenant is reached through nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_lc_rs::digest;
use chrono::{DateTime, Utc};
use tenants::{Registry, Tenant, TenantId};
use uuid::Uuid;

use crate::admission::Admission;
use crate::analytics::Meter;
use crate::clock::Clock;
use crate::config::Config;
use crate::doer::Doer;
use crate::keyring::Keyrings;
use crate::live::Engine;
use crate::memo::Memo;
use crate::persisted::Documents;
use crate::random::Random;
use crate::seen::Seen;
use crate::telemetry::stages::AllStages;

/// What a node consists of: made once, shared by all requests and workers.
pub struct Platform {
    pub config: Config,
    pub clock: Clock,
    pub random: Random,
    pub registry: Registry,
    pub keyrings: Keyrings,
    pub documents: Documents,
    pub engine: Engine,
    pub admission: Admission,
    pub stages: AllStages,
    pub meter: Meter,
    pub memo: Memo,
    pub seen: Seen,
}

impl Platform {
    /// An id that no retry repeats: for what is found again by other means.
    #[must_use]
    pub fn fresh_id(&self) -> Uuid {
        uuid_v7(self.clock.now(), self.random.bytes())
    }
}

/// One of the platform's parts that has members and an audit log of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    Tenant(TenantId),
    Platform,
}

impl Scope {
    /// As the record names it.
    #[must_use]
    pub fn key(self) -> String {
        self.tenant()
            .map_or_else(|| "platform".to_owned(), |tenant| tenant.to_string())
    }

    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        if key == "platform" {
            return Some(Self::Platform);
        }
        let id = Uuid::try_parse(key).ok()?;
        Some(Self::Tenant(TenantId::new(id)))
    }

    #[must_use]
    pub const fn tenant(self) -> Option<TenantId> {
        match self {
            Self::Tenant(tenant) => Some(tenant),
            Self::Platform => None,
        }
    }
}

/// One request's, or one worker's, view of one tenant. Cheap to clone.
#[derive(Clone)]
pub struct Ctx {
    pub platform: Arc<Platform>,
    pub tenant: Tenant,
    pub ids: Arc<IdSource>,
    /// Who acts in it.
    pub doer: Arc<Doer>,
}

impl Ctx {
    #[must_use]
    pub fn new(platform: Arc<Platform>, tenant: Tenant, doer: Doer) -> Self {
        Self {
            platform,
            tenant,
            ids: Arc::default(),
            doer: Arc::new(doer),
        }
    }

    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.platform.clock.now()
    }

    #[must_use]
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        T::from(self.ids.next(&self.platform))
    }
}

/// Where new ids come from. A request that may be sent again (`Idempotency-Key`) gets the same ids every time, so that
/// what it made the first time is found instead of made twice, even when the first answer was lost in a crash.
#[derive(Debug, Default)]
pub struct IdSource {
    replayed: Option<[u8; 32]>,
    second_run: bool,
    count: AtomicU32,
}

impl IdSource {
    /// `scope` names the caller, so that two callers with the same key never meet.
    #[must_use]
    pub fn replayable(scope: &str, key: &str) -> Self {
        let mut hash = digest::Context::new(&digest::SHA256);
        for part in [scope, key] {
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let mut seed = [0; 32];
        seed.copy_from_slice(hash.finish().as_ref());
        Self {
            replayed: Some(seed),
            ..Self::default()
        }
    }

    /// For a request whose first run was cut short: what that run has changed is its own doing.
    #[must_use]
    pub fn of_second_run(self) -> Self {
        Self {
            second_run: true,
            ..self
        }
    }

    #[must_use]
    pub const fn is_second_run(&self) -> bool {
        self.second_run
    }

    pub fn next(&self, platform: &Platform) -> Uuid {
        let Some(seed) = &self.replayed else {
            return uuid_v7(platform.clock.now(), platform.random.bytes());
        };
        let mut hash = digest::Context::new(&digest::SHA256);
        hash.update(seed);
        hash.update(&self.count.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finish().as_ref()[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }
}

/// Time-ordered, so that new rows land together in an index, with 74 random bits, so that none can be guessed.
fn uuid_v7(now: DateTime<Utc>, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
