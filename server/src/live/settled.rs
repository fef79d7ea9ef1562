//! A settled campaign: nothing of it moves any more, so the record alone answers, and no hot state of it is kept. What a
//! viewer's erasure takes out of the record is then nowhere else.

use std::collections::HashMap;
use std::sync::Arc;

use tenants::{HotError, RecordError, Shard, Tenant};
use uuid::Uuid;

use super::ask::answer_all;
use super::claim::{Claim, Figures, LiveError, Primitive, Reply};
use super::claims::Values;
use super::core::Core;
use super::filter::Filter;
use super::lane::{Answered, Waiting};
use super::post::Post;
use super::tally::Counts;
use super::{lock, redis, store};

const PAGE: u64 = 10_000;

impl Core {
    pub(super) fn let_go(&self) {
        *lock(&self.source) = None;
        self.remembered.forget();
    }

    /// Who has a claim is told so; nobody else gets in.
    pub(super) async fn answer_settled(&self, waiting: Vec<Waiting>) {
        self.answer_from_record(waiting, &Ok(Reply::NotOpen)).await;
    }

    /// The others are told `otherwise`.
    pub(super) async fn answer_from_record(&self, waiting: Vec<Waiting>, otherwise: &Answered) {
        if waiting.is_empty() {
            return;
        }
        let viewers: Vec<Arc<str>> = waiting.iter().map(|w| w.play.viewer.clone()).collect();
        let found = async { self.book.find(&self.tenant.read().await?, &viewers).await }.await;
        let found = match found {
            Ok(found) => found,
            Err(error) => return answer_all(waiting, &Err(error.into())),
        };
        let found: HashMap<Arc<str>, Claim> = found.into_iter().map(|c| (c.viewer.clone(), c)).collect();
        let mut post = Post::default();
        for one in waiting {
            let own = found.get(&one.play.viewer).cloned();
            let answer = own.map_or_else(|| otherwise.clone(), |claim| Ok(Reply::Already(claim)));
            one.answer(answer, &mut post);
        }
    }

    /// Counted from the record.
    pub(super) async fn settled_figures(&self) -> Result<Figures, LiveError> {
        let mut figures = Figures::untouched(self.shape.primitive);
        let mut counts = Counts::new();
        let mut after: Option<Claim> = None;
        loop {
            let tx = self.tenant.read().await?;
            let page = self.book.page(&tx, after.as_ref(), PAGE).await?;
            drop(tx);
            let Some(last) = page.last() else { break };
            after = Some(last.clone());
            figures.claimed += page.len() as u64;
            page.iter().for_each(|claim| counts.load(claim.value));
        }
        figures.left = figures.left.map(|slots| slots.saturating_sub(figures.claimed));
        if self.shape.primitive == Primitive::Tally {
            figures.counts = counts.counts();
        }
        Ok(figures)
    }
}

/// Everybody who has won, once all is given out.
pub(super) async fn winners(core: &Core, epoch: i64, slots: u64) -> Result<Option<Filter>, RecordError> {
    let mut filter = Filter::new(epoch, slots);
    let (mut found, mut after): (u64, Option<Claim>) = (0, None);
    loop {
        let page = core
            .book
            .page(&core.tenant.read().await?, after.as_ref(), PAGE)
            .await?;
        let Some(last) = page.last() else { break };
        after = Some(last.clone());
        found += page.len() as u64;
        page.iter().for_each(|claim| filter.add(&claim.viewer));
    }
    Ok((found == slots).then_some(filter))
}

/// Takes the campaign's keys out of Redis, where there is one. A record out of reach leaves them, as a Redis does.
pub(super) async fn delete_keys(tenant: &Tenant, campaign: Uuid) -> Result<(), HotError> {
    if !tenant.hot().is_shared() {
        return Ok(());
    }
    let shards = store::shards(tenant, campaign)
        .await
        .map_err(|_| HotError::Unusable("how many shards there are is not known"))?;
    let shards: Vec<Shard> = (0..shards).map(|n| tenant.hot().shard(campaign, n)).collect();
    futures::future::try_join_all(shards.iter().map(redis::delete)).await?;
    Ok(())
}
