//! Codes that stand in for a lost second factor, each of them once.

use crate::ctx::Platform;
use crate::error::Result;
use crate::ids::MemberId;
use crate::keyring::Purpose;
use crate::random::Random;

const COUNT: usize = 10;

/// Without letters that look alike.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Ten codes of fifty random bits each, in two groups.
pub(super) fn generate(random: &Random) -> Vec<String> {
    let code = || {
        let letters: Vec<char> = random
            .bytes::<10>()
            .iter()
            .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
            .collect();
        let (first, second) = letters.split_at(5);
        format!(
            "{}-{}",
            first.iter().collect::<String>(),
            second.iter().collect::<String>()
        )
    };
    (0..COUNT).map(|_| code()).collect()
}

/// As it is kept, however it was typed. None: it can't be a code of ours.
pub(super) fn digest(platform: &Platform, member: MemberId, given: &str) -> Result<Option<Vec<u8>>> {
    let plain: String = given
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_lowercase() {
            // What is not in the alphabet is read as what it looks like.
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect();
    if plain.len() != 10 || !plain.bytes().all(|byte| ALPHABET.contains(&byte)) {
        return Ok(None);
    }
    let sealer = platform.keyrings.sealer();
    Ok(Some(sealer.digest(
        Purpose::Recovery,
        member.0.as_bytes(),
        plain.as_bytes(),
    )?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_codes_that_differ_and_can_be_read_out() {
        let codes = generate(&Random::seeded(1));
        assert_eq!(codes.len(), COUNT);
        let distinct: std::collections::HashSet<_> = codes.iter().collect();
        assert_eq!(distinct.len(), COUNT);
        for code in codes {
            assert!(code.len() == 11 && code.as_bytes()[5] == b'-', "{code}");
        }
    }
}
