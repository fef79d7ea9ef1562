//! The attack itself: every question, with everything of the victim's in every place, by every attacker; each answer
//! beside the answer to the same question about nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use anyhow::Result;
use futures::future::try_join_all;

use super::answers::Plain;
use super::ask::Answer;
use super::attacker::{Attacker, Rows};
use super::exceptions::Exceptions;
use super::ground::Ground;
use super::question::{Place, Question, Root, Wording, counterpart, is_malformed, is_refused};
use super::world::{Thing, World};

/// Of the many ids of one kind, where not everything is tried: another one for each attacker.
const QUICK_MAX: usize = 1;
/// A difference that is one is there again.
const ROUNDS: usize = 3;

pub struct Siege<'a> {
    pub ground: &'a Ground,
    pub questions: &'a [Question],
    pub victim: &'a World,
    pub ids: &'a [String],
    pub exceptions: &'a Exceptions,
    /// Everything in every place; else what matters, and one of each kind.
    pub is_full: bool,
    pub findings: Mutex<Findings>,
}

#[derive(Default)]
pub struct Findings {
    pub cases: usize,
    pub leaks: Vec<String>,
    /// By question and attacker.
    pub lines: BTreeMap<(String, String), Line>,
    /// Questions that somebody got as far as asking.
    pub reached: BTreeSet<String>,
}

#[derive(Default)]
pub struct Line {
    pub cases: usize,
    pub with: BTreeSet<String>,
    pub gists: BTreeSet<String>,
    pub leaks: usize,
}

impl Findings {
    /// One case that is none of a question's.
    pub fn note(&mut self, door: &str, attacker: &str, with: &str, gist: &str, leak: Option<String>) {
        self.cases += 1;
        let line = self
            .lines
            .entry((door.to_owned(), attacker.to_owned()))
            .or_default();
        line.cases += 1;
        line.with.insert(with.to_owned());
        line.gists.insert(gist.to_owned());
        if let Some(leak) = leak {
            line.leaks += 1;
            self.leaks.push(format!("{attacker} | {door} | {leak}"));
        }
    }

    fn line(&mut self, question: &Question, attacker: &Attacker<'_>) -> &mut Line {
        self.lines
            .entry((question.name(), attacker.actor.name.clone()))
            .or_default()
    }
}

impl Siege<'_> {
    pub async fn run(&self, rows: &Rows<'_>) -> Result<()> {
        try_join_all(rows.0.iter().map(|row| self.row(row)))
            .await
            .map(drop)
    }

    /// What only asks comes first, then what may change the attackers' own channel.
    async fn row(&self, row: &[Attacker<'_>]) -> Result<()> {
        let mut questions: Vec<&Question> =
            self.questions.iter().filter(|one| !ends_a_session(one)).collect();
        questions.sort_by_key(|question| (question.root, question.places.is_empty()));
        for question in questions {
            for attacker in row.iter().filter(|attacker| attacker.actor.api == question.api) {
                self.attack(question, attacker).await?;
            }
        }
        Ok(())
    }

    /// Whoever has signed out is nobody: each of the ways is some attacker's first.
    pub async fn sign_out(&self, rows: &Rows<'_>) -> Result<()> {
        let mut ways: Vec<&Question> = self
            .questions
            .iter()
            .filter(|question| ends_a_session(question))
            .collect();
        for attacker in rows.0.iter().flatten() {
            for question in ways.iter().filter(|question| attacker.actor.api == question.api) {
                self.attack(question, attacker).await?;
            }
            let turn = 1.min(ways.len());
            ways.rotate_left(turn);
        }
        Ok(())
    }

    pub fn taken(&self) -> Findings {
        std::mem::take(
            &mut *self
                .findings
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner()),
        )
    }

    async fn attack(&self, question: &Question, attacker: &Attacker<'_>) -> Result<()> {
        let has_live = question.places.iter().any(|place| place.is_live);
        let is_like_one = question.speakers.iter().any(|speaker| speaker == attacker.like);
        let mut tried = 0;
        for (turn, place) in question.places.iter().enumerate() {
            if !place.is_live && (!is_like_one || (has_live && !self.is_full)) {
                continue;
            }
            tried += 1;
            if self
                .exceptions
                .find(&attacker.actor.name, &question.name(), &place.path)
                .is_some()
            {
                continue;
            }
            let all = self.victim.all(&place.thing);
            let wanted = if self.is_full {
                all.len()
            } else {
                QUICK_MAX.min(all.len())
            };
            // Others for another attacker, so that all of them are tried by somebody.
            let shift = turn + attacker.actor.name.len();
            let mut count = 0;
            for at in 0..all.len() {
                let is_one = self
                    .compare(question, place, attacker, all[(at + shift) % all.len()])
                    .await?;
                count += usize::from(is_one);
                if count == wanted {
                    break;
                }
            }
        }
        if tried == 0 {
            self.look(question, attacker).await
        } else {
            Ok(())
        }
    }

    async fn ask(
        &self,
        question: &Question,
        attacker: &Attacker<'_>,
        place: Option<&Place>,
        with: &str,
    ) -> Result<Answer> {
        let wording = Wording {
            own: attacker.own,
            place,
            with,
        };
        let schema = self.ground.schemas.of(question.api);
        let answer = question.ask(schema, &attacker.actor, &wording, self.ids).await?;
        self.search(question, attacker, &answer, with);
        Ok(answer)
    }

    /// What has no place for anything of the victim's must not tell of it either.
    async fn look(&self, question: &Question, attacker: &Attacker<'_>) -> Result<()> {
        let answer = self.ask(question, attacker, None, "").await?;
        self.note(question, attacker, "nothing", &answer, None);
        Ok(())
    }

    /// Whether the server has looked at it, and found nothing wrong with the form: a cursor may be one of another list.
    async fn compare(
        &self,
        question: &Question,
        place: &Place,
        attacker: &Attacker<'_>,
        value: &str,
    ) -> Result<bool> {
        let Some([one, other]) = twins(&place.thing, value) else {
            return Ok(false);
        };
        let asked = [value, &one, &other];
        let ask = async |with: &str| self.ask(question, attacker, Some(place), with).await;
        let mut difference = None;
        let mut first = None;
        for _ in 0..ROUNDS {
            let (answer, absent) = (ask(value).await?, ask(&one).await?);
            let (foreign, nothing) = (Plain::of(&answer, &asked), Plain::of(&absent, &asked));
            first.get_or_insert(answer);
            difference = None;
            if foreign == nothing || foreign.is_as(&nothing, &Plain::of(&ask(&other).await?, &asked)) {
                break;
            }
            difference = Some(format!(
                "{} = {value}: {}",
                place.path,
                foreign.complaint(&nothing)
            ));
        }
        let Some(answer) = first else { return Ok(false) };
        self.note(question, attacker, &named(&place.thing), &answer, difference);
        Ok(!is_malformed(&answer))
    }

    fn note(
        &self,
        question: &Question,
        attacker: &Attacker<'_>,
        with: &str,
        answer: &Answer,
        difference: Option<String>,
    ) {
        let mut findings = self
            .findings
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        findings.cases += 1;
        if !is_malformed(answer) && !is_refused(answer) {
            findings.reached.insert(question.name());
        }
        let line = findings.line(question, attacker);
        line.cases += 1;
        line.with.insert(with.to_owned());
        line.gists.insert(answer.gist());
        if let Some(difference) = difference {
            line.leaks += 1;
            findings.leaks.push(format!(
                "{} | {} | {difference}",
                attacker.actor.name,
                question.name()
            ));
        }
    }

    /// Nothing of the victim's may stand in any answer, but what was asked with.
    fn search(&self, question: &Question, attacker: &Attacker<'_>, answer: &Answer, asked: &str) {
        let text = if asked.is_empty() {
            answer.body.clone()
        } else {
            answer.body.replace(asked, "")
        };
        let headers: String = answer.headers.iter().map(|(_, value)| value.as_str()).collect();
        let mut tags = self.victim.traces_in(&text);
        tags.extend(self.victim.traces_in(&headers));
        for tag in tags {
            if let Some(exception) = self.exceptions.find(&attacker.actor.name, &question.name(), tag) {
                self.exceptions.note_needed(exception);
                continue;
            }
            let mut findings = self
                .findings
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner());
            findings.line(question, attacker).leaks += 1;
            let excerpt: String = text.chars().take(400).collect();
            let name = &attacker.actor.name;
            findings.leaks.push(format!(
                "{name} | {} | {tag} is in the answer: {excerpt}",
                question.name()
            ));
        }
    }

    /// Those exceptions that were left out, because they would have changed the victim: each must still make a difference.
    pub async fn need_exceptions(&self, rows: &Rows<'_>) -> Result<()> {
        for attacker in rows.0.iter().flatten() {
            for question in self
                .questions
                .iter()
                .filter(|question| question.api == attacker.actor.api)
            {
                for place in &question.places {
                    let found = self
                        .exceptions
                        .find(&attacker.actor.name, &question.name(), &place.path);
                    if let Some(exception) = found
                        && self.differs(question, place, attacker).await?
                    {
                        self.exceptions.note_needed(exception);
                    }
                }
            }
        }
        Ok(())
    }

    async fn differs(&self, question: &Question, place: &Place, attacker: &Attacker<'_>) -> Result<bool> {
        let schema = self.ground.schemas.of(question.api);
        for value in self.victim.all(&place.thing) {
            let Some(twins) = twins(&place.thing, value) else {
                continue;
            };
            let mut plain = Vec::new();
            for with in [value, &twins[0], &twins[1]] {
                let wording = Wording {
                    own: attacker.own,
                    place: Some(place),
                    with,
                };
                let answer = question.ask(schema, &attacker.actor, &wording, self.ids).await?;
                plain.push(Plain::of(&answer, &[value, &twins[0], &twins[1]]));
            }
            if plain[0] != plain[1] && !plain[0].is_as(&plain[1], &plain[2]) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whoever does this is somebody no more.
pub fn ends_a_session(question: &Question) -> bool {
    question.root == Root::Mutation && question.field.name.starts_with("signOut")
}

fn twins(thing: &Thing, value: &str) -> Option<[String; 2]> {
    Some([counterpart(thing, value, 1)?, counterpart(thing, value, 2)?])
}

fn named(thing: &Thing) -> String {
    match thing {
        Thing::Id(kind) => format!("{kind}_…"),
        Thing::Word(tag) => (*tag).to_owned(),
        Thing::Cursor => "cursor".to_owned(),
    }
}
