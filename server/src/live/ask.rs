//! One batch at the hot state: it refuses what it can, and hands the rest a value to take to the record.

use std::sync::Arc;
use std::time::Instant;

use super::claim::{LiveError, Reply};
use super::claims::{Decision, Lesson, Play};
use super::core::Core;
use super::gate::Status;
use super::lane::{Answered, Batch, Waiting, deadline};
use super::post::Post;
use super::refill::Rest;
use super::scribe::{Job, Winning};
use crate::failpoint;

pub(super) async fn ask(core: &Arc<Core>, shard: u16, batch: Batch) {
    core.mend().await;
    match batch {
        Batch::Plays(lesson, waiting) => plays(core, shard, lesson, waiting).await,
        Batch::Figures(lesson, asked) => {
            learn(core, shard, &lesson).await;
            let figures = core
                .asked(shard, |hot, epoch| async move { hot.figures(epoch).await })
                .await
                .map(|(figures, _)| figures);
            for one in asked {
                // Nobody listens any more.
                let _ = one.send(figures.clone());
            }
        }
    }
}

async fn plays(core: &Arc<Core>, shard: u16, lesson: Lesson, waiting: Vec<Waiting>) {
    let status = tokio::time::timeout_at(deadline(waiting.iter()), core.status()).await;
    match status.unwrap_or(Err(LiveError::BUSY)) {
        Ok(Status::Open) if !waiting.is_empty() => play(core, shard, &lesson, waiting).await,
        Ok(Status::Settled) => core.answer_settled(waiting).await,
        status => {
            learn(core, shard, &lesson).await;
            match status {
                Ok(Status::Paused | Status::Closed) if waiting.is_empty() => {}
                Ok(status @ (Status::Paused | Status::Closed)) => find(core, shard, waiting, status).await,
                Ok(_) => answer_all(waiting, &Ok(Reply::NotOpen)),
                Err(error) => answer_all(waiting, &Err(error)),
            }
        }
    }
}

async fn learn(core: &Arc<Core>, shard: u16, lesson: &Lesson) {
    if !lesson.is_empty() {
        // Unheard, it costs a question to the record later.
        let _ = core
            .asked(
                shard,
                |hot, epoch| async move { hot.play(epoch, lesson, &[]).await },
            )
            .await;
    }
}

async fn play(core: &Arc<Core>, shard: u16, lesson: &Lesson, waiting: Vec<Waiting>) {
    let until = deadline(waiting.iter());
    let stages = &core.scribe.stages;
    let now = Instant::now();
    for one in &waiting {
        stages.combine.time(now.saturating_duration_since(one.since));
    }
    let nothing = Lesson::default();
    let (mut lesson, mut waiting) = (lesson, waiting);
    loop {
        let plays: Vec<Play> = waiting.iter().map(|w| w.play.clone()).collect();
        let asked = &plays;
        stages.hot_size.size(plays.len());
        let began = Instant::now();
        failpoint::pass("live.ask");
        let decided = core.asked(
            shard,
            |hot, epoch| async move { hot.play(epoch, lesson, asked).await },
        );
        let (decisions, epoch) = match tokio::time::timeout_at(until, decided).await {
            Ok(Ok(decided)) => decided,
            Ok(Err(LiveError::Overloaded { .. })) | Err(_) => return core.answer_known(waiting).await,
            Ok(Err(error)) => return answer_all(waiting, &Err(error)),
        };
        stages.hot.time(began.elapsed());
        failpoint::pass("live.asked");
        let mut dry = Vec::new();
        let mut winnings = Vec::new();
        let mut post = Post::default();
        for (waiting, decision) in waiting.into_iter().zip(decisions) {
            match decision {
                Decision::SoldOut => dry.push(waiting),
                decision => winnings.extend(won(core, waiting, decision, epoch, &mut post)),
            }
        }
        core.submit(winnings);
        drop(post);
        if dry.is_empty() {
            return;
        }
        let refilled = core.refill(shard, epoch, dry.len() as u64);
        match tokio::time::timeout_at(until, refilled).await {
            Ok(Ok(Rest::Some)) => (lesson, waiting) = (&nothing, dry),
            Ok(Ok(Rest::None { is_final })) => return sold_out(core, epoch, dry, is_final),
            Ok(Err(error)) => return answer_all(dry, &Err(error)),
            Err(_) => return answer_all(dry, &Err(LiveError::BUSY)),
        }
    }
}

fn sold_out(core: &Core, epoch: i64, dry: Vec<Waiting>, is_final: bool) {
    let mut post = Post::default();
    for waiting in dry {
        if is_final {
            core.remembered.sold_out(epoch, &waiting.play.viewer);
        }
        waiting.answer(Ok(Reply::SoldOut), &mut post);
    }
}

/// The campaign is shut: who has a claim is told so, and one that is still pending is looked up in the record.
async fn find(core: &Arc<Core>, shard: u16, waiting: Vec<Waiting>, status: Status) {
    if core.source().is_some_and(|source| source.retry.is_some()) {
        // Redis is away, and what this node has of its own need not hold what another has granted.
        return core.answer_from_record(waiting, &Ok(Reply::NotOpen)).await;
    }
    let viewers: Vec<Arc<str>> = waiting.iter().map(|w| w.play.viewer.clone()).collect();
    let viewers = &viewers;
    let found = core
        .asked(shard, |hot, epoch| async move { hot.find(epoch, viewers).await })
        .await;
    match found {
        Ok((found, epoch)) => {
            let mut winnings = Vec::new();
            let mut post = Post::default();
            for (waiting, held) in waiting.into_iter().zip(found) {
                match held {
                    Some(decision) => winnings.extend(won(core, waiting, decision, epoch, &mut post)),
                    None => {
                        if status == Status::Closed {
                            core.remembered.not_open(epoch, &waiting.play.viewer);
                        }
                        waiting.answer(Ok(Reply::NotOpen), &mut post);
                    }
                }
            }
            core.submit(winnings);
        }
        Err(LiveError::Overloaded { .. }) => core.answer_known(waiting).await,
        Err(error) => answer_all(waiting, &Err(error)),
    }
}

/// What the record has already is answered; what is pending goes there.
fn won(core: &Core, waiting: Waiting, decision: Decision, epoch: i64, post: &mut Post) -> Option<Winning> {
    match decision {
        Decision::SoldOut => waiting.answer(Ok(Reply::SoldOut), post),
        Decision::Claimed {
            value,
            at,
            confirmed: true,
            ..
        } => {
            let claim = waiting.claim(value, at);
            core.remembered.has(epoch, &claim);
            waiting.answer(Ok(Reply::Already(claim)), post);
        }
        Decision::Claimed { value, at, fresh, .. } => {
            let winning = Winning {
                waiting,
                value,
                at,
                fresh,
                epoch,
            };
            return if fresh {
                Some(winning)
            } else {
                unwritten(core, winning, post)
            };
        }
    }
    None
}

/// A claim that is on its way to the record from this node, or has just arrived there, need not go again. What is remembered
/// is looked at afterwards: what has arrived is remembered before its way ends.
fn unwritten(core: &Core, winning: Winning, post: &mut Post) -> Option<Winning> {
    let winning = core.underway.join(winning)?;
    let claim = core.remembered.holds(&winning.waiting.play.viewer);
    match claim.filter(|claim| claim.value == winning.value) {
        Some(claim) => {
            winning.waiting.answer(Ok(Reply::Already(claim)), post);
            None
        }
        None => Some(winning),
    }
}

impl Core {
    fn submit(self: &Arc<Self>, winnings: Vec<Winning>) {
        if !winnings.is_empty() {
            self.scribe.submit(Job {
                core: self.clone(),
                winnings,
            });
        }
    }

    /// The hot state can't be asked for a while (it is being rebuilt): who has a claim is told so by the record, the
    /// others are told to come back.
    async fn answer_known(&self, waiting: Vec<Waiting>) {
        self.answer_from_record(waiting, &Err(LiveError::BUSY)).await;
    }
}

pub(super) fn answer_all(waiting: impl IntoIterator<Item = Waiting>, answer: &Answered) {
    let mut post = Post::default();
    for one in waiting {
        one.answer(answer.clone(), &mut post);
    }
}
