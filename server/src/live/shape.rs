//! What decides a campaign, and over how many shards: fixed when it is scheduled, and kept in its row.

use super::claim::Primitive;
use super::roll;
use super::slots::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub(super) primitive: Primitive,
    shards: u16,
}

impl From<Primitive> for Shape {
    fn from(primitive: Primitive) -> Self {
        Self::new(primitive, 1)
    }
}

impl Shape {
    pub const SHARDS_MAX: u16 = 64;

    /// A roll has one shard, whatever is asked: its numbers have no gaps.
    #[must_use]
    pub fn new(primitive: Primitive, shards: u16) -> Self {
        let shards = match primitive {
            Primitive::Roll => 1,
            Primitive::Pool { .. } | Primitive::Tally => shards.clamp(1, Self::SHARDS_MAX),
        };
        Self { primitive, shards }
    }

    #[must_use]
    pub const fn shards(self) -> u16 {
        self.shards
    }

    /// Where a viewer is at home: on every node, in every version the same (FNV-1a, then spread over all bits).
    #[must_use]
    pub fn shard_of(self, viewer: &str) -> u16 {
        if self.shards == 1 {
            return 0;
        }
        let number = (u128::from(hash(viewer)) * u128::from(self.shards)) >> 64;
        u16::try_from(number).unwrap_or(0)
    }

    /// The values that a shard begins with: a pool's slots in equal parts, all numbers of a roll.
    #[must_use]
    pub fn dealt(self, shard: u16) -> Option<Span> {
        match self.primitive {
            Primitive::Tally => None,
            Primitive::Roll => Some(Span {
                first: roll::FIRST,
                last: Span::ENDLESS,
            }),
            Primitive::Pool { slots } => {
                let part = |n: u16| u128::from(slots) * u128::from(n) / u128::from(self.shards);
                let part = |n| u64::try_from(part(n)).unwrap_or(slots);
                Span::new(part(shard), part(shard + 1))
            }
        }
    }
}

/// The same for ever: shards are found by it.
pub(super) fn hash(viewer: &str) -> u64 {
    let fnv = viewer.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (fnv ^ (fnv >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_is_dealt_once() {
        for (slots, shards) in [(0, 4), (3, 4), (10, 3), (100_000_000, 16)] {
            let shape = Shape::new(Primitive::Pool { slots }, shards);
            let mut next = 0;
            for span in (0..shards).filter_map(|shard| shape.dealt(shard)) {
                assert_eq!(span.first, next);
                next = span.last + 1;
            }
            assert_eq!(next, slots);
        }
    }

    /// A viewer's shard must never change: it is where the claim is looked for.
    #[test]
    fn viewers_are_at_home_where_they_always_were() {
        let shape = Shape::new(Primitive::Tally, 8);
        let homes: Vec<u16> = ["", "ann", "观众", "viewer 7"]
            .iter()
            .map(|v| shape.shard_of(v))
            .collect();
        assert_eq!(homes, [7, 4, 1, 4]);
        let mut counts = [0; 8];
        for n in 0..80_000 {
            counts[usize::from(shape.shard_of(&format!("viewer {n}")))] += 1;
        }
        assert!(counts.iter().all(|n| (9_500..10_500).contains(n)), "{counts:?}");
    }
}
