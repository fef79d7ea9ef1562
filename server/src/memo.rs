//! Facts that never change once true (what a campaign promised when it was published), remembered per node.

use std::any::Any;
use std::hash::RandomState;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use moka::future::Cache;
use tenants::{Tenant, TenantId};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::recent::Recent;

type Key = (TenantId, Uuid);
type Fact = Arc<dyn Any + Send + Sync>;

/// By tenant and id, so that nobody's fact answers somebody else's question.
pub struct Memo {
    facts: RwLock<Recent<Key, Fact>>,
    /// Keeps nothing: through it one asks for all who want to know the same meanwhile, such as a nation that meets a campaign
    /// at the stroke of midnight.
    asking: Cache<Key, Fact>,
}

/// What is not remembered.
enum Missed {
    Nothing,
    Fault(Arc<Error>),
}

impl Memo {
    /// Campaigns that one node may hold in mind at once.
    const FACTS_MAX: usize = 10_000;

    #[must_use]
    pub fn new() -> Self {
        Self {
            facts: RwLock::new(Recent::new(Self::FACTS_MAX, RandomState::new())),
            asking: Cache::new(0),
        }
    }

    /// What would be told from memory, without asking.
    #[must_use]
    pub fn known<T: Any + Send + Sync>(&self, tenant: TenantId, id: Uuid) -> Option<Arc<T>> {
        of_type(self.find(&(tenant, id))?).ok()
    }

    /// Forgets what is remembered of others than these.
    pub fn keep(&self, is_there: impl Fn(TenantId) -> bool) {
        let mut facts = self.facts.write().unwrap_or_else(PoisonError::into_inner);
        facts.retain(|(tenant, _)| is_there(*tenant));
    }

    /// The fact, from memory or by asking. None is not remembered.
    ///
    /// # Errors
    /// What `ask` fails with; that is not remembered either.
    pub async fn get<T: Any + Send + Sync, F>(
        &self,
        tenant: &Tenant,
        id: Uuid,
        ask: impl Fn() -> F,
    ) -> Result<Option<Arc<T>>>
    where
        F: Future<Output = Result<Option<T>>>,
    {
        let key = (tenant.id(), id);
        if let Some(fact) = self.find(&key) {
            return of_type(fact).map(Some);
        }
        // By itself: who is told from memory carries nothing of how one asks.
        let fact = Box::pin(self.ask(key, ask)).await?;
        fact.map(of_type).transpose()
    }

    /// The fact, from memory or from what is at hand.
    ///
    /// # Errors
    /// What `make` fails with.
    pub fn note<T: Any + Send + Sync>(
        &self,
        tenant: &Tenant,
        id: Uuid,
        make: impl FnOnce() -> Result<T>,
    ) -> Result<Arc<T>> {
        let key = (tenant.id(), id);
        match self.find(&key) {
            Some(fact) => of_type(fact),
            None => of_type(self.remember(key, make()?)),
        }
    }

    async fn ask<T: Any + Send + Sync, F>(&self, key: Key, ask: impl Fn() -> F) -> Result<Option<Fact>>
    where
        F: Future<Output = Result<Option<T>>>,
    {
        let is_mine = AtomicBool::new(false);
        let asked = async {
            is_mine.store(true, Ordering::Relaxed);
            match ask().await {
                Ok(Some(fact)) => Ok(self.remember(key, fact)),
                Ok(None) => Err(Missed::Nothing),
                Err(error) => Err(Missed::Fault(Arc::new(error))),
            }
        };
        let missed = match self.asking.try_get_with(key, asked).await {
            Ok(fact) => return Ok(Some(fact)),
            Err(missed) => missed,
        };
        match &*missed {
            Missed::Fault(error) => Err(Error::again(error)),
            Missed::Nothing if is_mine.into_inner() => Ok(None),
            // Asked by somebody else, and maybe before it became true.
            Missed::Nothing => Ok(ask().await?.map(|fact| self.remember(key, fact))),
        }
    }

    fn remember<T: Any + Send + Sync>(&self, key: Key, fact: T) -> Fact {
        let fact: Fact = Arc::new(fact);
        let mut facts = self.facts.write().unwrap_or_else(PoisonError::into_inner);
        let dropped = facts.insert(key, fact.clone(), 1);
        drop(facts);
        drop(dropped);
        fact
    }

    /// What is asked for all the time is among the young, and found without waiting for anybody.
    fn find(&self, key: &Key) -> Option<Fact> {
        let facts = self.facts.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(fact) = facts.glance(key) {
            return Some(fact);
        }
        drop(facts);
        self.facts
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .get(key)
    }
}

fn of_type<T: Any + Send + Sync>(fact: Fact) -> Result<Arc<T>> {
    fact.downcast()
        .map_err(|_| Error::internal("a fact of another type under one id"))
}

impl Default for Memo {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    use futures::future::join_all;
    use tokio::sync::Semaphore;

    use super::*;

    const MANY: usize = 20;

    /// All ask for one fact while the first answer is being looked up: what they were told, and how often it was looked up.
    async fn ask_at_once(
        memo: &Memo,
        answer: impl Fn(usize) -> Result<Option<u32>>,
    ) -> (Vec<Result<Option<Fact>>>, usize) {
        let (looked, gate) = (AtomicUsize::new(0), Semaphore::new(0));
        let asking = join_all((0..MANY).map(|nth| {
            let look = || async {
                let before = looked.fetch_add(1, Ordering::Relaxed);
                let _open = gate.acquire().await;
                answer(before)
            };
            let (memo, gate) = (&memo, &gate);
            async move {
                let told = memo.ask((TenantId::new(Uuid::nil()), Uuid::from_u128(1)), look);
                if nth + 1 == MANY {
                    // All the others wait by now.
                    gate.add_permits(1);
                }
                told.await
            }
        }));
        let told = asking.await;
        (told, looked.into_inner())
    }

    #[tokio::test]
    async fn one_asks_for_all_who_want_to_know_meanwhile() {
        let (told, looked) = ask_at_once(&Memo::new(), |_| Ok(Some(7))).await;
        assert_eq!(looked, 1);
        let is_fact = |fact: &Fact| fact.downcast_ref::<u32>() == Some(&7);
        assert!(
            told.iter()
                .all(|told| matches!(told, Ok(Some(fact)) if is_fact(fact)))
        );
    }

    #[tokio::test]
    async fn what_was_not_there_for_another_is_looked_for_once_more() {
        let memo = Memo::new();
        let (told, looked) = ask_at_once(&memo, |before| Ok((before > 0).then_some(7))).await;
        assert_eq!(looked, MANY);
        let not_there = told.iter().filter(|told| matches!(told, Ok(None))).count();
        assert_eq!(not_there, 1);
    }

    #[tokio::test]
    async fn a_fault_is_told_to_all_and_not_remembered() {
        let memo = Memo::new();
        let retry_after = Duration::from_millis(7);
        for _ in 0..2 {
            let (told, looked) = ask_at_once(&memo, |_| Err(Error::Overloaded { retry_after })).await;
            assert_eq!(looked, 1);
            let is_same = |told: &Result<_>| matches!(told, Err(Error::Overloaded { retry_after: told }) if *told == retry_after);
            assert!(told.iter().all(is_same));
        }
    }
}
