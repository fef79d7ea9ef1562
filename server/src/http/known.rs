//! Tokens that have been verified. A viewer comes again and again with the same one, and checking its signature costs more
//! than everything else that is done for a request.
//!
//! Only what is believed is kept, and never beyond what it was believed for: not after the token's or its key's end, not
//! after any change of keys (rotation, revocation, another channel's as well) or of channels (suspension). Then it is
//! verified again, and every refusal is always found out anew.

use std::hash::RandomState;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use crate::api::authenticate::{self, Doubt, Proof};
use crate::ctx::Platform;
use crate::error;
use crate::persisted::{Hash, hash_of};
use crate::recent::Recent;
use crate::viewer::Viewer;

/// All viewers and what it takes to find them: some 230,000, of whom the half that was used last is never let go of.
const BYTES_MAX: usize = 64 << 20;
const SHARDS: usize = 64;
/// Of one beside its own words: two places in a map, the viewer, two counted strings.
const OVERHEAD: usize = 256;

/// A viewer, and for how long that is proved.
pub struct Known {
    pub viewer: Viewer,
    until: DateTime<Utc>,
    /// Of keys and channels, as they were before the token was looked at.
    generations: (u64, u64),
}

/// By the SHA-256 of a token: it stands for all of its bytes, of which there are ten times as many, and they are nowhere kept.
type Tokens = Recent<Hash, Arc<Known>>;

pub struct KnownTokens {
    shards: Vec<Mutex<Tokens>>,
}

impl KnownTokens {
    #[must_use]
    pub fn new() -> Self {
        let shard = || Mutex::new(Recent::new(BYTES_MAX / SHARDS, RandomState::new()));
        Self {
            shards: std::iter::repeat_with(shard).take(SHARDS).collect(),
        }
    }

    /// Whoever it proves, remembered or looked at closely; either way nothing is waited for.
    ///
    /// # Errors
    /// As [`authenticate::viewer`].
    pub fn prove(&self, platform: &Arc<Platform>, token: &str) -> Result<Arc<Known>, Doubt> {
        let hash = hash_of(token);
        // Taken first: what changes meanwhile has not been looked at.
        let generations = generations(platform);
        let remembered = self.shard(&hash).get(&hash);
        if let Some(known) = remembered {
            if known.generations == generations && platform.clock.now() < known.until {
                return Ok(known);
            }
            self.shard(&hash).remove(&hash);
        }
        let proof = authenticate::viewer(platform, token)?;
        Ok(self.remember(hash, proof, generations))
    }

    /// For a token that was doubted.
    ///
    /// # Errors
    /// As [`authenticate::doubted`].
    pub async fn look_up(
        &self,
        platform: &Arc<Platform>,
        token: &str,
        doubt: Doubt,
    ) -> error::Result<Arc<Known>> {
        let generations = generations(platform);
        let proof = authenticate::doubted(platform, token, doubt).await?;
        Ok(self.remember(hash_of(token), proof, generations))
    }

    fn remember(&self, hash: Hash, proof: Proof, generations: (u64, u64)) -> Arc<Known> {
        let Proof { viewer, until } = proof;
        let weight = viewer.id.len() + viewer.nickname.len() + OVERHEAD;
        let known = Arc::new(Known {
            viewer,
            until,
            generations,
        });
        let dropped = self.shard(&hash).insert(hash, known.clone(), weight);
        drop(dropped);
        known
    }

    fn shard(&self, hash: &Hash) -> MutexGuard<'_, Tokens> {
        let index = usize::from(hash[0]) % SHARDS;
        self.shards[index].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn generations(platform: &Platform) -> (u64, u64) {
    (platform.keyrings.generation(), platform.registry.generation())
}
