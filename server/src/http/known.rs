//! Tokens that have been verified. A viewer comes again and again with the same one, and checking its signature costs more
//! than everything else that is done for a request.
//!
//! Only what is believed is kept, and never beyond what it was believed for: not after the token's or its key's end, not
//! after any change of keys (rotation, revocation, another channel's as well) or of channels (suspension). Then it is
//! verified again, and every refusal is always found out anew.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use crate::api::authenticate::{self, Proof};
use crate::ctx::Platform;
use crate::error::Result;
use crate::recent::Recent;
use crate::viewer::Viewer;

/// All tokens, their viewers and what it takes to find them: some 120,000.
const BYTES_MAX: usize = 64 << 20;
const SHARDS: usize = 64;
/// Of one token beside its own words: two places in a map, the viewer, two counted strings.
const OVERHEAD: usize = 256;

/// A viewer, and for how long that is proved.
pub struct Known {
    pub viewer: Viewer,
    until: DateTime<Utc>,
    /// Of keys and channels, as they were before the token was looked at.
    generations: (u64, u64),
}

type Tokens = Recent<Box<[u8]>, Arc<Known>, Tails>;

pub struct KnownTokens {
    shards: Vec<Mutex<Tokens>>,
    tails: Tails,
}

impl KnownTokens {
    #[must_use]
    pub fn new() -> Self {
        Self::with_bytes_max(BYTES_MAX)
    }

    fn with_bytes_max(bytes_max: usize) -> Self {
        let tails = Tails(RandomState::new());
        let shard = || Mutex::new(Recent::new(bytes_max / SHARDS, tails.clone()));
        Self {
            shards: std::iter::repeat_with(shard).take(SHARDS).collect(),
            tails,
        }
    }

    /// None for a token that has to be verified.
    #[must_use]
    pub fn find(&self, platform: &Platform, token: &str) -> Option<Arc<Known>> {
        let known = self.shard(token).get(token.as_bytes())?;
        let holds = known.generations == generations(platform) && platform.clock.now() < known.until;
        if !holds {
            self.shard(token).remove(token.as_bytes());
        }
        holds.then_some(known)
    }

    /// Looks closely at a token, and remembers it if it is to be believed.
    ///
    /// # Errors
    /// As [`authenticate::viewer`].
    pub async fn prove(&self, platform: &Arc<Platform>, token: &str) -> Result<Arc<Known>> {
        // Taken first: what changes meanwhile has not been looked at.
        let generations = generations(platform);
        let Proof { viewer, until } = authenticate::viewer(platform, token).await?;
        let weight = token.len() + viewer.id.len() + viewer.nickname.len() + OVERHEAD;
        let known = Arc::new(Known {
            viewer,
            until,
            generations,
        });
        let dropped = self
            .shard(token)
            .insert(token.as_bytes().into(), known.clone(), weight);
        drop(dropped);
        Ok(known)
    }

    fn shard(&self, token: &str) -> MutexGuard<'_, Tokens> {
        let index = (self.tails.hash_one(token.as_bytes()) >> 48) as usize % SHARDS;
        self.shards[index].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn generations(platform: &Platform) -> (u64, u64) {
    (platform.keyrings.generation(), platform.registry.generation())
}

/// Hashes the end of a token, which is its signature and as good as chance, under a key of this process. Equal are only
/// tokens that are equal to the byte.
#[derive(Clone)]
struct Tails(RandomState);

struct Tail<H>(H);

const TAIL_BYTES: usize = 32;

impl BuildHasher for Tails {
    type Hasher = Tail<<RandomState as BuildHasher>::Hasher>;

    fn build_hasher(&self) -> Self::Hasher {
        Tail(self.0.build_hasher())
    }
}

impl<H: Hasher> Hasher for Tail<H> {
    fn finish(&self) -> u64 {
        self.0.finish()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.write(&bytes[bytes.len().saturating_sub(TAIL_BYTES)..]);
    }
}
