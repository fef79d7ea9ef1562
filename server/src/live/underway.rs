//! Claims on their way from this node to the record. Whoever asks again meanwhile waits for what becomes of the claim: written
//! once more it would wait for the first transaction all the same, and every row beside it would have to be looked for.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::mem;
use std::sync::{Arc, Mutex};

use super::claim::Claim;
use super::core::Core;
use super::lane::Waiting;
use super::lock;
use super::scribe::Winning;

/// Viewer, value, epoch.
type Key = (Arc<str>, u64, i64);

/// One campaign's, and who goes along with each.
#[derive(Default)]
pub(super) struct Underway(Mutex<HashMap<Key, Vec<Waiting>>>);

impl Underway {
    /// Gives it back where its claim is not on its way.
    pub(super) fn join(&self, winning: Winning) -> Option<Winning> {
        let key = (winning.waiting.play.viewer.clone(), winning.value, winning.epoch);
        match lock(&self.0).get_mut(&key) {
            Some(along) => {
                along.push(winning.waiting);
                None
            }
            None => Some(winning),
        }
    }
}

/// One claim's way. Ends at the latest when it is dropped, and whoever goes along then is told that it broke off.
pub(super) struct Way {
    core: Arc<Core>,
    key: Option<Key>,
}

impl Way {
    /// None where the claim is on its way already: `waiting` goes along with that one.
    pub(super) fn begin(
        core: &Arc<Core>,
        claim: &Claim,
        epoch: i64,
        waiting: &mut Vec<Waiting>,
    ) -> Option<Self> {
        let key = (claim.viewer.clone(), claim.value, epoch);
        match lock(&core.underway.0).entry(key.clone()) {
            Entry::Occupied(mut along) => {
                along.get_mut().append(waiting);
                None
            }
            Entry::Vacant(nobody) => {
                nobody.insert(Vec::new());
                Some(Self {
                    core: core.clone(),
                    key: Some(key),
                })
            }
        }
    }

    /// Who has gone along. What has been written must be remembered by then: who comes now looks there.
    pub(super) fn end(mut self) -> Vec<Waiting> {
        self.leave()
    }

    fn leave(&mut self) -> Vec<Waiting> {
        match mem::take(&mut self.key) {
            Some(key) => lock(&self.core.underway.0).remove(&key).unwrap_or_default(),
            None => Vec::new(),
        }
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        drop(self.leave());
    }
}
