//! One transaction of the record for everything that waits. Its unique keys decide.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use uuid::Uuid;

use super::ask::answer_all;
use super::claim::{Claim, LiveError, Primitive, Reply};
use super::claims::{Known, Lesson};
use super::core::{Core, Trouble};
use super::lane::{Answered, Waiting, deadline};
use super::post::Post;
use super::scribe::{Job, Scribe, Winning};
use super::store::Blame;
use super::underway::Way;
use super::write::{Booked, Fault, Part, Written, write};
use crate::failpoint;

/// So many refused values in one batch, and teaching them one by one is slower than a rebuild.
const BEHIND: usize = 64;

/// One viewer's pending claim, and all who wait for it: the first asked first.
pub(super) struct Pending {
    pub(super) claim: Claim,
    fresh: bool,
    /// Made by one of those who wait.
    is_new: bool,
    epoch: i64,
    waiting: Vec<Waiting>,
    /// Once it has begun.
    way: Option<Way>,
}

impl Pending {
    /// False: the claim is on its way already, and who waits goes along with that one.
    fn set_out(&mut self, core: &Arc<Core>) -> bool {
        self.way = Way::begin(core, &self.claim, self.epoch, &mut self.waiting);
        self.way.is_some()
    }

    /// All who wait, those who have come along included, in the order in which they asked.
    fn everybody(self) -> Vec<Waiting> {
        let mut all = self.waiting;
        all.extend(self.way.map(Way::end).unwrap_or_default());
        all
    }
}

/// One campaign's part of a transaction.
pub(super) struct Lot {
    pub(super) core: Arc<Core>,
    pub(super) epoch: i64,
    pub(super) pending: Vec<Pending>,
}

pub(super) async fn grant(scribe: &Scribe, jobs: Vec<Job>) {
    let lots = gather(jobs);
    if lots.is_empty() {
        return;
    }
    let mut rounds = vec![lots];
    while let Some(lots) = rounds.pop() {
        let claims: Vec<Vec<Claim>> = lots
            .iter()
            .map(|lot| lot.pending.iter().map(|p| p.claim.clone()).collect())
            .collect();
        let waiting = lots.iter().flat_map(|lot| &lot.pending).flat_map(|p| &p.waiting);
        let until = deadline(waiting);
        let parts = lots.iter().zip(claims).map(|(lot, claims)| Part {
            core: lot.core.clone(),
            epoch: lot.epoch,
            claims,
            are_new: lot.pending.iter().all(|pending| pending.is_new),
        });
        let (tenant, parts, care) = (scribe.tenant.clone(), parts.collect(), scribe.care.clone());
        // In a task of its own: what it has begun is finished, whether or not it is waited for.
        scribe
            .stages
            .record_size
            .size(lots.iter().map(|lot| lot.pending.len()).sum());
        let began = Instant::now();
        let writing = tokio::spawn(async move { write(tenant, parts, &care).await });
        let written = match tokio::time::timeout_at(until, writing).await {
            Ok(Ok(written)) => written,
            Ok(Err(_)) => Err(LiveError::Broken.into()),
            Err(_) => Err(LiveError::BUSY.into()),
        };
        scribe.stages.record.time(began.elapsed());
        match written {
            Ok(written) => {
                for (lot, written) in lots.into_iter().zip(written) {
                    settle(lot, written).await;
                }
            }
            Err(fault) => rounds.extend(apart(lots, &fault)),
        }
    }
}

/// What failed together is tried one by one: one viewer's odd bytes must not refuse everybody else.
fn apart(mut lots: Vec<Lot>, fault: &Fault) -> Vec<Vec<Lot>> {
    if fault.blame != Blame::Record && lots.len() > 1 {
        return lots.into_iter().map(|lot| vec![lot]).collect();
    }
    match (fault.blame, &mut lots[..]) {
        (Blame::Data, [lot]) if lot.pending.len() > 1 => {
            let rest = Lot {
                core: lot.core.clone(),
                epoch: lot.epoch,
                pending: lot.pending.split_off(lot.pending.len() / 2),
            };
            return vec![vec![rest], lots];
        }
        (Blame::Contention, _) => {
            for Lot { core, pending, .. } in lots {
                pending.into_iter().for_each(|p| again(&core, p.everybody()));
            }
        }
        _ => {
            let pending = lots.into_iter().flat_map(|lot| lot.pending);
            answer_all(pending.flat_map(Pending::everybody), &Err(fault.error.clone()));
        }
    }
    Vec::new()
}

fn again(core: &Arc<Core>, waiting: Vec<Waiting>) {
    let mut post = Post::default();
    for one in waiting {
        if let Some(one) = one.again(&mut post) {
            core.enqueue(one);
        }
    }
}

/// By campaign, and rows in one order on every node: two transactions that meet wait for each other one way round.
fn gather(jobs: Vec<Job>) -> Vec<Lot> {
    let mut campaigns: BTreeMap<Uuid, (Arc<Core>, Vec<Winning>)> = BTreeMap::new();
    for Job { core, winnings } in jobs {
        let (_, all) = campaigns
            .entry(core.campaign)
            .or_insert_with(|| (core, Vec::new()));
        all.extend(winnings);
    }
    let lots = campaigns.into_values().map(|(core, winnings)| {
        let epoch = winnings.iter().map(|w| w.epoch).max().unwrap_or_default();
        let (mut pending, past): (Vec<_>, Vec<_>) =
            by_viewer(winnings).into_iter().partition(|p| p.epoch == epoch);
        past.into_iter().for_each(|p| again(&core, p.waiting));
        match core.shape.primitive {
            Primitive::Tally => pending.sort_by(|a, b| a.claim.viewer.cmp(&b.claim.viewer)),
            Primitive::Pool { .. } | Primitive::Roll => pending.sort_by_key(|p| p.claim.value),
        }
        pending.retain_mut(|p| p.set_out(&core));
        Lot { core, epoch, pending }
    });
    lots.filter(|lot| !lot.pending.is_empty()).collect()
}

/// In the order of the first: a viewer who asked twice is written once.
fn by_viewer(winnings: Vec<Winning>) -> Vec<Pending> {
    let mut places: HashMap<Arc<str>, usize> = HashMap::with_capacity(winnings.len());
    let mut gathered: Vec<Pending> = Vec::with_capacity(winnings.len());
    for winning in winnings {
        let viewer = winning.waiting.play.viewer.clone();
        let claim = winning.waiting.claim(winning.value, winning.at);
        let place = *places.entry(viewer).or_insert(gathered.len());
        match gathered.get_mut(place) {
            Some(pending) => {
                if winning.epoch > pending.epoch || winning.fresh {
                    (pending.claim, pending.epoch) = (claim, winning.epoch);
                }
                pending.fresh = false;
                pending.is_new |= winning.fresh;
                pending.waiting.push(winning.waiting);
            }
            None => gathered.push(Pending {
                claim,
                fresh: winning.fresh,
                is_new: winning.fresh,
                epoch: winning.epoch,
                waiting: vec![winning.waiting],
                way: None,
            }),
        }
    }
    gathered
}

async fn settle(lot: Lot, written: Written) {
    let Lot { core, epoch, pending } = lot;
    match written {
        Written::Booked(booked) => answer_booked(&core, epoch, pending, booked),
        Written::Shut(found) => refuse(&core, epoch, pending, found).await,
        Written::Elsewhere => {
            core.report(epoch, Trouble::Elsewhere);
            pending.into_iter().for_each(|p| again(&core, p.everybody()));
        }
    }
}

/// The hot state is told before anybody is answered: who has been answered finds it in the figures.
fn answer_booked(core: &Arc<Core>, epoch: i64, pending: Vec<Pending>, booked: Vec<Booked>) {
    let mut lesson = Lesson::default();
    for (pending, booked) in pending.iter().zip(&booked) {
        match booked {
            Booked::New => lesson.known.push(Known::from(&pending.claim)),
            Booked::Already(claim) => lesson.known.push(Known::from(claim)),
            Booked::Taken { by } => {
                lesson.lost.push(Known::from(&pending.claim));
                lesson.known.push(Known::from(by));
            }
            Booked::Unknown(_) => {}
        }
    }
    if lesson.lost.len() >= BEHIND {
        core.report(epoch, Trouble::Behind);
    }
    // Also before the plays that come again: they must not get the same values.
    failpoint::pass("live.confirm");
    core.teach(lesson);
    failpoint::pass("live.answer");
    let mut post = Post::default();
    for (pending, booked) in pending.into_iter().zip(booked) {
        match booked {
            Booked::New => {
                let claim = pending.claim.clone();
                core.remembered.has(epoch, &claim);
                let mut first = pending.everybody();
                let rest = first.split_off(1);
                answer(first, || Ok(Reply::New(claim.clone())), &mut post);
                answer(rest, || Ok(Reply::Already(claim.clone())), &mut post);
            }
            Booked::Already(claim) => {
                core.remembered.has(epoch, &claim);
                let all = pending.everybody();
                answer(all, || Ok(Reply::Already(claim.clone())), &mut post);
            }
            Booked::Taken { .. } => again(core, pending.everybody()),
            Booked::Unknown(error) => {
                answer(pending.everybody(), || Err(error.clone()), &mut post);
            }
        }
    }
}

/// Shut. A value that was handed out just now goes back; one from an earlier try may still be on its way to the
/// record, so the sweep decides about it.
async fn refuse(core: &Arc<Core>, epoch: i64, pending: Vec<Pending>, found: Vec<Claim>) {
    let found: HashMap<Arc<str>, Claim> = found.into_iter().map(|c| (c.viewer.clone(), c)).collect();
    let mut lesson = Lesson::default();
    let mut unused = Vec::new();
    let mut post = Post::default();
    for pending in pending {
        match found.get(&pending.claim.viewer) {
            Some(claim) => {
                lesson.known.push(Known::from(claim));
                let all = pending.everybody();
                answer(all, || Ok(Reply::Already(claim.clone())), &mut post);
            }
            None => {
                if pending.fresh {
                    unused.push(Known::from(&pending.claim));
                }
                answer(pending.everybody(), || Ok(Reply::NotOpen), &mut post);
            }
        }
    }
    core.teach(lesson);
    drop(post);
    let Some(source) = core.source().filter(|source| source.epoch == epoch) else {
        return;
    };
    let unused = Lesson {
        lost: unused,
        ..Lesson::default()
    };
    for (shard, unused) in core.by_shard(unused) {
        // Whatever comes of it: the sweep finds what is left.
        failpoint::pass("live.give_back");
        let _ = source.shard(shard).release(epoch, &unused.lost).await;
    }
}

fn answer(waiting: Vec<Waiting>, reply: impl Fn() -> Answered, post: &mut Post) {
    for one in waiting {
        one.answer(reply(), post);
    }
}
