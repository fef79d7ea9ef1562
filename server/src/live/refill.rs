//! A shard of a pool that has run dry takes over from the others. Nobody is told "sold out" while any shard still has some:
//! only when every shard was empty in two rounds running and none had grown in between.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::claim::{LiveError, Primitive};
use super::core::{Core, Source, Trouble};
use super::filter::Filter;
use super::hot::{Answer, Asked};
use super::parcel::{Parcel, Sent, Step};
use super::settled;
use crate::failpoint;

/// What a shard that ran dry finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// There are numbers here now.
    Some,
    /// There were none anywhere. Final: all are in the record, so that none will ever come back.
    None { is_final: bool },
}

/// One round over all shards.
#[derive(Default, PartialEq, Eq)]
struct Round {
    grown: Vec<u64>,
    left: u64,
    confirmed: u64,
    has_moved: bool,
}

impl Core {
    const ROUNDS: usize = 8;

    pub(super) async fn refill(
        self: &Arc<Self>,
        shard: u16,
        epoch: i64,
        wanted: u64,
    ) -> Result<Rest, LiveError> {
        let slots = match self.shape.primitive {
            Primitive::Pool { slots } => slots,
            Primitive::Tally | Primitive::Roll => return Ok(Rest::None { is_final: false }),
        };
        if self.is_finished(epoch) {
            return Ok(Rest::None { is_final: true });
        }
        let _one = self.refilling.lock().await;
        let mut last = Round::default();
        for _ in 0..Self::ROUNDS {
            let source = self.source().filter(|source| source.epoch == epoch);
            let Some(source) = source else {
                // Rebuilt meanwhile: ask anew.
                return Ok(Rest::Some);
            };
            let round = match self.round(&source, shard, wanted).await {
                Ok(Some(round)) => round,
                Ok(None) => return Ok(Rest::Some),
                Err(trouble) => {
                    self.report(epoch, trouble);
                    return Err(LiveError::BUSY);
                }
            };
            if round.left > 0 || round.has_moved {
                continue;
            }
            let is_final = round.confirmed == slots;
            if is_final {
                self.finish(epoch, slots);
            }
            if is_final || self.shape.shards() == 1 || round.grown == last.grown {
                return Ok(Rest::None { is_final });
            }
            last = round;
        }
        Err(LiveError::BUSY)
    }

    /// Finishes every parcel that is found. None: this shard has something.
    async fn round(&self, source: &Source, shard: u16, wanted: u64) -> Result<Option<Round>, Trouble> {
        let shards = self.shape.shards();
        let mut round = Round {
            grown: vec![0; usize::from(shards)],
            ..Round::default()
        };
        for other in (0..shards).map(|n| (shard + n) % shards) {
            let wanted = if other == shard { 0 } else { wanted };
            let sent = self.ask_for(source, other, shard, wanted).await?;
            if other == shard && sent.left > 0 {
                return Ok(None);
            }
            round.left += sent.left;
            round.confirmed += sent.confirmed;
            round.grown[usize::from(other)] = sent.grown;
            let mut is_ours = false;
            for parcel in &sent.parcels {
                self.deliver(source, other, parcel).await?;
                round.has_moved = true;
                is_ours |= parcel.to == shard;
            }
            if is_ours {
                return Ok(None);
            }
        }
        Ok(Some(round))
    }

    async fn ask_for(&self, source: &Source, from: u16, to: u16, wanted: u64) -> Result<Sent, Trouble> {
        let step = Step::Send { to, wanted };
        let sent = ready(source.shard(from).parcel(source.epoch, step).await)?;
        sent.ok_or(Trouble::Elsewhere)
    }

    async fn deliver(&self, source: &Source, from: u16, parcel: &Parcel) -> Result<(), Trouble> {
        failpoint::pass("live.parcel.sent");
        let take = Step::Take { from, parcel };
        ready(source.shard(parcel.to).parcel(source.epoch, take).await)?;
        failpoint::pass("live.parcel.taken");
        let done = Step::Done {
            to: parcel.to,
            number: parcel.number,
        };
        ready(source.shard(from).parcel(source.epoch, done).await)?;
        Ok(())
    }

    /// Everything is given out, for good: who has won is gathered once, so that nobody else need be looked for.
    fn finish(self: &Arc<Self>, epoch: i64, slots: u64) {
        let is_known = self.finished.swap(epoch, Ordering::AcqRel) == epoch;
        if is_known || slots > Filter::WINNERS_MAX {
            return;
        }
        let core = self.clone();
        self.runtime.spawn(async move {
            match settled::winners(&core, epoch, slots).await {
                Ok(Some(winners)) => core.remembered.all_winners(winners),
                // Nothing is lost: the hot state is asked on.
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(%error, campaign = %core.campaign, "the winners could not be read")
                }
            }
        });
    }

    /// What a crash has left on its way arrives.
    pub(super) async fn deliver_all(&self) {
        let Some(source) = self
            .source()
            .filter(|_| self.shape.shards() > 1 && self.shape.primitive.has_end())
        else {
            return;
        };
        for shard in 0..self.shape.shards() {
            let Ok(sent) = self.ask_for(&source, shard, shard, 0).await else {
                return;
            };
            for parcel in &sent.parcels {
                if self.deliver(&source, shard, parcel).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn ready<T>(asked: Asked<T>) -> Result<T, Trouble> {
    match asked {
        Ok(Answer::Ready(value)) => Ok(value),
        Ok(_) => Err(Trouble::Elsewhere),
        Err(_) => Err(Trouble::Failed),
    }
}
