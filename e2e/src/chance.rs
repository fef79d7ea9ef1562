//! Where chance and the time of day enter: everything else is given a seed or a time.

use anyhow::{Result, anyhow};
use chrono::{DateTime, Utc};
use rand::rngs::SysRng;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// A seed that nobody chose. Print it, so that the run can be played again.
///
/// # Errors
/// When the operating system gives no random numbers.
pub fn fresh_seed() -> Result<u64> {
    Ok(system()?.next_u64())
}

/// `length` lower-case letters and digits that nobody can guess: names of runs, passwords.
///
/// # Errors
/// When the operating system gives no random numbers.
pub fn fresh_word(length: usize) -> Result<String> {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut rng = system()?;
    Ok((0..length)
        .map(|_| char::from(ALPHABET[(rng.next_u32() % 32) as usize]))
        .collect())
}

/// The time of day. Durations are measured with `Instant`, never with this.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where this crate reads the clock"
)]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

fn system() -> Result<ChaCha20Rng> {
    ChaCha20Rng::try_from_rng(&mut SysRng).map_err(|e| anyhow!("the system gives no random numbers: {e}"))
}
