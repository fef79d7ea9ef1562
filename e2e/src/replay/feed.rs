//! Hands out the asks in their order, and says when a cue comes between them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::plan::{Beat, Plan};

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
    /// Times as fast as the evening.
    speed: Option<f64>,
    started: Instant,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The number of an ask in the plan.
    Ask(u32),
    /// The number of a segment.
    Cue(u8),
    /// Nothing before that moment.
    Wait(Instant),
    End,
}

impl Feed {
    /// The show begins now.
    pub fn new(plan: Arc<Plan>, pace: Pace) -> Self {
        let speed = match pace {
            Pace::AsAnswered => None,
            Pace::Speed(speed) => Some(speed),
            Pace::Lasting(length) => {
                Some(f64::from(plan.length_ms) / 1000.0 / length.as_secs_f64().max(0.001))
            }
        };
        Self {
            plan,
            next: 0,
            speed,
            started: Instant::now(),
        }
    }

    pub fn next(&mut self, now: Instant) -> Step {
        let Some(event) = self.plan.events.get(self.next) else {
            return Step::End;
        };
        if let Some(speed) = self.speed {
            let due = self.started + Duration::from_secs_f64(f64::from(event.at_ms) / 1000.0 / speed);
            if due > now {
                return Step::Wait(due);
            }
        }
        self.next += 1;
        match event.beat {
            Beat::Cue(number) => Step::Cue(number),
            Beat::Ask(ask) => Step::Ask(ask),
        }
    }
}
