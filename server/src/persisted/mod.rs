//! Published documents, ready on this node. A channel's viewers name them by hash; nothing that a viewer sends is ever kept.
//!
//! The record has the words, this has what the HTTP layer made of them when they were read: parsed, validated and costed
//! once, for every request that names them. Nodes look every few seconds whether a channel's documents have changed; a
//! hash that is not known is looked up at once, but not more often than once a second, whoever asks.

mod entity;
pub mod store;

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use arc_swap::ArcSwap;
use aws_lc_rs::digest;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use tenants::{Registry, TenantId};
use tokio::sync::Mutex;

use crate::error::Result;

pub use entity::Model as Document;

/// SHA-256 of a document's words, or of any others, to the byte.
pub type Hash = [u8; 32];

#[must_use]
pub fn hash_of(text: &str) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, text.as_bytes()).as_ref());
    hash
}

/// 64 hexadecimal digits in lower case, as GraphQL over HTTP has them.
#[must_use]
pub fn parse_hash(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    (HEXLOWER.decode_len(text.len()) == Ok(hash.len())).then_some(())?;
    HEXLOWER.decode_mut(text.as_bytes(), &mut hash).ok()?;
    Some(hash)
}

/// A document that may be executed.
#[derive(Clone)]
pub struct Prepared {
    pub operation: String,
    pub cost: u64,
    /// The HTTP layer's own.
    pub ready: Arc<dyn Any + Send + Sync>,
}

/// Reads a document; or says why it can't be published.
pub type Prepare = fn(&str) -> Result<Prepared, String>;

type Known = HashMap<Hash, Prepared>;

/// What tells that a channel's documents have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) alive: i64,
    pub(crate) changed_at: Option<DateTime<Utc>>,
}

struct Channel {
    stamp: Stamp,
    documents: Known,
}

const LOOKUP_INTERVAL_MS: i64 = 1000;

pub struct Documents {
    prepare: Prepare,
    /// Those of the platform's own pages, which every channel has.
    own: Known,
    channels: ArcSwap<HashMap<TenantId, Arc<Channel>>>,
    refreshing: Mutex<()>,
    /// Milliseconds since 1970.
    looked_up_at: AtomicI64,
}

impl Documents {
    /// Knows the platform's own, and no channel's until [`Documents::refresh`].
    #[must_use]
    pub fn new(prepare: Prepare, own: &[String]) -> Self {
        Self {
            prepare,
            own: known(prepare, own.iter().map(|text| (hash_of(text), text.as_str()))),
            channels: ArcSwap::default(),
            refreshing: Mutex::default(),
            looked_up_at: AtomicI64::new(i64::MIN),
        }
    }

    /// # Errors
    /// Why it can't be published.
    pub fn prepare(&self, text: &str) -> Result<Prepared, String> {
        (self.prepare)(text)
    }

    /// Reads the documents of each channel in which something has changed.
    ///
    /// # Errors
    /// The record is out of reach; then what was known stands.
    pub async fn refresh(&self, registry: &Registry) -> Result<()> {
        let _one = self.refreshing.lock().await;
        self.read(registry).await
    }

    /// By whoever holds the lock.
    async fn read(&self, registry: &Registry) -> Result<()> {
        let tx = registry.control_read().await?;
        let before = self.channels.load_full();
        let mut channels = HashMap::new();
        for (tenant, stamp) in store::stamps(&tx).await? {
            let channel = match before.get(&tenant) {
                Some(channel) if channel.stamp == stamp => channel.clone(),
                _ => {
                    let rows = store::list_alive(&tx, tenant).await?;
                    let texts = rows
                        .iter()
                        .filter_map(|row| Some((row.hash.as_slice().try_into().ok()?, row.body.as_str())));
                    Arc::new(Channel {
                        stamp,
                        documents: known(self.prepare, texts),
                    })
                }
            };
            channels.insert(tenant, channel);
        }
        self.channels.store(Arc::new(channels));
        Ok(())
    }

    /// None for what nobody has published and for what another channel has: the two can't be told apart.
    ///
    /// # Errors
    /// The record is out of reach.
    pub async fn find(
        &self,
        registry: &Registry,
        tenant: Option<TenantId>,
        hash: Hash,
        now: DateTime<Utc>,
    ) -> Result<Option<Prepared>> {
        match self.known(tenant, hash) {
            None if tenant.is_some() => {
                // A thousand viewers may name a new document in one moment: one of them has it looked up, the others
                // wait for what that finds instead of being told that there is none.
                let _one = self.refreshing.lock().await;
                let found = self.known(tenant, hash);
                if found.is_none() && self.may_look_up(now) {
                    self.read(registry).await?;
                    return Ok(self.known(tenant, hash));
                }
                Ok(found)
            }
            known => Ok(known),
        }
    }

    /// What the HTTP layer made of a document that this node knows already.
    #[must_use]
    pub fn ready(&self, tenant: TenantId, hash: &Hash) -> Option<Arc<dyn Any + Send + Sync>> {
        let channels = self.channels.load();
        let published = channels.get(&tenant);
        let published = published.and_then(|channel| channel.documents.get(hash));
        let found = published.or_else(|| self.own.get(hash))?;
        Some(found.ready.clone())
    }

    fn known(&self, tenant: Option<TenantId>, hash: Hash) -> Option<Prepared> {
        let channels = self.channels.load();
        let channel = tenant.and_then(|tenant| channels.get(&tenant));
        let published = channel.and_then(|channel| channel.documents.get(&hash));
        published.or_else(|| self.own.get(&hash)).cloned()
    }

    fn may_look_up(&self, now: DateTime<Utc>) -> bool {
        let now = now.timestamp_millis();
        let last = self.looked_up_at.load(Ordering::Relaxed);
        now.abs_diff(last) >= LOOKUP_INTERVAL_MS.unsigned_abs()
            && self
                .looked_up_at
                .compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }
}

/// One that this version of the schema does not take any more is left out: it was right when it was published.
fn known<'a>(prepare: Prepare, texts: impl Iterator<Item = (Hash, &'a str)>) -> Known {
    let prepared = texts.filter_map(|(hash, text)| match prepare(text) {
        Ok(prepared) => Some((hash, prepared)),
        Err(why) => {
            tracing::warn!(
                document = HEXLOWER.encode(&hash),
                why,
                "a published document is not valid"
            );
            None
        }
    });
    prepared.collect()
}
