//! A settled campaign: nothing of it moves any more, so the record alone answers, and no hot state of it is kept. What a
//! viewer's erasure takes out of the record is then nowhere else.

use std::sync::Arc;

use tenants::{HotError, Tenant};
use uuid::Uuid;

use super::claim::{Figures, LiveError, Primitive, Reply};
use super::claims::Values;
use super::combiner::Waiting;
use super::core::Core;
use super::lock;
use super::redis;
use super::tally::Counts;

const PAGE: u64 = 10_000;

impl Core {
    pub(super) fn let_go(&self) {
        *lock(&self.source) = None;
    }

    /// Who has a claim is told so; nobody else gets in.
    pub(super) async fn answer_settled(&self, waiting: Vec<Waiting>) {
        if waiting.is_empty() {
            return;
        }
        let viewers: Vec<Arc<str>> = waiting.iter().map(|w| w.play.viewer.clone()).collect();
        let found = async { self.book.find(&self.tenant.read().await?, &viewers).await }.await;
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                let error = LiveError::from(error);
                waiting.into_iter().for_each(|one| one.answer(Err(error.clone())));
                return;
            }
        };
        for one in waiting {
            let own = found
                .iter()
                .find(|claim| claim.viewer == one.play.viewer)
                .cloned();
            one.answer(Ok(own.map_or(Reply::NotOpen, Reply::Already)));
        }
    }

    /// Counted from the record.
    pub(super) async fn settled_figures(&self) -> Result<Figures, LiveError> {
        let mut figures = Figures::untouched(self.primitive);
        let mut counts = Counts::new();
        let mut after: Option<Arc<str>> = None;
        loop {
            let tx = self.tenant.read().await?;
            let page = self.book.page(&tx, after.as_deref(), PAGE).await?;
            drop(tx);
            let Some(last) = page.last() else { break };
            after = Some(last.viewer.clone());
            figures.claimed += page.len() as u64;
            page.iter().for_each(|claim| counts.settle(claim.value));
        }
        figures.left = figures.left.map(|slots| slots.saturating_sub(figures.claimed));
        if self.primitive == Primitive::Tally {
            figures.counts = counts.counts();
        }
        Ok(figures)
    }
}

/// Takes the campaign's keys out of Redis, where there is one.
pub(super) async fn delete_keys(tenant: &Tenant, campaign: Uuid) -> Result<(), HotError> {
    let shard = tenant.hot().shard(campaign, 0);
    if shard.is_shared() {
        redis::delete(&shard).await?;
    }
    Ok(())
}
