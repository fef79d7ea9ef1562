//! How a field is asked: its document, arguments that the server accepts, and every place in them for something of another
//! channel.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Map, Value};

use super::argument::{Arguments, Choices, Chosen};
use super::ask::{Actor, Answer, Api};
use super::schema::{Field, Schema};
use super::selection::select;
use super::twin::{twin, twin_cursor};
use super::world::{Thing, World};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    Query,
    Mutation,
}

/// One place, and one sort of thing that can be put there.
#[derive(Debug, Clone)]
pub struct Place {
    pub path: String,
    pub thing: Thing,
    /// Whether it matters to the decoy's own people if it is theirs or of nothing.
    pub is_live: bool,
    /// Which of one's own ids stands in the other places.
    pub other: usize,
}

pub struct Question {
    pub api: Api,
    pub root: Root,
    pub field: Field,
    pub places: Vec<Place>,
    /// Names of those of the decoy's people who get through.
    pub speakers: Vec<String>,
    /// Why it can't be asked, or which of its places prove nothing.
    pub unproven: Vec<(String, String)>,
    pub(super) choices: Choices,
    pub(super) depth: usize,
    /// Kinds of the ids in the arguments that must be given.
    pub(super) kinds: BTreeMap<String, String>,
}

/// What somebody asks with.
pub struct Wording<'a> {
    /// Whose own ids stand beside what is asked for.
    pub own: Option<&'a World>,
    pub place: Option<&'a Place>,
    pub with: &'a str,
}

impl Wording<'_> {
    /// Nothing of anybody's.
    pub const NOTHING: Self = Self {
        own: None,
        place: None,
        with: "",
    };
}

pub fn is_refused(answer: &Answer) -> bool {
    matches!(
        answer.code().as_deref(),
        Some("FORBIDDEN" | "UNAUTHENTICATED" | "CHANNEL_SUSPENDED")
    )
}

/// Only the form of the request was looked at.
pub fn is_malformed(answer: &Answer) -> bool {
    matches!(
        answer.code().as_deref(),
        Some("BAD_USER_INPUT" | "QUERY_TOO_COMPLEX")
    )
}

/// The other one of a pair.
pub fn counterpart(thing: &Thing, value: &str, number: usize) -> Option<String> {
    match thing {
        Thing::Cursor => twin_cursor(value, number),
        Thing::Id(_) | Thing::Word(_) => Some(twin(value, number)),
    }
}

impl Question {
    pub fn name(&self) -> String {
        format!("{}.{}", self.api, self.field.name)
    }

    pub(super) fn words(
        &self,
        schema: &Schema,
        wording: &Wording<'_>,
        ids: &[String],
    ) -> (String, Map<String, Value>, Chosen) {
        let own = |kind: &str| {
            let own = wording
                .own
                .map(|world| world.all(&Thing::Id(kind.to_owned())))
                .unwrap_or_default();
            let at = wording.place.map_or(0, |place| place.other) % own.len().max(1);
            own.get(at).map(|id| Value::from(*id))
        };
        let given = |path: &str| match wording.place {
            Some(place) if place.path == path => Some(Value::from(wording.with)),
            _ => self.kinds.get(path).and_then(|kind| own(kind)),
        };
        let arguments = Arguments {
            schema,
            choices: &self.choices,
            given: &given,
            ids,
        };
        let wanted = wording.place.map(|place| place.path.as_str());
        let (variables, chosen) = arguments.of(&self.field, wanted);
        let given = self
            .field
            .args
            .iter()
            .filter(|arg| variables.contains_key(&arg.name));
        let (declared, passed): (Vec<String>, Vec<String>) = given
            .map(|arg| {
                (
                    format!("${}: {}", arg.name, arg.ty.text()),
                    format!("{0}: ${0}", arg.name),
                )
            })
            .unzip();
        let around = |parts: Vec<String>| {
            if parts.is_empty() {
                String::new()
            } else {
                format!("({})", parts.join(", "))
            }
        };
        let root = if self.root == Root::Query {
            "query"
        } else {
            "mutation"
        };
        let selection = select(schema, &self.field.ty, self.depth);
        let document = format!(
            "{root} Q{} {{ {}{} {selection} }}",
            around(declared),
            self.field.name,
            around(passed)
        );
        (document, variables, chosen)
    }

    pub async fn ask(
        &self,
        schema: &Schema,
        actor: &Actor,
        wording: &Wording<'_>,
        ids: &[String],
    ) -> Result<Answer> {
        let (document, variables, _) = self.words(schema, wording, ids);
        actor.ask(&document, Value::Object(variables)).await
    }
}
