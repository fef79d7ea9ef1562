//! The second stage: one transaction of the record for everything that waits. Its unique keys decide.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::WeakUnboundedSender;

use super::booked::{self, Booked, Fault};
use super::claim::{Claim, LiveError, Primitive, Reply};
use super::claims::{Known, Lesson};
use super::combiner::{Waiting, Winning, Work};
use super::core::Core;
use super::gate::Status;
use super::store::{self, Blame};
use crate::failpoint;

/// So many refused values in one batch, and teaching them one by one is slower than a rebuild.
const BEHIND: usize = 64;

/// One viewer's pending claim, and all who wait for it: the first asked first.
struct Pending {
    claim: Claim,
    fresh: bool,
    epoch: i64,
    waiting: Vec<Waiting>,
}

enum Written {
    Booked(Vec<Booked>),
    /// Not open. These have claims from when it was.
    Shut(Vec<Claim>),
    Elsewhere,
}

/// What is told to the first stage afterwards. It need not listen any more.
struct Back(WeakUnboundedSender<Work>);

impl Back {
    fn send(&self, work: Work) {
        if let Some(queue) = self.0.upgrade() {
            let _ = queue.send(work);
        }
    }

    fn again(&self, waiting: Vec<Waiting>) {
        for one in waiting.into_iter().filter_map(Waiting::again) {
            self.send(Work::Play(one));
        }
    }
}

pub(super) async fn grant(core: Arc<Core>, back: WeakUnboundedSender<Work>, batch: Vec<Winning>) {
    let back = Back(back);
    let epoch = batch.iter().map(|w| w.epoch).max().unwrap_or_default();
    let (mut present, past): (Vec<_>, Vec<_>) = gather(batch).into_iter().partition(|p| p.epoch == epoch);
    // Rows in one order on every node: two batches that meet wait for each other one way round.
    match core.primitive {
        Primitive::Tally => present.sort_by(|a, b| a.claim.viewer.cmp(&b.claim.viewer)),
        Primitive::Pool { .. } | Primitive::Roll => present.sort_by_key(|p| p.claim.value),
    }
    past.into_iter().for_each(|p| back.again(p.waiting));
    let mut rounds = vec![present];
    while let Some(mut round) = rounds.pop() {
        let claims: Vec<Claim> = round.iter().map(|p| p.claim.clone()).collect();
        match write(&core, epoch, &claims).await {
            Ok(Written::Booked(booked)) => settle(&back, epoch, round, booked),
            Ok(Written::Shut(found)) => refuse(&core, &back, round, found).await,
            Ok(Written::Elsewhere) => {
                back.send(Work::Outdated(epoch));
                round.into_iter().for_each(|p| back.again(p.waiting));
            }
            // One viewer's odd bytes must not refuse everybody else.
            Err(Fault {
                blame: Blame::Data, ..
            }) if round.len() > 1 => {
                rounds.push(round.split_off(round.len() / 2));
                rounds.push(round);
            }
            Err(Fault {
                blame: Blame::Contention,
                ..
            }) => round.into_iter().for_each(|p| back.again(p.waiting)),
            Err(Fault { error, .. }) => {
                for one in round.into_iter().flat_map(|p| p.waiting) {
                    one.answer(Err(error.clone()));
                }
            }
        }
    }
}

/// By viewer, in the order of the first: a viewer who asked twice is written once.
fn gather(batch: Vec<Winning>) -> Vec<Pending> {
    let mut places: HashMap<Arc<str>, usize> = HashMap::with_capacity(batch.len());
    let mut gathered: Vec<Pending> = Vec::with_capacity(batch.len());
    for winning in batch {
        let viewer = winning.waiting.play.viewer.clone();
        let claim = winning.waiting.claim(winning.value, winning.at);
        let place = *places.entry(viewer).or_insert(gathered.len());
        match gathered.get_mut(place) {
            Some(pending) => {
                if winning.epoch > pending.epoch || winning.fresh {
                    (pending.claim, pending.epoch) = (claim, winning.epoch);
                }
                pending.fresh = false;
                pending.waiting.push(winning.waiting);
            }
            None => gathered.push(Pending {
                claim,
                fresh: winning.fresh,
                epoch: winning.epoch,
                waiting: vec![winning.waiting],
            }),
        }
    }
    gathered
}

/// A batch that the record has not answered by then: its viewers have been told to come again, and the others wait.
const BATCH_MAX: Duration = Duration::from_secs(10);

async fn write(core: &Core, epoch: i64, claims: &[Claim]) -> Result<Written, Fault> {
    let written = tokio::time::timeout(BATCH_MAX, write_all(core, epoch, claims));
    written.await.unwrap_or(Err(Fault {
        error: LiveError::BUSY,
        blame: Blame::Record,
    }))
}

async fn write_all(core: &Core, epoch: i64, claims: &[Claim]) -> Result<Written, Fault> {
    failpoint::pass("live.begin");
    let tx = core.tenant.write().await?;
    let Some(gate) = store::gate(&tx, core.campaign).await? else {
        return Ok(Written::Shut(Vec::new()));
    };
    core.watch.saw(gate);
    failpoint::pass("live.gate");
    if gate.status != Status::Open {
        let viewers: Vec<Arc<str>> = claims.iter().map(|c| c.viewer.clone()).collect();
        return Ok(Written::Shut(core.book.find(&tx, &viewers).await?));
    }
    if gate.epoch != epoch {
        return Ok(Written::Elsewhere);
    }
    let booked = booked::write(&*core.book, &tx, claims).await?;
    failpoint::pass("live.inserted");
    tx.commit().await?;
    failpoint::pass("live.committed");
    Ok(Written::Booked(booked))
}

/// The hot state is told before anybody is answered: who has been answered finds it in the figures.
fn settle(back: &Back, epoch: i64, round: Vec<Pending>, booked: Vec<Booked>) {
    let mut lesson = Lesson::default();
    for (pending, booked) in round.iter().zip(&booked) {
        match booked {
            Booked::New => lesson.known.push(Known::from(&pending.claim)),
            Booked::Already(claim) => lesson.known.push(Known::from(claim)),
            Booked::Taken { by } => {
                lesson.lost.push(Known::from(&pending.claim));
                lesson.known.push(Known::from(by));
            }
        }
    }
    if lesson.lost.len() >= BEHIND {
        back.send(Work::Behind(epoch));
    }
    // Also before the plays that come again: they must not get the same values.
    failpoint::pass("live.confirm");
    back.send(Work::Learn(lesson));
    failpoint::pass("live.answer");
    for (mut pending, booked) in round.into_iter().zip(booked) {
        match booked {
            Booked::New => {
                let rest = pending.waiting.split_off(1);
                answer(pending.waiting, || Reply::New(pending.claim.clone()));
                answer(rest, || Reply::Already(pending.claim.clone()));
            }
            Booked::Already(claim) => answer(pending.waiting, || Reply::Already(claim.clone())),
            Booked::Taken { .. } => back.again(pending.waiting),
        }
    }
}

/// Shut. A value that was handed out just now goes back; one from an earlier try may still be on its way to the
/// record, so the sweep decides about it.
async fn refuse(core: &Core, back: &Back, round: Vec<Pending>, found: Vec<Claim>) {
    let found: HashMap<Arc<str>, Claim> = found.into_iter().map(|c| (c.viewer.clone(), c)).collect();
    let mut lesson = Lesson::default();
    let mut unused = Vec::new();
    let epoch = round.first().map_or(0, |p| p.epoch);
    for pending in round {
        match found.get(&pending.claim.viewer) {
            Some(claim) => {
                lesson.known.push(Known::from(claim));
                answer(pending.waiting, || Reply::Already(claim.clone()));
            }
            None => {
                if pending.fresh {
                    unused.push(Known::from(&pending.claim));
                }
                answer(pending.waiting, || Reply::NotOpen);
            }
        }
    }
    back.send(Work::Learn(lesson));
    if let Some(source) = core.source().filter(|_| !unused.is_empty()) {
        // Whatever comes of it: the sweep finds what is left.
        failpoint::pass("live.give_back");
        let _ = source.hot.release(epoch, &unused).await;
    }
}

fn answer(waiting: Vec<Waiting>, reply: impl Fn() -> Reply) {
    for one in waiting {
        one.answer(Ok(reply()));
    }
}
