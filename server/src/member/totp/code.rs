//! Codes by the clock: RFC 6238 with SHA-1, six digits, thirty seconds, as every authenticator app has it.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac::{self, HMAC_SHA1_FOR_LEGACY_USE_ONLY};
use chrono::{DateTime, Utc};

const STEP_SECONDS: i64 = 30;
/// The member's clock may be so many steps off.
const STEPS_OFF: i64 = 1;

/// As the RFC recommends: as long as the digest.
pub(super) const SECRET_BYTES: usize = 20;

fn step(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(STEP_SECONDS)
}

/// RFC 4226, section 5.3.
fn code_of(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag.last().copied().unwrap_or_default() & 0x0f);
    let word = tag.get(at..at + 4).map_or(0, |bytes| {
        bytes
            .iter()
            .fold(0_u32, |word, byte| word << 8 | u32::from(*byte))
    });
    format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
}

/// The code of this moment.
#[must_use]
pub fn code_at(secret: &[u8], now: DateTime<Utc>) -> String {
    code_of(secret, step(now))
}

/// The step whose code this is, among those that have not been taken yet. All of them are compared, whichever fits.
pub(super) fn matching(secret: &[u8], given: &str, now: DateTime<Utc>, taken: i64) -> Option<i64> {
    let here = step(now);
    (here - STEPS_OFF..=here + STEPS_OFF).fold(None, |found, step| {
        let fits = verify_slices_are_equal(code_of(secret, step).as_bytes(), given.as_bytes()).is_ok();
        if fits && step > taken { Some(step) } else { found }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    /// Appendix B of RFC 6238, its last six digits.
    #[test]
    fn the_rfcs_own_examples() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(SECRET, at(seconds)), code);
        }
    }

    #[test]
    fn a_code_is_good_a_step_early_and_late_and_no_longer() {
        let code = code_at(SECRET, at(3000));
        let taken = |seconds| matching(SECRET, &code, at(seconds), 0);
        assert_eq!(taken(2969), None);
        for seconds in [2970, 2999, 3000, 3029, 3030, 3059] {
            assert_eq!(taken(seconds), Some(100), "{seconds}");
        }
        assert_eq!(taken(3060), None);
    }

    #[test]
    fn a_code_is_good_once() {
        let code = code_at(SECRET, at(3000));
        assert_eq!(matching(SECRET, &code, at(3000), 99), Some(100));
        assert_eq!(matching(SECRET, &code, at(3000), 100), None);
        let next = code_at(SECRET, at(3030));
        assert_eq!(matching(SECRET, &next, at(3000), 100), Some(101));
    }

    #[test]
    fn what_is_no_code_fits_nothing() {
        for given in ["", "0", "12345", "1234567", "abcdef", "００５９２４", "005924 "] {
            assert_eq!(matching(SECRET, given, at(1_234_567_890), 0), None, "{given}");
        }
    }
}
