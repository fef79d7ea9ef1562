//! Finds out how a field is asked, by practising on the decoy, whose people may ask for what is its own: which arguments the
//! server accepts, and in which places it matters whether something is theirs or of nothing.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Map, Value};

use super::answers::Plain;
use super::argument::{self, Choices, Chosen, Leaf};
use super::ask::{Actor, Api};
use super::ground::Ground;
use super::question::{Place, Question, Root, Wording, counterpart, is_malformed, is_refused};
use super::schema::{Field, Schema};
use super::twin::kind_of;
use super::world::{Thing, World};

/// How often other arguments are tried before a field counts as one that nobody can ask.
const TRIES_MAX: usize = 80;
const IDS_TRIED_MAX: usize = 6;
const OTHERS_TRIED_MAX: usize = 3;

/// Somebody who practises.
pub struct Rehearsal<'a> {
    pub ground: &'a Ground,
    pub world: &'a World,
    /// An id of nothing of each kind.
    pub ids: &'a [String],
    pub people: &'a [&'a Actor],
    /// Words of others even where anybody may write what they like.
    pub is_full: bool,
}

impl Rehearsal<'_> {
    fn schema(&self, api: Api) -> &Schema {
        self.ground.schemas.of(api)
    }

    pub async fn learn(&self, api: Api, root: Root, field: &Field) -> Result<Question> {
        let leaves = argument::leaves(self.schema(api), field);
        let mut question = Question {
            api,
            root,
            field: field.clone(),
            places: Vec::new(),
            speakers: Vec::new(),
            unproven: Vec::new(),
            choices: Choices::new(),
            depth: self.depth(root, &leaves),
            kinds: BTreeMap::new(),
        };
        // What has no place for anything of another channel is asked once, by the attackers.
        if root == Root::Mutation && leaves.is_empty() {
            return Ok(question);
        }
        self.find_words(&mut question).await?;
        if question.speakers.is_empty() {
            return Ok(question);
        }
        for leaf in &leaves {
            self.explore(&mut question, leaf).await?;
        }
        if root == Root::Mutation {
            self.ground.manager_leaves().await?;
            self.ground.serve_again(&self.ground.decoy).await?;
        }
        Ok(question)
    }

    /// What is asked about something of another channel's is answered with nothing: how much is asked matters little.
    fn depth(&self, root: Root, leaves: &[Leaf]) -> usize {
        let is_about_something = leaves.iter().any(|leaf| leaf.path != "after");
        match root {
            Root::Query if self.is_full => 5,
            Root::Mutation if self.is_full => 3,
            Root::Query if !is_about_something => 3,
            _ => 1,
        }
    }

    /// Changes what is found fault with, until nothing is.
    async fn find_words(&self, question: &mut Question) -> Result<()> {
        let mut last = "nobody may ask it".to_owned();
        for person in self.people.iter().filter(|person| person.api == question.api) {
            // Whoever comes after the first uses the first one's words.
            let tries = if question.speakers.is_empty() {
                TRIES_MAX
            } else {
                1
            };
            for turn in 0..tries {
                let (document, variables, chosen) =
                    question.words(self.schema(question.api), &Wording::NOTHING, self.ids);
                let answer = person.ask(&document, Value::Object(variables.clone())).await?;
                if is_refused(&answer) {
                    break;
                }
                if !is_malformed(&answer) {
                    note_kinds(&mut question.kinds, &Value::Object(variables), "");
                    question.speakers.push(person.name.clone());
                    break;
                }
                if tries == 1 {
                    break;
                }
                last = answer.body.clone();
                let is_too_complex = answer.code().as_deref() == Some("QUERY_TOO_COMPLEX");
                if is_too_complex && question.depth > 1 {
                    question.depth -= 1;
                } else {
                    change(&mut question.choices, &chosen, answer.blamed().as_deref(), turn);
                }
            }
        }
        if question.speakers.is_empty() {
            question
                .unproven
                .push(("*".to_owned(), format!("no arguments are accepted: {last}")));
        }
        Ok(())
    }

    /// What can be put there, and whether it matters.
    async fn explore(&self, question: &mut Question, leaf: &Leaf) -> Result<()> {
        let things = if leaf.is_id {
            self.world.kinds().into_iter().map(Thing::Id).collect()
        } else if !self.is_full && is_free_text(&leaf.path) {
            return Ok(());
        } else if leaf.path.ends_with("after") {
            vec![Thing::Cursor]
        } else {
            self.world.words()
        };
        let mut found = Vec::new();
        for thing in things {
            let mut place = Place {
                path: leaf.path.clone(),
                thing,
                is_live: false,
                other: 0,
            };
            if leaf.is_id && !self.is_accepted(question, &place).await? {
                continue;
            }
            // Beside a place in a list there is nothing: the twin of a cursor is as good.
            if place.thing != Thing::Cursor {
                self.try_out(question, &mut place).await?;
            }
            found.push(place);
        }
        if leaf.is_id && found.iter().all(|place| !place.is_live) {
            let kinds: Vec<String> = found.iter().map(|place| format!("{:?}", place.thing)).collect();
            let why = format!(
                "one's own answers as one of nothing; accepted: {}",
                kinds.join(" ")
            );
            question.unproven.push((leaf.path.clone(), why));
        }
        // Of several kinds that are accepted, those that matter.
        if found.iter().any(|place| place.is_live) && leaf.is_id && question.field.name != "node" {
            found.retain(|place| place.is_live);
        }
        question.places.extend(found);
        Ok(())
    }

    fn speakers<'a>(&'a self, question: &'a Question) -> impl Iterator<Item = &'a Actor> {
        let people = self.people.iter().filter(|person| person.api == question.api);
        people
            .filter(|person| question.speakers.contains(&person.name))
            .copied()
    }

    async fn is_accepted(&self, question: &Question, place: &Place) -> Result<bool> {
        let Thing::Id(kind) = &place.thing else {
            return Ok(true);
        };
        let absent = self.ids.iter().find(|id| kind_of(id) == Some(kind));
        let Some(speaker) = self.speakers(question).next() else {
            return Ok(false);
        };
        let wording = Wording {
            own: None,
            place: Some(place),
            with: absent.map(String::as_str).unwrap_or_default(),
        };
        let answer = question
            .ask(self.schema(question.api), speaker, &wording, self.ids)
            .await?;
        Ok(!is_malformed(&answer))
    }

    async fn try_out(&self, question: &Question, place: &mut Place) -> Result<()> {
        let own: Vec<String> = self
            .world
            .all(&place.thing)
            .into_iter()
            .map(str::to_owned)
            .collect();
        let others = if question.kinds.keys().any(|path| *path != place.path) {
            OTHERS_TRIED_MAX
        } else {
            1
        };
        for other in 0..others {
            place.other = other;
            for value in own.iter().take(IDS_TRIED_MAX) {
                let speakers = if matches!(place.thing, Thing::Id(_)) {
                    usize::MAX
                } else {
                    1
                };
                for speaker in self.speakers(question).take(speakers) {
                    if self.matters(question, place, speaker, value).await? {
                        place.is_live = true;
                        return Ok(());
                    }
                }
            }
        }
        place.other = 0;
        Ok(())
    }

    /// Does it matter to them whether they ask with their own, or with what there is not?
    async fn matters(
        &self,
        question: &Question,
        place: &Place,
        speaker: &Actor,
        value: &str,
    ) -> Result<bool> {
        let twins = [1, 2].map(|number| counterpart(&place.thing, value, number));
        let [Some(one), Some(other)] = twins else {
            return Ok(false);
        };
        let asked = [value, &one, &other];
        let ask = async |with: &str| {
            let wording = Wording {
                own: Some(self.world),
                place: Some(place),
                with,
            };
            let answer = question
                .ask(self.schema(question.api), speaker, &wording, self.ids)
                .await?;
            Ok::<_, anyhow::Error>(Plain::of(&answer, &asked))
        };
        let (own, absent) = (ask(value).await?, ask(&one).await?);
        let differs = own != absent && !own.is_as(&absent, &ask(&other).await?);
        if question.root == Root::Mutation && speaker.name == "owner" {
            self.stay_signed_in(speaker).await?;
        }
        Ok(differs)
    }

    async fn stay_signed_in(&self, owner: &Actor) -> Result<()> {
        let me = owner
            .data("{ me { mustEnrol } }", Value::Object(Map::new()))
            .await?;
        if me.is_null() {
            self.ground
                .decoy
                .sign_in_again(&self.ground.nobody(Api::Console))
                .await?;
        }
        Ok(())
    }
}

/// Where anybody may write what they like. A place that is not known is tried.
fn is_free_text(path: &str) -> bool {
    const FREE: [&str; 12] = [
        "title",
        "name",
        "nickname",
        "body",
        "text",
        "reason",
        "label",
        "imageUrl",
        "performers",
        "blockedWords",
        "reactions",
        "reaction",
    ];
    let last = path.trim_end_matches(".*").rsplit('.').next().unwrap_or_default();
    FREE.contains(&last) || last.to_lowercase().ends_with("password")
}

/// The choice that is at fault, as far as the server tells; else one after the other.
fn change(choices: &mut Choices, chosen: &Chosen, blamed: Option<&str>, turn: usize) {
    let open: Vec<&(String, usize)> = chosen.iter().filter(|(_, count)| *count > 1).collect();
    let is_blamed = |path: &str| {
        let steps: Vec<&str> = path.split('.').filter(|step| *step != "*").collect();
        blamed.is_some_and(|blamed| blamed.split('.').next_back() == steps.last().copied())
    };
    let guilty: Vec<_> = open.iter().filter(|(path, _)| is_blamed(path)).collect();
    let picked = match guilty.as_slice() {
        [] => open.get(turn % open.len().max(1)).copied(),
        // A list and what is in it have one name.
        several => several.get(turn % several.len()).map(|one| **one),
    };
    if let Some((path, _)) = picked {
        *choices.entry(path.clone()).or_default() += 1;
    }
}

fn note_kinds(kinds: &mut BTreeMap<String, String>, value: &Value, path: &str) {
    let below = |step: &str| {
        if path.is_empty() {
            step.to_owned()
        } else {
            format!("{path}.{step}")
        }
    };
    match value {
        Value::String(text) => {
            if let Some(kind) = kind_of(text) {
                kinds.insert(path.to_owned(), kind.to_owned());
            }
        }
        Value::Array(items) => items.iter().for_each(|item| note_kinds(kinds, item, &below("*"))),
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, field)| note_kinds(kinds, field, &below(name))),
        _ => {}
    }
}
