//! Passwords: argon2id, away from the threads that serve, a few at a time.

use std::sync::LazyLock;

use anyhow::anyhow;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::{Duration, timeout};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::random::Random;

/// Hashes at a time, 19 MiB each: a flood of sign-ins takes neither the memory nor all the cores.
static AT_A_TIME: Semaphore = Semaphore::const_new(2);
const WAIT_MAX: Duration = Duration::from_secs(5);

/// Verified where there is no member, so that the time taken does not tell whether there is one.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| digest(b"nobody", b"of no use at all").unwrap_or_default());

/// What people can be asked to remember, and what a hash can be asked to digest.
const BYTES_MIN: usize = 8;
const BYTES_MAX: usize = 256;

/// Without letters that look alike.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 100 random bits in four groups.
pub(super) fn generate(random: &Random) -> Zeroizing<String> {
    let bytes: [u8; 20] = random.bytes();
    let groups: Vec<String> = bytes
        .chunks(5)
        .map(|group| {
            group
                .iter()
                .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
                .collect()
        })
        .collect();
    Zeroizing::new(groups.join("-"))
}

pub(super) fn check(password: &str, field: &str) -> Result<()> {
    if (BYTES_MIN..=BYTES_MAX).contains(&password.len()) && !password.contains(char::is_control) {
        Ok(())
    } else {
        let rule = format!("a password is {BYTES_MIN} to {BYTES_MAX} bytes without control characters");
        Err(Error::bad_input(field, rule))
    }
}

fn digest(password: &[u8], salt: &[u8]) -> argon2::password_hash::Result<String> {
    Argon2::default()
        .hash_password_with_salt(password, salt)
        .map(|hash| hash.to_string())
}

/// As a PHC string.
pub(super) async fn hash(password: &str, random: &Random) -> Result<String> {
    let salt: [u8; 16] = random.bytes();
    let password = Zeroizing::new(password.to_owned());
    apart(move || digest(password.as_bytes(), &salt).map_err(Error::internal)).await?
}

/// Takes as long where there is no hash to compare with.
pub(super) async fn verify(password: &str, hash: Option<String>) -> Result<bool> {
    if password.len() > BYTES_MAX {
        return Ok(false);
    }
    let password = Zeroizing::new(password.to_owned());
    apart(move || {
        let nobody = NOBODY.as_str();
        let fits = |hash: &str| {
            Argon2::default()
                .verify_password(password.as_bytes(), hash)
                .is_ok()
        };
        match &hash {
            Some(hash) => fits(hash),
            None => {
                fits(nobody);
                false
            }
        }
    })
    .await
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let overloaded = Error::Overloaded {
        retry_after: Duration::from_secs(1),
    };
    let Ok(permit) = timeout(WAIT_MAX, AT_A_TIME.acquire()).await else {
        return Err(overloaded);
    };
    let _permit = permit.map_err(Error::internal)?;
    spawn_blocking(work)
        .await
        .map_err(|error| Error::Internal(anyhow!(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_verifies_against_its_own_hash_alone() {
        let random = Random::seeded(1);
        let stored = hash("correct horse", &random).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_ne!(stored, hash("correct horse", &random).await.unwrap(), "salted");
        assert!(verify("correct horse", Some(stored.clone())).await.unwrap());
        assert!(!verify("Correct horse", Some(stored.clone())).await.unwrap());
        assert!(!verify("", Some(stored)).await.unwrap());
        assert!(
            !verify("nobody", None).await.unwrap(),
            "not even with nobody's password"
        );
        assert!(!verify("correct horse", Some("garbage".to_owned())).await.unwrap());
    }

    #[test]
    fn a_generated_password_is_long_legible_and_fit() {
        let random = Random::seeded(1);
        let (first, second) = (generate(&random), generate(&random));
        assert_ne!(*first, *second);
        assert_eq!(first.len(), 23);
        let fits = |password: &str| check(password, "password").is_ok();
        assert!(fits(&first));
        assert!(!fits("short") && !fits(&"x".repeat(257)) && !fits("with\nbreak"));
    }
}
