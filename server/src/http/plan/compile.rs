//! Makes a plan of a document that has been validated.

use async_graphql::Value;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType,
};

use super::Plan;
use super::arguments::{Arguments, Of, Source};
use super::piece::{Leaf, Piece};
use super::selection::{Asked, Kind, Shape, collect, object, text};
use crate::campaign::graphql::moves::REACTIONS;

static MUTATION: Shape = Shape {
    name: "Mutation",
    interfaces: &[],
    union: None,
    beside: &[],
    fields: &[
        ("grabRedPacket", Kind::Object(&GRAB)),
        ("enterDraw", Kind::Object(&ENTER)),
        ("castVote", Kind::Object(&VOTE)),
        ("react", Kind::Object(&REACT)),
    ],
};

const fn plain(name: &'static str, fields: &'static [(&'static str, Kind)]) -> Shape {
    Shape {
        name,
        interfaces: &[],
        union: None,
        beside: &[],
        fields,
    }
}

static GRAB: Shape = plain(
    "GrabPayload",
    &[
        ("outcome", Kind::Leaf(Leaf::Outcome)),
        ("grant", Kind::Grant(&GRANT)),
    ],
);
static ENTER: Shape = plain(
    "EnterDrawPayload",
    &[
        ("outcome", Kind::Leaf(Leaf::Outcome)),
        ("entryNumber", Kind::Leaf(Leaf::Entry)),
    ],
);
static VOTE: Shape = plain("CastVotePayload", &[("outcome", Kind::Leaf(Leaf::Outcome))]);
static REACT: Shape = plain("ReactPayload", &[("accepted", Kind::Leaf(Leaf::Accepted))]);

/// `campaign` asks the record, and is for the executor.
static GRANT: Shape = Shape {
    name: "Grant",
    interfaces: &["Node"],
    union: None,
    beside: &[],
    fields: &[
        ("id", Kind::Leaf(Leaf::GrantId)),
        ("grantedAt", Kind::Leaf(Leaf::GrantedAt)),
        ("status", Kind::Leaf(Leaf::GrantStatus)),
        ("award", Kind::Object(&AWARD)),
    ],
};
/// What a red packet gives is money.
static AWARD: Shape = Shape {
    name: "MoneyAward",
    interfaces: &[],
    union: Some("Award"),
    beside: &["PrizeAward"],
    fields: &[("money", Kind::Object(&MONEY))],
};
static MONEY: Shape = plain(
    "Money",
    &[
        ("amount", Kind::Leaf(Leaf::Amount)),
        ("currency", Kind::Leaf(Leaf::Currency)),
    ],
);

/// None for what is left to the executor.
pub fn plan(document: &ExecutableDocument) -> Option<Plan> {
    let DocumentOperations::Multiple(operations) = &document.operations else {
        return None;
    };
    let (name, operation) = operations.iter().next()?;
    let operation = &operation.node;
    if operation.ty != OperationType::Mutation || !operation.directives.is_empty() {
        return None;
    }
    let root = &operation.selection_set.node;
    let asked = collect(&[root], &MUTATION, &document.fragments)?;
    let is_mutation = |asked: &&Asked<'_>| asked.name() != "__typename";
    let mut mutations = asked.iter().filter(is_mutation);
    // Asked for twice it is carried out twice.
    let (Some(mutation), None) = (mutations.next(), mutations.next()) else {
        return None;
    };
    if !mutation.is_asked_once() {
        return None;
    }
    let mut pieces = Vec::new();
    text(&mut pieces, "{\"data\":");
    object(&[root], &MUTATION, &document.fragments, &mut pieces)?;
    text(&mut pieces, "}");
    Some(Plan {
        name: name.to_string(),
        key: mutation.key.to_owned(),
        at: mutation.field.pos,
        arguments: arguments(operation, &mutation.field.node)?,
        bytes: bytes(&pieces),
        pieces,
    })
}

fn bytes(pieces: &[Piece]) -> usize {
    let of = |piece: &Piece| match piece {
        Piece::Text(text) => text.len(),
        Piece::Leaf(_) | Piece::Grant(_) => 40,
    };
    pieces.iter().map(of).sum()
}

fn arguments(operation: &OperationDefinition, field: &Field) -> Option<Arguments> {
    let find = |name: &str, kind: &[&str]| argument(operation, field, name, kind);
    let text = |name: &str, kind: &str| match find(name, &[kind])? {
        Found::Variable(name) => Some(Source::Variable(name)),
        Found::Literal(Value::String(text)) => Some(Source::Literal(text)),
        _ => None,
    };
    let of = match field.name.node.as_str() {
        "grabRedPacket" => Of::Grab,
        "enterDraw" => Of::Enter,
        "castVote" => Of::Vote {
            options: match find("optionIds", &["[ID!]!"])? {
                Found::Variable(name) => Source::Variable(name),
                Found::Literal(Value::List(items)) => Source::Literal(
                    items
                        .into_iter()
                        .map(|item| match item {
                            Value::String(id) => Some(id),
                            _ => None,
                        })
                        .collect::<Option<_>>()?,
                ),
                _ => return None,
            },
        },
        "react" => Of::React {
            reaction: text("reaction", "String!")?,
            count: match find("count", &["Int", "Int!"])? {
                Found::Variable(name) => Source::Variable(name),
                Found::Nothing => Source::Literal(Some(REACTIONS)),
                Found::Literal(Value::Number(number)) => {
                    Source::Literal(Some(i32::try_from(number.as_i64()?).ok()?))
                }
                Found::Literal(_) => return None,
            },
        },
        _ => return None,
    };
    Some(Arguments {
        campaign: text("campaignId", "ID!")?,
        of,
    })
}

enum Found {
    Variable(String),
    Literal(Value),
    Nothing,
}

/// None: a variable in another place than by itself, of another type, or with a default.
fn argument(operation: &OperationDefinition, field: &Field, name: &str, kinds: &[&str]) -> Option<Found> {
    let Some(value) = field.get_argument(name) else {
        return Some(Found::Nothing);
    };
    if let Some(literal) = value.node.clone().into_const() {
        return Some(Found::Literal(literal));
    }
    let name = value.node.to_string();
    let name = name.strip_prefix('$')?;
    let mut definitions = operation.variable_definitions.iter();
    let definition = &definitions
        .find(|definition| definition.node.name.node == name)?
        .node;
    let kind = definition.var_type.node.to_string();
    let is_plain = definition.default_value.is_none() && definition.directives.is_empty();
    (is_plain && kinds.contains(&kind.as_str())).then(|| Found::Variable(name.to_owned()))
}
