//! What was used lately, within bounds. Two generations: what is used again while it is in the older one comes over to
//! the younger; when the younger is full, the older is let go of as a whole and both move up. So whatever is in use stays,
//! nothing is sorted or swept, and a flood of things seen once displaces at most half.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::mem;

type Weighed<V> = (V, usize);

#[derive(Debug)]
pub struct Recent<K, V, S = RandomState> {
    young: HashMap<K, Weighed<V>, S>,
    old: HashMap<K, Weighed<V>, S>,
    /// Of the young ones.
    weight: usize,
    /// Of one generation.
    weight_max: usize,
}

/// What was let go of, for whoever holds a lock to drop after it.
pub type Dropped<K, V, S = RandomState> = HashMap<K, Weighed<V>, S>;

impl<K: Eq + Hash, V: Clone, S: BuildHasher + Clone> Recent<K, V, S> {
    /// Never more than `weight_max` in all.
    #[must_use]
    pub fn new(weight_max: usize, hasher: S) -> Self {
        Self {
            young: HashMap::with_hasher(hasher.clone()),
            old: HashMap::with_hasher(hasher),
            weight: 0,
            weight_max: weight_max / 2,
        }
    }

    /// Without noticing that it was used.
    pub fn glance<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.young.get(key).map(|(value, _)| value.clone())
    }

    pub fn get<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        if let Some((value, _)) = self.young.get(key) {
            return Some(value.clone());
        }
        let (key, (value, weight)) = self.old.remove_entry(key)?;
        drop(self.insert(key, value.clone(), weight));
        Some(value)
    }

    /// What alone is heavier than a generation is not kept.
    #[must_use = "it may be much, and is best dropped when no lock is held"]
    pub fn insert(&mut self, key: K, value: V, weight: usize) -> Dropped<K, V, S> {
        let mut dropped = HashMap::with_hasher(self.young.hasher().clone());
        if weight > self.weight_max {
            return dropped;
        }
        if let Some((_, before)) = self.young.remove(&key) {
            self.weight -= before;
        }
        if self.weight + weight > self.weight_max {
            dropped = mem::replace(&mut self.old, mem::replace(&mut self.young, dropped));
            self.weight = 0;
        }
        self.weight += weight;
        self.young.insert(key, (value, weight));
        dropped
    }

    pub fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
    {
        if let Some((_, weight)) = self.young.remove(key) {
            self.weight -= weight;
        }
        self.old.remove(key);
    }

    /// Lets go of all others.
    pub fn retain(&mut self, is_kept: impl Fn(&K) -> bool) {
        self.young.retain(|key, _| is_kept(key));
        self.old.retain(|key, _| is_kept(key));
        self.weight = self.young.values().map(|(_, weight)| weight).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_the_bound_holds() {
        let mut recent = Recent::new(200, RandomState::new());
        for number in 0..10_000 {
            drop(recent.insert(number, number * 2, 1));
            if number > 0 {
                assert_eq!(recent.get(&0), Some(0), "after {number}");
            }
            assert_eq!(recent.get(&number), Some(number * 2));
            assert!(recent.young.len() <= 100 && recent.old.len() <= 100);
            assert_eq!(recent.weight, recent.young.len());
        }
        assert_eq!(recent.get(&1), None);
        drop(recent.insert(0, 1, 60));
        assert_eq!(recent.get(&0), Some(1));
        recent.remove(&0);
        assert_eq!(recent.get(&0), None);
        drop(recent.insert(-1, -1, 101));
        assert_eq!(recent.get(&-1), None);
    }
}
