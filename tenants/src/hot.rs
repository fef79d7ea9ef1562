//! Names and reaches a tenant's hot state. What is kept there, and by which rules, is the server's business (`live`);
//! that no key of one tenant can be built by another is this file's.

use std::sync::Arc;
use std::time::Duration;

use deadpool_redis::redis::{self, FromRedisValue, ToRedisArgs, aio::ConnectionLike};
use deadpool_redis::{Pool, Runtime, cluster};
use thiserror::Error;
use uuid::Uuid;

use crate::ids::TenantId;

/// The hot state could not be asked. It is a cache: the record decides meanwhile.
#[derive(Debug, Error)]
pub enum HotError {
    #[error("the hot state did not answer within {0:?}")]
    Timeout(Duration),
    #[error("the hot state failed: {0}")]
    Redis(#[from] redis::RedisError),
    #[error("no connection to the hot state: {0}")]
    Pool(String),
}

/// A Lua script, known to Redis by its SHA-1. Every key it touches is literally `KEYS[n]`.
#[derive(Debug)]
pub struct Script(redis::Script);

impl Script {
    #[must_use]
    pub fn new(source: &str) -> Self {
        Self(redis::Script::new(source))
    }
}

#[derive(Clone)]
pub(crate) enum Backend {
    InProcess,
    Redis(Pool),
    Cluster(cluster::Pool),
}

impl Backend {
    /// `redis://host:port`; several addresses with commas between them are a cluster.
    pub(crate) fn open(url: Option<&str>) -> Result<Self, String> {
        let Some(url) = url else {
            return Ok(Self::InProcess);
        };
        let addresses: Vec<String> = url.split(',').map(str::to_owned).collect();
        if addresses.len() > 1 {
            let pool = cluster::Config::from_urls(addresses)
                .create_pool(Some(Runtime::Tokio1))
                .map_err(|e| e.to_string())?;
            return Ok(Self::Cluster(pool));
        }
        let mut config = deadpool_redis::Config::from_url(url);
        // Connections are multiplexed: a few carry everything.
        config.pool = Some(deadpool_redis::PoolConfig::new(4));
        Ok(Self::Redis(
            config
                .create_pool(Some(Runtime::Tokio1))
                .map_err(|e| e.to_string())?,
        ))
    }
}

/// The hot state of one tenant.
#[derive(Clone)]
pub struct Hot {
    tenant: TenantId,
    backend: Arc<Backend>,
    timeout: Duration,
}

impl std::fmt::Debug for Hot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hot")
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}

impl Hot {
    pub(crate) const fn new(tenant: TenantId, backend: Arc<Backend>, timeout: Duration) -> Self {
        Self {
            tenant,
            backend,
            timeout,
        }
    }

    /// Whether other nodes share it: Redis. Otherwise it is this process's own.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        !matches!(*self.backend, Backend::InProcess)
    }

    /// One shard of one campaign. Its keys have one hash tag, so a script on them runs on one node of a cluster.
    #[must_use]
    pub fn shard(&self, campaign: Uuid, shard: u16) -> Shard {
        Shard {
            tag: format!("{{{}:{}:{shard}}}", self.tenant, campaign.simple()).into(),
            hot: self.clone(),
        }
    }
}

/// The keys of one shard: `{tenant:campaign:shard}:part`. Only ids and fixed part names enter a key, never a viewer's words.
#[derive(Clone, Debug)]
pub struct Shard {
    tag: Arc<str>,
    hot: Hot,
}

impl Shard {
    /// Names the shard in this process's own state and in logs.
    #[must_use]
    pub fn tag(&self) -> &Arc<str> {
        &self.tag
    }

    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.hot.is_shared()
    }

    /// Runs the script on this shard's keys, in the order of `parts`. May be carried out twice (a client resends), so
    /// the script must be idempotent.
    ///
    /// # Errors
    /// Redis is out of reach, too slow, or refused the script.
    pub async fn call<T: FromRedisValue, A: ToRedisArgs + Sync>(
        &self,
        script: &Script,
        parts: &[&'static str],
        args: &A,
    ) -> Result<T, HotError> {
        let mut invocation = script.0.prepare_invoke();
        for part in parts {
            invocation.key(format!("{}:{part}", self.tag));
        }
        invocation.arg(args);
        let timeout = self.hot.timeout;
        let asked = async {
            match &*self.hot.backend {
                Backend::InProcess => Err(HotError::Pool("no Redis is configured".to_owned())),
                Backend::Redis(pool) => {
                    let mut connection = pool.get().await.map_err(|e| HotError::Pool(e.to_string()))?;
                    invoke(&invocation, &mut connection).await
                }
                Backend::Cluster(pool) => {
                    let mut connection = pool.get().await.map_err(|e| HotError::Pool(e.to_string()))?;
                    invoke(&invocation, &mut connection).await
                }
            }
        };
        // A stopped Redis still accepts connections: only a time limit sees it.
        tokio::time::timeout(timeout, asked)
            .await
            .map_err(|_| HotError::Timeout(timeout))?
    }
}

async fn invoke<T: FromRedisValue>(
    invocation: &redis::ScriptInvocation<'_>,
    connection: &mut impl ConnectionLike,
) -> Result<T, HotError> {
    Ok(invocation.invoke_async(connection).await?)
}
