//! What a channel shows to all of its viewers alike, remembered for a moment: a nation that opens the show's page asks the
//! record twice a second, not a million times.
//!
//! A change that this node makes is seen at once ([`Seen::changed`]); one of another node within half a second. Nothing
//! that differs from viewer to viewer belongs here.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use moka::future::Cache;
use tenants::{Tenant, TenantId};

use crate::error::{Error, Result};

const FOR: Duration = Duration::from_millis(500);
/// Answers that one node may hold in mind at once.
const ANSWERS_MAX: u64 = 10_000;

/// By tenant first, so that nobody's answer answers somebody else's question. The number counts the tenant's changes:
/// what was asked before one is never an answer after it.
type Key = (TenantId, u64, &'static str, String);

pub struct Seen {
    answers: Cache<Key, Arc<dyn Any + Send + Sync>>,
    changes: Mutex<HashMap<TenantId, u64>>,
}

impl Seen {
    #[must_use]
    pub fn new() -> Self {
        let answers = Cache::builder()
            .max_capacity(ANSWERS_MAX)
            .time_to_live(FOR)
            .build();
        Self {
            answers,
            changes: Mutex::default(),
        }
    }

    /// The answer to `question` about `of`, from memory or by asking; one asks for all who want to know it meanwhile.
    ///
    /// # Errors
    /// What `ask` fails with; that is not remembered.
    pub async fn get<T: Any + Clone + Send + Sync>(
        &self,
        tenant: &Tenant,
        question: &'static str,
        of: String,
        ask: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let changes = self.count(tenant.id(), 0);
        let key = (tenant.id(), changes, question, of);
        let answer = async { Ok(Arc::new(ask.await?) as Arc<dyn Any + Send + Sync>) };
        let known = self.answers.try_get_with(key, answer).await;
        let known = known.map_err(|error: Arc<Error>| Error::again(&error))?;
        let answer = known.downcast_ref::<T>().cloned();
        answer.ok_or_else(|| Error::internal("an answer of another type to one question"))
    }

    /// The channel's staff, or a worker, has changed something.
    pub fn changed(&self, tenant: TenantId) {
        self.count(tenant, 1);
    }

    fn count(&self, tenant: TenantId, more: u64) -> u64 {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let count = changes.entry(tenant).or_default();
        *count += more;
        *count
    }
}

impl Default for Seen {
    fn default() -> Self {
        Self::new()
    }
}
