//! Puts the platform together: for the server, for the command line, for tests.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tenants::Registry;
use tokio::runtime::Handle;

use crate::admission::Admission;
use crate::admission::limit::Bounds;
use crate::analytics::Meter;
use crate::clock::Clock;
use crate::config::Config;
use crate::ctx::Platform;
use crate::http;
use crate::keyring::Keyrings;
use crate::live::Engine;
use crate::memo::Memo;
use crate::persisted::Documents;
use crate::random::Random;
use crate::seen::Seen;
use crate::telemetry::stages::AllStages;

/// # Errors
/// One sentence that says what is missing: the master key, a migrated database, a database that answers.
pub async fn platform(config: Config) -> Result<Arc<Platform>> {
    platform_at(config, Clock::system(), Random::system()?).await
}

/// As [`platform`], with time and chance of the caller's.
///
/// # Errors
/// As [`platform`].
pub async fn platform_at(config: Config, clock: Clock, random: Random) -> Result<Arc<Platform>> {
    let keyrings = Keyrings::new(&config, random.clone())?;
    let registry = Registry::open(config.storage())
        .await
        .context("the platform's record can't be opened (`ovation migrate` prepares it)")?;
    keyrings.refresh(&registry, clock.now()).await?;
    let documents = Documents::new(http::prepare, &http::own_documents());
    documents.refresh(&registry).await?;
    let stages = AllStages::default();
    let bounds = Bounds {
        target: Duration::from_millis(config.latency_target_ms),
        min: config.in_flight_min,
        max: config.in_flight_max,
    };
    let node = uuid::Builder::from_random_bytes(random.bytes()).into_uuid();
    Ok(Arc::new(Platform {
        config,
        clock,
        random,
        registry,
        keyrings,
        documents,
        engine: Engine::new(Handle::current(), stages.clone()),
        admission: Admission::new(bounds, stages.clone()),
        stages,
        meter: Meter::new(node),
        memo: Memo::new(),
        seen: Seen::new(),
    }))
}
