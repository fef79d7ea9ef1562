//! Does an id of another channel take longer to be refused than one of nothing? Asked in turn, many times; medians. For the
//! report: on a machine that does other things as well it decides nothing.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::attacker::Rows;
use super::question::{Question, Wording, counterpart};
use super::siege::Siege;

const TIMES: usize = 150;

/// A line for each question in which it matters what is asked for.
pub async fn measure(siege: &Siege<'_>, rows: &Rows<'_>) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for attacker in rows.0.iter().flatten() {
        for question in siege
            .questions
            .iter()
            .filter(|question| question.api == attacker.actor.api)
        {
            if !question.speakers.iter().any(|speaker| speaker == attacker.like) {
                continue;
            }
            for (place, value, absent) in pairs(siege, &attacker.actor.name, question) {
                let schema = siege.ground.schemas.of(question.api);
                let mut took: [Vec<Duration>; 2] = [Vec::new(), Vec::new()];
                for turn in 0..2 * TIMES {
                    let wording = Wording {
                        own: attacker.own,
                        place: Some(place),
                        with: [value, absent.as_str()][turn % 2],
                    };
                    let started = Instant::now();
                    question.ask(schema, &attacker.actor, &wording, siege.ids).await?;
                    took[turn % 2].push(started.elapsed());
                }
                let [present, absent] = took.map(|mut took| median(&mut took));
                let difference = present.as_secs_f64() / absent.as_secs_f64() - 1.0;
                lines.push(format!(
                    "{:<36} {:<38} {:<24} {:>8.0} µs another's, {:>8.0} µs nothing's, {:+.1} %",
                    question.name(),
                    attacker.actor.name,
                    place.path,
                    present.as_secs_f64() * 1e6,
                    absent.as_secs_f64() * 1e6,
                    difference * 100.0,
                ));
            }
        }
    }
    Ok(lines)
}

/// The first of the victim's in each place that matters.
fn pairs<'a>(
    siege: &'a Siege<'_>,
    attacker: &str,
    question: &'a Question,
) -> Vec<(&'a super::question::Place, &'a str, String)> {
    let mut pairs: Vec<(&super::question::Place, &str, String)> = Vec::new();
    for place in question.places.iter().filter(|place| place.is_live) {
        let is_known = siege
            .exceptions
            .find(attacker, &question.name(), &place.path)
            .is_some();
        let is_another = pairs.iter().all(|(known, ..)| known.path != place.path);
        if let Some(value) = siege
            .victim
            .all(&place.thing)
            .first()
            .filter(|_| !is_known && is_another)
            && let Some(absent) = counterpart(&place.thing, value, 1)
        {
            pairs.push((place, value, absent));
        }
    }
    pairs
}

fn median(took: &mut [Duration]) -> Duration {
    took.sort();
    took.get(took.len() / 2).copied().unwrap_or_default()
}
