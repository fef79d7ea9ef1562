//! Facts that never change once true (what a campaign promised when it was published), remembered per node.

use std::any::Any;
use std::sync::Arc;

use moka::future::Cache;
use tenants::{Tenant, TenantId};
use uuid::Uuid;

use crate::error::{Error, Result};

type Fact = Arc<dyn Any + Send + Sync>;

/// By tenant and id, so that nobody's fact answers somebody else's question.
pub struct Memo(Cache<(TenantId, Uuid), Fact>);

impl Memo {
    /// Campaigns that one node may hold in mind at once.
    const FACTS_MAX: u64 = 10_000;

    #[must_use]
    pub fn new() -> Self {
        Self(Cache::new(Self::FACTS_MAX))
    }

    /// Forgets what is remembered of others than these.
    pub async fn keep(&self, is_there: impl Fn(TenantId) -> bool) {
        let gone = self
            .0
            .iter()
            .map(|(key, _)| *key)
            .filter(|(tenant, _)| !is_there(*tenant));
        for key in gone.collect::<Vec<_>>() {
            self.0.invalidate(&key).await;
        }
    }

    /// The fact, from memory or by asking. None is not remembered.
    ///
    /// # Errors
    /// What `ask` fails with.
    pub async fn get<T: Any + Send + Sync>(
        &self,
        tenant: &Tenant,
        id: Uuid,
        ask: impl Future<Output = Result<Option<T>>>,
    ) -> Result<Option<Arc<T>>> {
        let key = (tenant.id(), id);
        if let Some(fact) = self.0.get(&key).await {
            return fact
                .downcast()
                .map(Some)
                .map_err(|_| Error::internal("a fact of another type under one id"));
        }
        let Some(fact) = ask.await? else { return Ok(None) };
        let fact = Arc::new(fact);
        self.0.insert(key, fact.clone()).await;
        Ok(Some(fact))
    }
}

impl Default for Memo {
    fn default() -> Self {
        Self::new()
    }
}
