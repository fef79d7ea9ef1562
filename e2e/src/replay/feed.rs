//! Hands out the asks in their order, and carries out the cues between them.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use hyper::header::HeaderValue;
use tokio::time::{Instant, sleep_until};

use super::plan::{Beat, Plan};
use super::rundown::RUNDOWN;
use super::stage::Stage;
use crate::ovation::ViewerTokens;
use crate::progress::Progress;

/// How fast the show goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// As fast as the server answers.
    AsAnswered,
    /// So many times as fast as the evening itself, unless the server is slower.
    Speed(f64),
    /// So long, unless the server is slower.
    Lasting(Duration),
}

pub struct Feed {
    plan: Arc<Plan>,
    next: usize,
    tokens: ViewerTokens,
    pub stage: Stage,
    /// Times as fast as the evening, and since when.
    clock: Option<(f64, Instant)>,
}

pub struct Due {
    /// Number of the ask in the plan.
    pub ask: u32,
    pub bearer: HeaderValue,
}

impl Feed {
    pub fn new(plan: Arc<Plan>, tokens: ViewerTokens, stage: Stage, pace: Pace) -> Self {
        let speed = match pace {
            Pace::AsAnswered => None,
            Pace::Speed(speed) => Some(speed),
            Pace::Lasting(length) => {
                Some(f64::from(plan.length_ms) / 1000.0 / length.as_secs_f64().max(0.001))
            }
        };
        let clock = speed.map(|speed| (speed, Instant::now()));
        Self {
            plan,
            next: 0,
            tokens,
            stage,
            clock,
        }
    }

    /// The next ask, when its time has come; `None` at the end of the show.
    ///
    /// # Errors
    /// When a cue is refused or there are no more tokens.
    pub async fn next(&mut self, progress: &Progress) -> Result<Option<Due>> {
        loop {
            let Some(event) = self.plan.events.get(self.next).copied() else {
                return Ok(None);
            };
            self.next += 1;
            if let Some((speed, started)) = self.clock {
                sleep_until(started + Duration::from_secs_f64(f64::from(event.at_ms) / 1000.0 / speed)).await;
            }
            match event.beat {
                Beat::Cue(number) => {
                    progress.phase(RUNDOWN[usize::from(number)].title);
                    self.stage.cue(number).await?;
                }
                Beat::Ask(ask) => {
                    let viewer = self.plan.asks[ask as usize].viewer;
                    return Ok(Some(Due {
                        ask,
                        bearer: self.tokens.header(viewer).await?,
                    }));
                }
            }
        }
    }
}
