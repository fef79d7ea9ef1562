//! Plays the plan: so many connections, each of which takes the next ask as soon as its last one is answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hyper::body::Bytes;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use super::answers::Answer;
use super::feed::{Due, Feed};
use super::plan::{Deed, Plan};
use super::rundown::{CAMPAIGNS, COMMENTS, RUNDOWN};
use super::stage::Scene;
use super::tally::Tally;
use crate::audience::{self, Outcome, Play, Played, Visited};
use crate::progress::Progress;
use crate::retry::{Caller, Refusal};

/// After so many asks that were refused for good, the play is given up.
const REFUSED_MAX: u32 = 100;

/// What came of it.
pub struct Evening {
    pub answers: Vec<Answer>,
    pub tally: Tally,
    pub took: Duration,
}

/// What all connections share.
struct Shared {
    plan: Arc<Plan>,
    feed: Mutex<Feed>,
    requests: Requests,
    progress: Arc<Progress>,
    refused: AtomicU32,
}

/// Plays everything that `feed` has, with one task a caller; the feed afterwards.
///
/// # Errors
/// When a cue fails, tokens run out or too many asks are refused for good.
pub async fn all(
    plan: Arc<Plan>,
    feed: Feed,
    callers: Vec<Caller>,
    progress: Arc<Progress>,
) -> Result<(Evening, Feed)> {
    let started = Instant::now();
    let requests = Requests::new(&feed.stage.scene);
    let shared = Shared {
        plan,
        feed: Mutex::new(feed),
        requests,
        progress,
        refused: AtomicU32::new(0),
    };
    let shared = Arc::new(shared);
    let mut tasks = JoinSet::new();
    for caller in callers {
        tasks.spawn(play(Arc::clone(&shared), caller));
    }
    let (mut answers, mut tally) = (Vec::new(), Tally::new()?);
    while let Some(ended) = tasks.join_next().await {
        let (some, part) = ended.context("a connection's task ended early")??; // an error drops, that is ends, the others
        answers.extend(some);
        tally.add(&part)?;
    }
    let feed = Arc::into_inner(shared)
        .context("a connection still plays")?
        .feed
        .into_inner();
    Ok((
        Evening {
            answers,
            tally,
            took: started.elapsed(),
        },
        feed,
    ))
}

async fn play(shared: Arc<Shared>, mut caller: Caller) -> Result<(Vec<Answer>, Tally)> {
    let (mut answers, mut tally) = (Vec::new(), Tally::new()?);
    while let Some(due) = next(&shared).await? {
        let ask = due.ask;
        let deed = shared.plan.asks[ask as usize].deed;
        match shared.requests.ask(&mut caller, deed, due).await {
            Ok(said) => {
                tally.answered(deed, &said);
                let order = shared.progress.count() as u32;
                answers.push(Answer::new(ask, order, &said.play).map_err(anyhow::Error::msg)?);
            }
            Err(refusal) => {
                shared.progress.count();
                tally.refused(deed, &refusal);
                if shared.refused.fetch_add(1, Ordering::Relaxed) + 1 >= REFUSED_MAX {
                    bail!("{REFUSED_MAX} asks were refused for good; the last one: {refusal}");
                }
            }
        }
    }
    tally.troubles(&caller.troubles);
    Ok((answers, tally))
}

async fn next(shared: &Shared) -> Result<Option<Due>> {
    shared.feed.lock().await.next(&shared.progress).await
}

/// The last word on one ask.
pub struct Said {
    pub play: Play,
    pub tries: u32,
    /// From the first try to the answer.
    pub took: Duration,
}

/// What is sent for each deed. But for comments it is the same for every viewer.
struct Requests {
    visit: Bytes,
    draws: Vec<Bytes>,
    packets: Vec<Bytes>,
    votes: Vec<Bytes>,
    wall: String,
}

impl Requests {
    fn new(scene: &Scene) -> Self {
        Self {
            visit: audience::visit(&scene.show_slug),
            draws: scene.draws.iter().map(|id| audience::enter_draw(id)).collect(),
            packets: scene
                .packets
                .iter()
                .map(|id| audience::grab_red_packet(id))
                .collect(),
            votes: scene
                .options
                .iter()
                .map(|option| audience::cast_vote(&scene.vote, option))
                .collect(),
            wall: scene.wall.clone(),
        }
    }

    async fn ask(&self, caller: &mut Caller, deed: Deed, due: Due) -> Result<Said, Refusal> {
        let body = match deed {
            Deed::Visit => return visit(caller, audience::call(self.visit.clone(), due.bearer)).await,
            Deed::Enter(draw) => self.draws[usize::from(draw)].clone(),
            Deed::Snatch(opening) => self.packets[usize::from(opening)].clone(),
            Deed::Vote(option) => self.votes[usize::from(option)].clone(),
            Deed::Comment => {
                let text = COMMENTS[due.ask as usize % COMMENTS.len()];
                audience::post_comment(&self.wall, text, &format!("comment-{}", due.ask))
            }
        };
        let answer = caller
            .graphql::<Played>(&audience::call(body, due.bearer))
            .await?;
        Ok(Said {
            play: answer.data.play,
            tries: answer.tries,
            took: answer.took,
        })
    }
}

/// The page must show the whole run of show and every campaign.
async fn visit(caller: &mut Caller, call: crate::retry::Call) -> Result<Said, Refusal> {
    let answer = caller.graphql::<Visited>(&call).await?;
    let found = answer
        .data
        .show
        .map(|show| (show.segments.len(), show.campaigns.len()));
    if found != Some((RUNDOWN.len(), CAMPAIGNS)) {
        let reason = format!("segments and campaigns of the show page: {found:?}");
        return Err(Refusal::Unreadable {
            status: 200,
            reason,
            excerpt: String::new(),
        });
    }
    let play = Play {
        outcome: Outcome::Seen,
        grant: None,
        entry_number: None,
        comment: None,
    };
    Ok(Said {
        play,
        tries: answer.tries,
        took: answer.took,
    })
}
