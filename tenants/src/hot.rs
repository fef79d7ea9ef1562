//! Names and reaches a tenant's hot state. What is kept there, and by which rules, is the server's business (`live`);
//! that no key of one tenant can be built by another is this file's.

use std::fmt::Display;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use deadpool_redis::redis::{self, Cmd, ErrorKind, FromRedisValue, RedisWrite, ServerErrorKind, ToRedisArgs};
use thiserror::Error;
use uuid::Uuid;

use crate::ids::TenantId;
use crate::link::Link;

/// The hot state could not be asked. It is a cache: the record decides meanwhile.
#[derive(Debug, Error)]
pub enum HotError {
    #[error("the hot state did not answer within {0:?}")]
    Timeout(Duration),
    #[error("the hot state failed: {0}")]
    Redis(#[from] redis::RedisError),
    #[error("the hot state can't be used: {0}")]
    Unusable(&'static str),
}

/// A Lua script, known to Redis by its SHA-1. Every key it touches is literally `KEYS[n]`.
#[derive(Debug)]
pub struct Script {
    source: String,
    sha1: String,
}

impl Script {
    #[must_use]
    pub fn new(source: &str) -> Self {
        Self {
            source: source.to_owned(),
            sha1: redis::Script::new(source).get_hash().to_owned(),
        }
    }
}

/// A script's arguments, in order, in one piece of memory: a batch has thousands of them.
#[derive(Debug, Default)]
pub struct Args {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Args {
    #[must_use]
    pub fn and(mut self, value: impl Display) -> Self {
        self.push(value);
        self
    }

    pub fn push(&mut self, value: impl Display) {
        let _ = write!(self.bytes, "{value}");
        self.ends.push(self.bytes.len());
    }

    pub fn push_text(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(self.bytes.len());
    }
}

impl ToRedisArgs for Args {
    fn write_redis_args<W: ?Sized + RedisWrite>(&self, out: &mut W) {
        let mut from = 0;
        for &end in &self.ends {
            out.write_arg(&self.bytes[from..end]);
            from = end;
        }
    }
}

#[derive(Clone)]
pub(crate) enum Backend {
    InProcess,
    Redis(Arc<Link>),
}

impl Backend {
    pub(crate) fn open(url: Option<&str>) -> Result<Self, String> {
        let link = url.map(Link::open).transpose().map_err(|e| e.to_string())?;
        Ok(link.map_or(Self::InProcess, |link| Self::Redis(link.into())))
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
    pub async fn call<T: FromRedisValue>(
        &self,
        script: &Script,
        parts: &[&'static str],
        args: &Args,
    ) -> Result<T, HotError> {
        let Backend::Redis(link) = &*self.hot.backend else {
            return Err(HotError::Unusable("no Redis is configured"));
        };
        let asked = async {
            let by_hash = self.command("EVALSHA", &script.sha1, parts, args);
            match link.ask(&by_hash).await {
                // New to this Redis, or forgotten by it: the source itself runs and is known from then on.
                Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                    link.ask(&self.command("EVAL", &script.source, parts, args)).await
                }
                answer => answer,
            }
        };
        // A stopped Redis still accepts connections: only a time limit sees it.
        match tokio::time::timeout(self.hot.timeout, asked).await {
            Ok(answer) => Ok(answer?),
            Err(_) => {
                link.doubt();
                Err(HotError::Timeout(self.hot.timeout))
            }
        }
    }

    fn command(&self, name: &str, script: &str, parts: &[&'static str], args: &Args) -> Cmd {
        let mut command = redis::cmd(name);
        command.arg(script).arg(parts.len());
        for part in parts {
            command.arg(format!("{}:{part}", self.tag));
        }
        command.arg(args);
        command
    }
}
