//! Who wins: pure, and open to anyone to repeat (`ovation verify-draw`).
//!
//! 1. The published list has a line `number,ticket\n` for each entry, in the order of the numbers. Its SHA-256 is the digest.
//! 2. ChaCha20 is seeded with SHA-256(`"ovation draw v1"` ‖ seed ‖ digest), so that neither who chose the seed nor who
//!    entered last could know the outcome.
//! 3. Winners are the first k of a Fisher–Yates shuffle of the list's places: for i = 0, 1, …: j = i + uniform(n − i)
//!    ([`crate::random::below`]), swap i and j, the entry at place i wins the i-th prize.

use std::collections::HashMap;

use aws_lc_rs::digest::{self, SHA256};
use data_encoding::HEXLOWER;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

use crate::ids::CampaignId;
use crate::random::below;

/// SHA-256, in hexadecimal: published before the first entry.
#[must_use]
pub fn commitment(seed: &[u8; 32]) -> String {
    HEXLOWER.encode(digest::digest(&SHA256, seed).as_ref())
}

/// What the published list says instead of the viewer's id: 32 hexadecimal digits. Who knows the id can find the line;
/// from the line nobody finds the id.
#[must_use]
pub fn ticket(campaign: CampaignId, viewer: &str) -> String {
    let mut hash = digest::Context::new(&SHA256);
    hash.update(b"ovation entry");
    hash.update(campaign.0.as_bytes());
    hash.update(viewer.as_bytes());
    HEXLOWER.encode(&hash.finish().as_ref()[..16])
}

/// The published list's digest, line by line.
pub struct ListDigest(digest::Context);

impl ListDigest {
    #[must_use]
    pub fn new() -> Self {
        Self(digest::Context::new(&SHA256))
    }

    pub fn add(&mut self, number: u64, ticket: &str) {
        self.0.update(format!("{number},{ticket}\n").as_bytes());
    }

    #[must_use]
    pub fn finish(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.finish().as_ref());
        bytes
    }
}

impl Default for ListDigest {
    fn default() -> Self {
        Self::new()
    }
}

/// Places in the list (from 0) that win, in the order of the prizes: `winners` of them, or all `entries` when they are fewer.
#[must_use]
pub fn winners(seed: &[u8; 32], list: &[u8; 32], entries: u64, winners: u64) -> Vec<u64> {
    let mut hash = digest::Context::new(&SHA256);
    for part in [b"ovation draw v1".as_slice(), seed, list] {
        hash.update(part);
    }
    let mut key = [0; 32];
    key.copy_from_slice(hash.finish().as_ref());
    let mut rng = ChaCha20Rng::from_seed(key);
    // Only places that were swapped differ from their number.
    let mut swapped: HashMap<u64, u64> = HashMap::new();
    (0..winners.min(entries))
        .map(|place| {
            let other = place + below(&mut rng, entries - place);
            let winner = swapped.get(&other).copied().unwrap_or(other);
            let displaced = swapped.get(&place).copied().unwrap_or(place);
            swapped.insert(other, displaced);
            winner
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn winners_are_different_entries_and_as_many_as_there_are_prizes(seed: [u8; 32], list: [u8; 32], n in 0_u64..2_000, k in 0_u64..300) {
            let drawn = winners(&seed, &list, n, k);
            prop_assert_eq!(drawn.len() as u64, k.min(n));
            prop_assert!(drawn.iter().all(|place| *place < n));
            prop_assert_eq!(drawn.iter().collect::<HashSet<_>>().len(), drawn.len());
            prop_assert_eq!(drawn, winners(&seed, &list, n, k));
        }
    }

    /// Chi-squared over 20 entries and 40,000 draws of one winner: 19 degrees of freedom, 43.8 at p = 0.001.
    #[test]
    fn every_entry_is_as_likely() {
        let mut wins = [0_f64; 20];
        for draw in 0_u64..40_000 {
            let mut seed = [0; 32];
            seed[..8].copy_from_slice(&draw.to_be_bytes());
            for place in winners(&seed, &[9; 32], 20, 1) {
                wins[place as usize] += 1.0;
            }
        }
        let chi: f64 = wins.iter().map(|n| (n - 2000.0).powi(2) / 2000.0).sum();
        assert!(chi < 43.8, "{chi}");
    }

    /// A change of these numbers breaks the promise that old draws can be checked.
    #[test]
    fn the_algorithm_stays_as_published() {
        let drawn = winners(&[1; 32], &[2; 32], 1_000_000, 5);
        assert_eq!(drawn, [895_037, 580_152, 384_647, 503_322, 130_457]);
        assert_eq!(
            commitment(&[1; 32]),
            "72cd6e8422c407fb6d098690f1130b7ded7ec2f7f5e1d30bd9d521f015363793"
        );
    }
}
