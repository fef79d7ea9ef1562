//! The first stage: the hot state refuses what it can, and hands the rest a value to take to the record.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

use super::claim::{Figures, LiveError, Reply};
use super::claims::{Decision, Lesson, Play};
use super::combiner::{Waiting, Winning, Work};
use super::core::{Core, Trouble};
use super::gate::Status;
use crate::failpoint;

/// What has waited longer than this is told to come back: its viewer has probably given up.
const PATIENCE: Duration = Duration::from_secs(5);

/// A batch of works, sorted.
#[derive(Default)]
struct Batch {
    lesson: Lesson,
    waiting: Vec<Waiting>,
    figures: Vec<oneshot::Sender<Result<Figures, LiveError>>>,
}

pub(super) async fn ask(core: Arc<Core>, winners: UnboundedSender<Winning>, works: Vec<Work>) {
    let Batch {
        lesson,
        waiting,
        figures,
    } = sort(&core, works).await;
    match core.status().await {
        Ok(Status::Open) if !waiting.is_empty() => play(&core, &winners, &lesson, waiting).await,
        Ok(Status::Settled) => core.answer_settled(waiting).await,
        status => {
            learn(&core, &lesson).await;
            match status {
                Ok(Status::After) if waiting.is_empty() => {}
                Ok(Status::After) => look(&core, &winners, waiting).await,
                Ok(_) => answer_all(waiting, &Ok(Reply::NotOpen)),
                Err(error) => answer_all(waiting, &Err(error)),
            }
        }
    }
    if !figures.is_empty() {
        let answer = count(&core).await;
        for one in figures {
            // Nobody listens any more.
            let _ = one.send(answer.clone());
        }
    }
}

async fn learn(core: &Arc<Core>, lesson: &Lesson) {
    if !lesson.is_empty() {
        // Unheard, it costs a question to the record later.
        let _ = core
            .asked(|hot, epoch| async move { hot.play(epoch, lesson, &[]).await })
            .await;
    }
}

async fn count(core: &Arc<Core>) -> Result<Figures, LiveError> {
    match core.status().await? {
        Status::Before => return Ok(Figures::untouched(core.primitive)),
        Status::Settled => return core.settled_figures().await,
        Status::Open | Status::After => {}
    }
    let (figures, _) = core
        .asked(|hot, epoch| async move { hot.figures(epoch).await })
        .await?;
    Ok(figures)
}

async fn sort(core: &Arc<Core>, works: Vec<Work>) -> Batch {
    let mut batch = Batch::default();
    let (mut outdated, mut behind) = (None, None);
    for work in works {
        match work {
            Work::Play(play) if play.since.elapsed() > PATIENCE => play.answer(Err(LiveError::BUSY)),
            Work::Play(play) => batch.waiting.push(play),
            Work::Learn(more) => {
                batch.lesson.lost.extend(more.lost);
                batch.lesson.known.extend(more.known);
            }
            Work::Figures(reply) => batch.figures.push(reply),
            Work::Outdated(epoch) => outdated = Some(epoch),
            Work::Behind(epoch) => behind = Some(epoch),
        }
    }
    if let Some(source) = core.source() {
        // What was said of an earlier hot state does not count against this one.
        let trouble = match Some(source.epoch) {
            epoch if epoch == behind => Some(Trouble::Behind),
            epoch if epoch == outdated => Some(Trouble::Elsewhere),
            _ => None,
        };
        if let Some(trouble) = trouble
            && let Err(error) = core.heal(Some(&source), trouble).await
        {
            tracing::warn!(%error, "the hot state could not be rebuilt");
        }
    }
    batch
}

async fn play(core: &Arc<Core>, winners: &UnboundedSender<Winning>, lesson: &Lesson, waiting: Vec<Waiting>) {
    let plays: Vec<Play> = waiting.iter().map(|w| w.play.clone()).collect();
    let asked = &plays;
    failpoint::pass("live.ask");
    match core
        .asked(|hot, epoch| async move { hot.play(epoch, lesson, asked).await })
        .await
    {
        Ok((decisions, epoch)) => {
            failpoint::pass("live.asked");
            for (waiting, decision) in waiting.into_iter().zip(decisions) {
                pass(winners, waiting, decision, epoch);
            }
        }
        Err(error) => answer_all(waiting, &Err(error)),
    }
}

/// The campaign is shut: who has a claim is told so, and one that is still pending is looked up in the record.
async fn look(core: &Arc<Core>, winners: &UnboundedSender<Winning>, waiting: Vec<Waiting>) {
    let viewers: Vec<Arc<str>> = waiting.iter().map(|w| w.play.viewer.clone()).collect();
    let viewers = &viewers;
    match core
        .asked(|hot, epoch| async move { hot.find(epoch, viewers).await })
        .await
    {
        Ok((found, epoch)) => {
            for (waiting, held) in waiting.into_iter().zip(found) {
                match held {
                    Some(decision) => pass(winners, waiting, decision, epoch),
                    None => waiting.answer(Ok(Reply::NotOpen)),
                }
            }
        }
        Err(error) => answer_all(waiting, &Err(error)),
    }
}

fn pass(winners: &UnboundedSender<Winning>, waiting: Waiting, decision: Decision, epoch: i64) {
    match decision {
        Decision::SoldOut => waiting.answer(Ok(Reply::SoldOut)),
        Decision::Claimed {
            value,
            at,
            confirmed: true,
            ..
        } => {
            let claim = waiting.claim(value, at);
            waiting.answer(Ok(Reply::Already(claim)));
        }
        Decision::Claimed { value, at, fresh, .. } => {
            let winning = Winning {
                waiting,
                value,
                at,
                fresh,
                epoch,
            };
            // The other stage lives as long as this one; gone, the dropped reply says that the engine has ended.
            let _ = winners.send(winning);
        }
    }
}

fn answer_all(waiting: Vec<Waiting>, answer: &Result<Reply, LiveError>) {
    for one in waiting {
        one.answer(answer.clone());
    }
}
