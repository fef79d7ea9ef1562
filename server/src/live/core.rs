//! What the stages of one campaign share: the record, the gate as last seen, and the hot state in use.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tenants::Tenant;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::book::AnyBook;
use super::claim::{LiveError, Primitive};
use super::gate::{Status, Watch};
use super::hot::{Answer, Asked, HotState};
use super::lock;

pub(super) struct Core {
    pub(super) tenant: Tenant,
    pub(super) campaign: Uuid,
    pub(super) primitive: Primitive,
    pub(super) book: Box<dyn AnyBook>,
    pub(super) watch: Watch,
    /// Redis, where there is one. Without, each node has its own state and the record's unique keys decide.
    pub(super) shared: Option<Arc<HotState>>,
    pub(super) source: Mutex<Option<Source>>,
    /// One rebuild at a time.
    pub(super) healing: tokio::sync::Mutex<()>,
    pub(super) returning: AtomicBool,
    pub(super) runtime: Handle,
}

/// The hot state in use, and the epoch under which it is asked.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) hot: Arc<HotState>,
    pub(super) epoch: i64,
    /// Set while Redis is away and this is the node's own: when to look for it again, and how long to wait if it is
    /// still away then.
    pub(super) retry: Option<(Instant, Duration)>,
}

impl Source {
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.hot, &other.hot) && self.epoch == other.epoch
    }
}

/// Why a hot state can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It failed to answer.
    Failed,
    /// It is missing, being rebuilt, or of another epoch.
    Elsewhere,
    /// It hands out what the record has given to others.
    Behind,
}

impl Core {
    const ATTEMPTS: usize = 8;

    pub(super) fn source(&self) -> Option<Source> {
        lock(&self.source).clone()
    }

    pub(super) async fn status(&self) -> Result<Status, LiveError> {
        Ok(self.watch.status(&self.tenant, self.campaign).await?)
    }

    /// Asks the hot state, which is rebuilt or replaced until one answers. Also the epoch it answered under.
    pub(super) async fn asked<T, F>(
        self: &Arc<Self>,
        ask: impl Fn(Arc<HotState>, i64) -> F,
    ) -> Result<(T, i64), LiveError>
    where
        F: Future<Output = Asked<T>>,
    {
        let mut failed = false;
        for _ in 0..Self::ATTEMPTS {
            let source = self.source();
            let Some(source) = source else {
                self.heal(None, Trouble::Elsewhere).await?;
                continue;
            };
            self.look_for_redis(&source);
            let trouble = match ask(source.hot.clone(), source.epoch).await {
                Ok(Answer::Ready(value)) => return Ok((value, source.epoch)),
                Ok(_) => Trouble::Elsewhere,
                Err(error) if failed => {
                    tracing::warn!(%error, campaign = %self.campaign, "the hot state is away: the record decides");
                    Trouble::Failed
                }
                // A call may be repeated, and a rebuild costs more than a second try.
                Err(_) => {
                    failed = true;
                    continue;
                }
            };
            self.heal(Some(&source), trouble).await?;
        }
        Err(LiveError::BUSY)
    }
}
