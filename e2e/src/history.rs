//! What was asked and what was told, by whom and when: the one side of the [`invariants`](crate::invariants). What
//! contradicts itself is noticed at once; what a failure needs to be understood is kept.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::audience::{Outcome, Played, fen};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Grab,
    Enter,
    Vote,
}

/// One question: whoever asks it twice must get one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ask {
    pub kind: Kind,
    pub viewer: u32,
}

/// The last word on one ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    Yes(Held),
    /// Sold out, or not open.
    No(Outcome),
}

/// What a viewer was told to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    Grant { id: String, fen: u64 },
    Entry(u64),
    Ballot,
}

struct Told {
    word: Word,
    /// The answer's bytes, the word for "now" made the one for "before".
    body: Vec<u8>,
    firsts: u32,
}

#[derive(Default)]
struct State {
    told: BTreeMap<Ask, Told>,
    wrong: Vec<(Option<Ask>, String)>,
    events: Vec<Event>,
    answers: u64,
}

struct Event {
    at_ms: u128,
    ask: Option<Ask>,
    text: String,
}

/// Shared by all who ask.
pub struct History {
    state: Mutex<State>,
    started: Instant,
}

/// Of a long storm the events of asks are not kept beyond so many.
const EVENTS_MAX: usize = 200_000;

impl Default for History {
    fn default() -> Self {
        Self {
            state: Mutex::default(),
            started: Instant::now(),
        }
    }
}

impl History {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something was done to the world: a fault, a restart.
    pub fn note(&self, text: impl Into<String>) {
        self.event(None, text.into());
    }

    pub fn event(&self, ask: Option<Ask>, text: String) {
        let at_ms = self.started.elapsed().as_millis();
        let mut state = self.state();
        if ask.is_none() || state.events.len() < EVENTS_MAX {
            state.events.push(Event { at_ms, ask, text });
        }
    }

    /// Something happened that must not.
    pub fn wrong(&self, ask: Option<Ask>, what: impl Into<String>) {
        self.state().wrong.push((ask, what.into()));
    }

    /// A mutation was answered.
    pub fn answered(&self, ask: Ask, played: &Played, body: &[u8]) {
        let text = String::from_utf8_lossy(body).into_owned();
        self.event(Some(ask), text.clone());
        let (word, first) = match read(ask.kind, played) {
            Ok(read) => read,
            Err(what) => return self.wrong(Some(ask), format!("{what}: {text}")),
        };
        let body = steady(&text);
        let mut state = self.state();
        state.answers += 1;
        let wrong = match state.told.get_mut(&ask) {
            Some(told) => told.again(word, body, first),
            None => {
                let firsts = u32::from(first);
                state.told.insert(ask, Told { word, body, firsts });
                None
            }
        };
        state.wrong.extend(wrong.map(|what| (Some(ask), what)));
    }

    /// The last words, by ask.
    pub fn words(&self) -> BTreeMap<Ask, Word> {
        let state = self.state();
        state
            .told
            .iter()
            .map(|(ask, told)| (*ask, told.word.clone()))
            .collect()
    }

    pub fn answers(&self) -> u64 {
        self.state().answers
    }

    /// What is wrong by now, each with what led to it; empty when nothing is.
    pub fn report(&self) -> String {
        let state = self.state();
        let mut text = String::new();
        for (ask, what) in state.wrong.iter().take(10) {
            let _ = writeln!(text, "── {ask:?}: {what}");
            let concerns = |event: &&Event| event.ask.is_none() || event.ask == *ask;
            for event in state.events.iter().filter(concerns) {
                let _ = writeln!(text, "   {:>7} ms  {}", event.at_ms, event.text);
            }
        }
        if state.wrong.len() > 10 {
            let _ = writeln!(text, "── and {} more", state.wrong.len() - 10);
        }
        text
    }
}

impl Told {
    fn again(&mut self, word: Word, body: Vec<u8>, first: bool) -> Option<String> {
        self.firsts += u32::from(first);
        if self.firsts > 1 {
            return Some("told twice that it is new".to_owned());
        }
        match (&self.word, &word) {
            (Word::Yes(_), _) if self.body != body => Some(format!(
                "told {}, then {}",
                String::from_utf8_lossy(&self.body),
                String::from_utf8_lossy(&body)
            )),
            (Word::Yes(_), _) => None,
            // What was out may have come back since, and what was not open may be.
            (Word::No(_), _) => {
                (self.word, self.body) = (word, body);
                None
            }
        }
    }
}

/// The word, and whether it was said for the first time.
fn read(kind: Kind, played: &Played) -> Result<(Word, bool), &'static str> {
    let play = &played.play;
    let held = match (kind, &play.grant, play.entry_number) {
        (Kind::Grab, Some(grant), _) => {
            let money = grant.award.money.as_ref();
            let fen = money
                .and_then(|money| fen(&money.amount))
                .ok_or("a packet without money")?;
            Some(Held::Grant {
                id: grant.id.clone(),
                fen,
            })
        }
        (Kind::Enter, _, Some(number)) => Some(Held::Entry(number)),
        (Kind::Vote, ..) => Some(Held::Ballot),
        _ => None,
    };
    match (play.outcome, held) {
        (Outcome::Won | Outcome::Entered | Outcome::Counted, Some(held)) => Ok((Word::Yes(held), true)),
        (Outcome::Already, Some(held)) => Ok((Word::Yes(held), false)),
        (outcome @ (Outcome::SoldOut | Outcome::NotOpen), _) => Ok((Word::No(outcome), false)),
        _ => Err("an answer that can't be"),
    }
}

/// The first answer and its repeats differ in one word.
fn steady(body: &str) -> Vec<u8> {
    let mut body = body.to_owned();
    for first in [Outcome::Won, Outcome::Entered, Outcome::Counted] {
        body = body.replacen(&format!("\"{}\"", first.name()), "\"ALREADY\"", 1);
    }
    body.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASK: Ask = Ask {
        kind: Kind::Grab,
        viewer: 7,
    };

    fn tell(history: &History, outcome: &str, grant: &str) {
        let body = format!(r#"{{"data":{{"play":{{"outcome":"{outcome}","grant":{grant}}}}}}}"#);
        let data: serde_json::Value = serde_json::from_str(&body).unwrap();
        let played = serde_json::from_value(data["data"].clone()).unwrap();
        history.answered(ASK, &played, body.as_bytes());
    }

    fn grant(id: &str) -> String {
        format!(r#"{{"id":"{id}","award":{{"money":{{"amount":"1.88"}}}}}}"#)
    }

    #[test]
    fn a_repeat_that_says_the_same_is_right() {
        let history = History::default();
        tell(&history, "SOLD_OUT", "null");
        tell(&history, "WON", &grant("grant_1"));
        tell(&history, "ALREADY", &grant("grant_1"));
        assert_eq!(history.report(), "");
    }

    #[test]
    fn every_contradiction_is_noticed() {
        for (outcome, second) in [
            ("ALREADY", grant("grant_2")),
            ("SOLD_OUT", "null".to_owned()),
            ("WON", grant("grant_1")),
            ("ALREADY", grant("grant_1").replace("1.88", "1.89")),
        ] {
            let history = History::default();
            tell(&history, "WON", &grant("grant_1"));
            tell(&history, outcome, &second);
            assert!(history.report().contains("grant_1"), "{outcome} {second}");
        }
    }
}
