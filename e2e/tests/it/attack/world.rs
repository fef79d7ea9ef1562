//! What a channel has, as its own people see it: every id that any answer gives, every cursor, every word to guess; and
//! what must never be seen elsewhere.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use anyhow::Result;
use data_encoding::{BASE32_DNSSEC, BASE64URL_NOPAD};
use serde_json::{Value, json};

use super::ask::{Actor, Api};
use super::channel::Channel;
use super::ground::Schemas;
use super::schema::Field;
use super::selection::select;
use super::twin::kind_of;

/// What is asked with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// `camp`, `show` …
    Id(String),
    /// "slug of a show", "e-mail address" …
    Word(&'static str),
    /// A place in a list.
    Cursor,
}

pub struct World {
    pub ids: Vec<String>,
    pub cursors: Vec<String>,
    words: Vec<(&'static str, String)>,
    /// Types of the Node interface that were found behind an id, as `console.Show`.
    pub nodes: BTreeSet<String>,
    traces: AhoCorasick,
    tags: Vec<String>,
}

impl World {
    pub async fn of(channel: &Channel, schemas: &Schemas) -> Result<Self> {
        let mut found = Harvest {
            ids: channel.ids.clone(),
            ..Harvest::default()
        };
        for actor in [&channel.owner, &channel.viewer, &channel.app] {
            found.walk(actor, schemas).await?;
        }
        let words = &channel.words;
        let words = vec![
            ("slug of a channel", channel.slug.clone()),
            ("slug of a show", words.show.clone()),
            ("id of a viewer", words.viewer.clone()),
            ("e-mail address", words.email.clone()),
            ("hash of a document", words.document.clone()),
            ("name of a signing key", words.kid.clone()),
        ];
        let (tags, traces): (Vec<String>, Vec<String>) = traces(channel, &found).into_iter().unzip();
        Ok(Self {
            traces: AhoCorasick::new(&traces)?,
            tags,
            words,
            ids: found.ids,
            cursors: found.cursors,
            nodes: found.nodes,
        })
    }

    pub fn kinds(&self) -> Vec<String> {
        let kinds: BTreeSet<&str> = self.ids.iter().filter_map(|id| kind_of(id)).collect();
        kinds.into_iter().map(str::to_owned).collect()
    }

    pub fn all(&self, thing: &Thing) -> Vec<&str> {
        let all: Vec<&String> = match thing {
            Thing::Id(kind) => self.ids.iter().filter(|id| kind_of(id) == Some(kind)).collect(),
            Thing::Word(tag) => self
                .words
                .iter()
                .filter(|(one, _)| one == tag)
                .map(|(_, word)| word)
                .collect(),
            Thing::Cursor => self.cursors.iter().collect(),
        };
        all.into_iter().map(String::as_str).collect()
    }

    pub fn words(&self) -> Vec<Thing> {
        self.words.iter().map(|(tag, _)| Thing::Word(tag)).collect()
    }

    /// What of this channel is in a text.
    pub fn traces_in(&self, text: &str) -> BTreeSet<&str> {
        let found = self.traces.find_iter(text);
        found
            .filter_map(|found| self.tags.get(found.pattern().as_usize()).map(String::as_str))
            .collect()
    }
}

/// What stands nowhere but in this channel, and what it is.
fn traces(channel: &Channel, found: &Harvest) -> Vec<(String, String)> {
    let mut traces = vec![
        ("a private word".to_owned(), channel.mark.clone()),
        ("the channel's name".to_owned(), channel.name.clone()),
    ];
    traces.extend(
        channel
            .sums
            .iter()
            .map(|sum| ("a sum of money".to_owned(), sum.clone())),
    );
    for id in &found.ids {
        let Some(kind) = kind_of(id) else { continue };
        let tag = format!("{kind}_…");
        if let Ok(bytes) = BASE32_DNSSEC.decode(&id.as_bytes()[kind.len() + 1..]) {
            let hex = data_encoding::HEXLOWER.encode(&bytes);
            let [a, b, c, d, e] = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &hex[part]);
            traces.push((tag.clone(), format!("{a}-{b}-{c}-{d}-{e}")));
        }
        traces.push((tag, id.clone()));
    }
    let long = found.cursors.iter().filter(|cursor| cursor.len() > 20);
    traces.extend(long.map(|cursor| ("a cursor".to_owned(), cursor.clone())));
    traces
}

#[derive(Default)]
struct Harvest {
    ids: Vec<String>,
    cursors: Vec<String>,
    nodes: BTreeSet<String>,
}

impl Harvest {
    /// All that can be asked without arguments, and then every id that came of it.
    async fn walk(&mut self, actor: &Actor, schemas: &Schemas) -> Result<()> {
        let schema = schemas.of(actor.api);
        let free = |field: &&Field| field.args.iter().all(|arg| !arg.must_be_given());
        for field in schema.queries().iter().filter(free) {
            for depth in [5, 3, 2] {
                let first = field.args.iter().any(|arg| arg.name == "first");
                let first = if first { "(first: 8)" } else { "" };
                let document = format!("{{ {}{first} {} }}", field.name, select(schema, &field.ty, depth));
                let answer = actor.ask(&document, json!({})).await?;
                if answer.code().as_deref() != Some("QUERY_TOO_COMPLEX") {
                    self.take(&answer.json()["data"]);
                    break;
                }
            }
        }
        let node = schema.queries().iter().find(|field| field.name == "node");
        let Some(node) = node else { return Ok(()) };
        let mut next = 0;
        while let Some(id) = self.ids.get(next).cloned() {
            next += 1;
            let document = format!(
                "query ($id: ID!) {{ node(id: $id) {} }}",
                select(schema, &node.ty, 2)
            );
            let answer = actor.ask(&document, json!({ "id": id })).await?.json();
            let found = &answer["data"]["node"];
            if let Some(ty) = found["__typename"].as_str() {
                self.nodes.insert(format!("{}.{ty}", actor.api));
            }
            self.take(found);
        }
        Ok(())
    }

    fn take(&mut self, value: &Value) {
        match value {
            Value::String(text) if kind_of(text).is_some() && !self.ids.contains(text) => {
                self.ids.push(text.clone())
            }
            Value::Array(items) => items.iter().for_each(|item| self.take(item)),
            Value::Object(fields) => {
                for (name, field) in fields {
                    match field.as_str().filter(|_| name.to_lowercase().ends_with("cursor")) {
                        Some(cursor) => self.cursor(cursor),
                        None => self.take(field),
                    }
                }
            }
            _ => {}
        }
    }

    /// A number alone is a place in every list.
    fn cursor(&mut self, cursor: &str) {
        let key = BASE64URL_NOPAD.decode(cursor.as_bytes()).unwrap_or_default();
        let is_number = key.iter().all(u8::is_ascii_digit);
        if !is_number && !self.cursors.iter().any(|known| known == cursor) {
            self.cursors.push(cursor.to_owned());
        }
    }
}

/// Types of the Node interface behind which no id was found: they would be attacked by nobody.
pub fn nodes_without_an_id(schemas: &Schemas, world: &World) -> Vec<String> {
    let all = [Api::Audience, Api::Console].into_iter().flat_map(|api| {
        schemas
            .of(api)
            .node_types()
            .into_iter()
            .map(move |ty| format!("{api}.{ty}"))
    });
    all.filter(|ty| !world.nodes.contains(ty)).collect()
}
