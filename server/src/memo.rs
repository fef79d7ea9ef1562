//! Facts that never change once true (what a campaign promised when it was published), remembered per node.

use std::any::Any;
use std::hash::RandomState;
use std::sync::{Arc, PoisonError, RwLock};

use tenants::{Tenant, TenantId};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::recent::Recent;

type Key = (TenantId, Uuid);
type Fact = Arc<dyn Any + Send + Sync>;

/// By tenant and id, so that nobody's fact answers somebody else's question.
pub struct Memo(RwLock<Recent<Key, Fact>>);

impl Memo {
    /// Campaigns that one node may hold in mind at once.
    const FACTS_MAX: usize = 10_000;

    #[must_use]
    pub fn new() -> Self {
        Self(RwLock::new(Recent::new(Self::FACTS_MAX, RandomState::new())))
    }

    /// Whether it would be told from memory, without asking.
    #[must_use]
    pub fn knows(&self, tenant: &Tenant, id: Uuid) -> bool {
        self.find(&(tenant.id(), id)).is_some()
    }

    /// Forgets what is remembered of others than these.
    pub fn keep(&self, is_there: impl Fn(TenantId) -> bool) {
        let mut facts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        facts.retain(|(tenant, _)| is_there(*tenant));
    }

    /// The fact, from memory or by asking. None is not remembered.
    ///
    /// # Errors
    /// What `ask` fails with.
    pub async fn get<T: Any + Send + Sync, F>(
        &self,
        tenant: &Tenant,
        id: Uuid,
        ask: impl FnOnce() -> F,
    ) -> Result<Option<Arc<T>>>
    where
        F: Future<Output = Result<Option<T>>>,
    {
        let key = (tenant.id(), id);
        if let Some(fact) = self.find(&key) {
            return fact
                .downcast()
                .map(Some)
                .map_err(|_| Error::internal("a fact of another type under one id"));
        }
        // By itself: who is told from memory carries nothing of how one asks.
        let Some(fact) = Box::pin(ask()).await? else {
            return Ok(None);
        };
        let fact = Arc::new(fact);
        let mut facts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let dropped = facts.insert(key, fact.clone(), 1);
        drop(facts);
        drop(dropped);
        Ok(Some(fact))
    }

    /// What is asked for all the time is among the young, and found without waiting for anybody.
    fn find(&self, key: &Key) -> Option<Fact> {
        let facts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(fact) = facts.glance(key) {
            return Some(fact);
        }
        drop(facts);
        self.0.write().unwrap_or_else(PoisonError::into_inner).get(key)
    }
}

impl Default for Memo {
    fn default() -> Self {
        Self::new()
    }
}
