//! Tokens that have been verified. A viewer comes again and again with the same one, and checking its signature costs more
//! than everything else that is done for a request.
//!
//! Only what is believed is kept, and never beyond what it was believed for: not after the token's or its key's end, not
//! after any change of keys (rotation, revocation, another channel's as well) or of channels (suspension). Then it is
//! verified again, and every refusal is always found out anew.

use std::hash::RandomState;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use crate::api::authenticate::{self, Proof};
use crate::ctx::Platform;
use crate::error::Result;
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

    /// None for a token that has to be verified.
    #[must_use]
    pub fn find(&self, platform: &Platform, token: &str) -> Option<Arc<Known>> {
        let hash = hash_of(token);
        let known = self.shard(&hash).get(&hash)?;
        let holds = known.generations == generations(platform) && platform.clock.now() < known.until;
        if !holds {
            self.shard(&hash).remove(&hash);
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
        let weight = viewer.id.len() + viewer.nickname.len() + OVERHEAD;
        let known = Arc::new(Known {
            viewer,
            until,
            generations,
        });
        let hash = hash_of(token);
        let dropped = self.shard(&hash).insert(hash, known.clone(), weight);
        drop(dropped);
        Ok(known)
    }

    fn shard(&self, hash: &Hash) -> MutexGuard<'_, Tokens> {
        let index = usize::from(hash[0]) % SHARDS;
        self.shards[index].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn generations(platform: &Platform) -> (u64, u64) {
    (platform.keyrings.generation(), platform.registry.generation())
}
