//! What one tenant may hold of the connections that it shares with others, so that its slow questions never hold all of
//! them.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::tx::RecordError;

/// Below this a share is none: units of work that need a second connection would wait for themselves.
const SHARE_MIN: u32 = 4;

#[derive(Clone, Debug)]
pub(crate) struct Bulkhead {
    all: Arc<Semaphore>,
    /// Fewer: whatever a tenant asks, there is a connection for what it grants.
    questions: Arc<Semaphore>,
    patience: Duration,
}

/// Leave to hold one connection.
#[derive(Debug)]
pub(crate) struct Berth {
    _all: OwnedSemaphorePermit,
    _question: Option<OwnedSemaphorePermit>,
}

impl Bulkhead {
    /// Half of the shared ones.
    pub(crate) fn of(connections_max: u32, patience: Duration) -> Self {
        let share = (connections_max / 2).max(SHARE_MIN).min(connections_max).max(1);
        let questions = (share - share / 4).max(1);
        Self {
            all: semaphore(share),
            questions: semaphore(questions),
            patience,
        }
    }

    /// # Errors
    /// None came free in time.
    pub(crate) async fn enter(&self, is_question: bool) -> Result<Berth, RecordError> {
        let entering = async {
            // The narrower door first: who waits there takes nothing from who writes.
            let question = match is_question {
                true => Some(self.questions.clone().acquire_owned().await?),
                false => None,
            };
            let all = self.all.clone().acquire_owned().await?;
            Ok(Berth {
                _all: all,
                _question: question,
            })
        };
        // They are never closed; should one be, nothing comes free any more either.
        match tokio::time::timeout(self.patience, entering).await {
            Ok(Ok::<_, tokio::sync::AcquireError>(berth)) => Ok(berth),
            Ok(Err(_)) | Err(_) => Err(RecordError::Crowded),
        }
    }
}

fn semaphore(permits: u32) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(
        usize::try_from(permits).unwrap_or(Semaphore::MAX_PERMITS),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT_ONCE: Duration = Duration::from_millis(1);

    async fn held(bulkhead: &Bulkhead, is_question: bool) -> Vec<Berth> {
        let mut held = Vec::new();
        while let Ok(berth) = bulkhead.enter(is_question).await {
            held.push(berth);
        }
        held
    }

    #[tokio::test]
    async fn a_tenant_has_half_and_its_questions_less() {
        let bulkhead = Bulkhead::of(16, AT_ONCE);
        let questions = held(&bulkhead, true).await;
        assert_eq!(questions.len(), 6);
        let writes = held(&bulkhead, false).await;
        assert_eq!(writes.len(), 2);
        assert!(bulkhead.enter(true).await.is_err_and(|error| error.is_overload()));
        drop(questions);
        assert!(bulkhead.enter(true).await.is_ok());
    }

    #[tokio::test]
    async fn a_small_pool_is_not_made_smaller() {
        for connections in [1, 2, 4, 6] {
            let writes = held(&Bulkhead::of(connections, AT_ONCE), false).await.len();
            assert_eq!(writes, usize::try_from(connections.min(4)).unwrap());
        }
    }
}
