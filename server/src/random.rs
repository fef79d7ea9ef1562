//! Chance is passed in: from the operating system in the product, from a seed in a test.

use std::sync::{Arc, Mutex, PoisonError};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// Cryptographically strong bytes. Clones share one stream.
#[derive(Clone, Debug)]
pub struct Random(Arc<Mutex<ChaCha20Rng>>);

impl Random {
    /// Seeded once by the operating system.
    ///
    /// # Errors
    /// The operating system gives no entropy.
    pub fn system() -> Result<Self, rand::rngs::SysError> {
        ChaCha20Rng::try_from_rng(&mut rand::rngs::SysRng).map(|rng| Self(Arc::new(Mutex::new(rng))))
    }

    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }

    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        // A thread that panicked here left the generator whole: it has no state between two draws.
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut bytes);
        bytes
    }
}

/// Uniform in `0..bound` (0 when the bound is 0), by rejection: no value is likelier than another. Draws and splits use
/// this and nothing from a library, so that what was published can be recomputed whatever version comes later: take
/// 64 bits; while they are at or above the largest multiple of `bound` that fits, take the next; then the remainder.
pub fn below(rng: &mut ChaCha20Rng, bound: u64) -> u64 {
    if bound == 0 {
        return 0;
    }
    let limit = u64::MAX - u64::MAX % bound;
    loop {
        let bits = rng.next_u64();
        if bits < limit {
            return bits % bound;
        }
    }
}
