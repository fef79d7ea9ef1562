//! How a pool is split: the "double mean" rule (二倍均值法), as WeChat's red packets are commonly described: each packet is
//! drawn uniformly from one minor unit to twice the mean of what is left, less one, and the last takes the rest. Every
//! packet has the same expectation, each holds at least one unit, and the sum is exact.
//!
//! It is done in chunks of [`CHUNK`] packets, each with its proportional part of the pool and a ChaCha20 stream of its own
//! under the campaign's seed, and each shuffled (Fisher–Yates), so that any packet of a pool of any size can be had without
//! the others, and its place says nothing of its amount.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

use crate::random::below;

/// Packets that are split together.
pub const CHUNK: u64 = 1024;

/// A pool of money and how it is split. Deterministic in its three values.
pub struct Split {
    seed: [u8; 32],
    pool: i64,
    packets: u64,
    at_hand: Vec<ArcSwapOption<Chunk>>,
}

/// The amounts of one chunk, by slot.
struct Chunk {
    number: u64,
    amounts: Vec<i64>,
}

impl std::fmt::Debug for Split {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Split")
            .field("pool", &self.pool)
            .field("packets", &self.packets)
            .finish_non_exhaustive()
    }
}

impl Split {
    /// Chunks kept at hand once they were asked for, 2 MiB in all. Slots go out roughly in order, so that the latest serve
    /// everybody who wins; whoever asks again for a packet of a larger pool has its chunk split once more.
    const AT_HAND_MAX: u64 = 256;

    /// `pool` in minor units, at least `packets` of them.
    #[must_use]
    pub fn new(seed: [u8; 32], pool: i64, packets: u64) -> Self {
        let chunks = packets.div_ceil(CHUNK);
        Self {
            seed,
            pool,
            packets,
            at_hand: std::iter::repeat_with(ArcSwapOption::empty)
                .take(usize::try_from(chunks.min(Self::AT_HAND_MAX)).unwrap_or_default())
                .collect(),
        }
    }

    #[must_use]
    pub const fn packets(&self) -> u64 {
        self.packets
    }

    #[must_use]
    pub const fn pool(&self) -> i64 {
        self.pool
    }

    /// The amount of one slot in minor units; none beyond the pool.
    #[must_use]
    pub fn amount(&self, slot: u64) -> Option<i64> {
        if slot >= self.packets {
            return None;
        }
        let (number, place) = (slot / CHUNK, usize::try_from(slot % CHUNK).ok()?);
        let home = usize::try_from(number % Self::AT_HAND_MAX).ok()?;
        let home = self.at_hand.get(home)?;
        if let Some(chunk) = home.load().as_deref().filter(|chunk| chunk.number == number) {
            return chunk.amounts.get(place).copied();
        }
        // Whoever else wants it meanwhile comes to the same amounts.
        let amounts = self.chunk(number);
        let amount = amounts.get(place).copied();
        home.store(Some(Arc::new(Chunk { number, amounts })));
        amount
    }

    /// The amounts of one chunk, by slot.
    #[must_use]
    pub fn chunk(&self, chunk: u64) -> Vec<i64> {
        let first = (chunk * CHUNK).min(self.packets);
        let end = (first + CHUNK).min(self.packets);
        let mut rng = ChaCha20Rng::from_seed(self.seed);
        rng.set_stream(chunk);
        let mut amounts = double_mean(&mut rng, self.share(end) - self.share(first), end - first);
        shuffle(&mut rng, &mut amounts);
        amounts
    }

    /// What the first `packets` packets hold together: the pool in proportion, rounded down. The difference of two such
    /// shares is at least one unit a packet, because the whole is.
    fn share(&self, packets: u64) -> i64 {
        let share = i128::from(self.pool) * i128::from(packets) / i128::from(self.packets.max(1));
        i64::try_from(share).unwrap_or(i64::MAX)
    }
}

fn double_mean(rng: &mut ChaCha20Rng, mut left: i64, packets: u64) -> Vec<i64> {
    (0..packets)
        .map(|number| {
            let to_come = i64::try_from(packets - number).unwrap_or(i64::MAX);
            let amount = if to_come == 1 {
                left
            } else {
                1 + below(rng, (2 * left / to_come - 1).unsigned_abs()).cast_signed()
            };
            left -= amount;
            amount
        })
        .collect()
}

fn shuffle(rng: &mut ChaCha20Rng, amounts: &mut [i64]) {
    for last in (1..amounts.len()).rev() {
        let other = usize::try_from(below(rng, last as u64 + 1)).unwrap_or(last);
        amounts.swap(last, other);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(split: &Split) -> Vec<i64> {
        (0..split.packets().div_ceil(CHUNK))
            .flat_map(|chunk| split.chunk(chunk))
            .collect()
    }

    proptest! {
        #[test]
        fn the_sum_is_exact_and_every_packet_holds_something(seed: [u8; 32], packets in 1_u64..5_000, extra in 0_i64..10_000_000) {
            let pool = packets.cast_signed() + extra;
            let split = Split::new(seed, pool, packets);
            let amounts = all(&split);
            prop_assert_eq!(amounts.len() as u64, packets);
            prop_assert_eq!(amounts.iter().sum::<i64>(), pool);
            prop_assert!(amounts.iter().all(|amount| *amount >= 1));
            let one_by_one: Vec<i64> = (0..packets).filter_map(|slot| split.amount(slot)).collect();
            prop_assert_eq!(one_by_one, amounts);
            prop_assert_eq!(split.amount(packets), None);
        }
    }

    /// The rule's promise: no place in the queue is better. With 200 seeds the mean of each place lies close to the mean of all.
    #[test]
    fn every_place_expects_the_same() {
        let (packets, pool, seeds) = (50_u64, 50_000_i64, 4_000_u64);
        let mut sums = vec![0_i64; 50];
        for seed in 0..seeds {
            let mut bytes = [0; 32];
            bytes[..8].copy_from_slice(&seed.to_be_bytes());
            for (sum, amount) in sums.iter_mut().zip(all(&Split::new(bytes, pool, packets))) {
                *sum += amount;
            }
        }
        for sum in sums {
            let mean = sum as f64 / seeds as f64;
            assert!((mean - 1000.0).abs() < 60.0, "{mean}");
        }
    }

    /// More chunks than are kept at hand, each asked for again after others have taken its place.
    #[test]
    fn a_packet_keeps_its_amount_whatever_was_asked_for_meanwhile() {
        let chunks = Split::AT_HAND_MAX + 3;
        let split = Split::new([9; 32], 100 * (chunks * CHUNK).cast_signed(), chunks * CHUNK);
        let of = |chunk: u64| split.amount(chunk * CHUNK + 7);
        let first: Vec<_> = (0..chunks).map(of).collect();
        assert_eq!((0..chunks).map(of).collect::<Vec<_>>(), first);
        assert_eq!((0..chunks).rev().map(of).rev().collect::<Vec<_>>(), first);
        assert!((0..chunks).all(|chunk| split.chunk(chunk).get(7).copied() == of(chunk)));
    }

    #[test]
    fn the_largest_pool_does_not_overflow() {
        let split = Split::new([7; 32], i64::MAX, 100_000_000);
        assert!(split.amount(99_999_999).is_some_and(|amount| amount >= 1));
    }
}
