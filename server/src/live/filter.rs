//! Who has won, when there is nothing more to win: a Bloom filter, 12 bits a winner. "No" is certain; about one in 300 who
//! have not won is taken for one who may have, and looked up.

use super::shape;

const BITS_EACH: u64 = 12;
const PROBES: u64 = 6;

pub(super) struct Filter {
    pub(super) epoch: i64,
    words: Vec<u64>,
}

impl Filter {
    /// What a node is ready to spend: 24 MB.
    pub(super) const WINNERS_MAX: u64 = 16_000_000;

    pub(super) fn new(epoch: i64, winners: u64) -> Self {
        let words = (winners * BITS_EACH).div_ceil(64).max(1);
        Self {
            epoch,
            words: vec![0; usize::try_from(words).unwrap_or(1)],
        }
    }

    pub(super) fn add(&mut self, viewer: &str) {
        let len = self.words.len();
        for (word, bit) in places(viewer, len) {
            self.words[word] |= bit;
        }
    }

    pub(super) fn may_hold(&self, viewer: &str) -> bool {
        places(viewer, self.words.len()).all(|(word, bit)| self.words[word] & bit != 0)
    }
}

/// Double hashing: two hashes make all the probes.
fn places(viewer: &str, words: usize) -> impl Iterator<Item = (usize, u64)> {
    let first = shape::hash(viewer);
    let second = first.rotate_left(32) | 1;
    let bits = words as u64 * 64;
    (0..PROBES).map(move |n| {
        let bit = first.wrapping_add(n.wrapping_mul(second)) % bits;
        (usize::try_from(bit / 64).unwrap_or(0), 1 << (bit % 64))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_winner_is_never_missed_and_few_others_are_taken_for_one() {
        let mut filter = Filter::new(1, 10_000);
        (0..10_000).for_each(|n| filter.add(&format!("winner {n}")));
        assert!((0..10_000).all(|n| filter.may_hold(&format!("winner {n}"))));
        let taken = (0..10_000)
            .filter(|n| filter.may_hold(&format!("other {n}")))
            .count();
        assert!(taken < 150, "{taken} of 10,000");
    }
}
