//! What an answer has to look like, whatever the executor makes of it.
//!
//! - Its fields are in the order of the selection (GraphQL, 7.2.2), also where a field was had sooner than the one before
//!   it: the executor puts them down as they come, and so in another order from one time to the next.
//! - A field that failed and may not be null makes what it is part of null (GraphQL, 6.4.4): the executor leaves it out,
//!   and an app whose types say that it is always there falls over.

use std::collections::HashMap;

use async_graphql::parser::types::{
    BaseType, DocumentOperations, ExecutableDocument, FragmentDefinition, OperationType, Selection,
    SelectionSet, Type,
};
use async_graphql::{Name, PathSegment, Positioned, Value};

use super::types::{Types, named};

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// The names under which a selection is answered, each where it first stands. Of fragments for several types no object has
/// all; those that it has are in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline(Vec<Place>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    key: Name,
    /// Where one name means several fields of several types, validation has seen to it that they are null alike. None:
    /// none of the schema's.
    kind: Option<Type>,
    below: Outline,
}

/// Null may not stand here: what it is part of is null.
struct Void;

impl Outline {
    /// Of a document that has passed the guard, which bounds what its fragments unfold to.
    #[must_use]
    pub fn of(document: &ExecutableDocument, wanted: Option<&str>, types: &Types) -> Self {
        let mut outline = Self::default();
        let operation = match &document.operations {
            DocumentOperations::Single(operation) => Some(operation),
            DocumentOperations::Multiple(operations) => {
                let mut chosen = operations
                    .iter()
                    .filter(|(name, _)| wanted.is_none_or(|wanted| wanted == name.as_str()));
                chosen.next().map(|(_, operation)| operation)
            }
        };
        if let Some(operation) = operation {
            let root = match operation.node.ty {
                OperationType::Query => "Query",
                OperationType::Mutation => "Mutation",
                OperationType::Subscription => "Subscription",
            };
            let reading = Reading {
                fragments: &document.fragments,
                types,
            };
            reading.add(&mut outline, &operation.node.selection_set.node, root);
        }
        outline
    }

    fn position(&self, key: &str) -> Option<usize> {
        self.0.iter().position(|place| place.key == key)
    }

    /// Puts an answer's data into the order of the selection.
    pub fn arrange(&self, data: &mut Value) {
        match data {
            Value::Object(fields) if !self.0.is_empty() => {
                let place = |key: &Name| self.position(key).unwrap_or(usize::MAX);
                if !fields.keys().is_sorted_by_key(place) {
                    fields.sort_by_cached_key(|key, _| place(key));
                }
                for (key, value) in fields.iter_mut() {
                    if let Some(at) = self.position(key) {
                        self.0[at].below.arrange(value);
                    }
                }
            }
            Value::List(items) => items.iter_mut().for_each(|item| self.arrange(item)),
            _ => {}
        }
    }

    /// Puts null where the error of this path leaves nothing, or, where none may stand there, at the nearest place above.
    pub fn void(&self, data: &mut Value, path: &[PathSegment]) {
        if self.void_in(data, path).is_err() {
            *data = Value::Null;
        }
    }

    fn void_in(&self, data: &mut Value, path: &[PathSegment]) -> Result<(), Void> {
        let (Value::Object(fields), [PathSegment::Field(key), rest @ ..]) = (data, path) else {
            return Ok(());
        };
        let Some(place) = self.position(key).map(|at| &self.0[at]) else {
            return Ok(());
        };
        let done = match fields.get_mut(key.as_str()) {
            Some(value) => place.void_at(place.kind.as_ref(), value, rest),
            None => Err(Void),
        };
        match done {
            Err(Void) if place.kind.as_ref().is_none_or(|kind| kind.nullable) => {
                fields.insert(place.key.clone(), Value::Null);
                Ok(())
            }
            done => done,
        }
    }
}

impl Place {
    fn void_at(&self, kind: Option<&Type>, value: &mut Value, path: &[PathSegment]) -> Result<(), Void> {
        let (Value::List(items), [PathSegment::Index(at), rest @ ..]) = (&mut *value, path) else {
            return self.below.void_in(value, path);
        };
        let Some(item) = items.get_mut(*at) else {
            return Ok(());
        };
        let kind = match kind.map(|kind| &kind.base) {
            Some(BaseType::List(kind)) => Some(&**kind),
            _ => None,
        };
        match self.void_at(kind, item, rest) {
            Err(Void) if kind.is_none_or(|kind| kind.nullable) => {
                *item = Value::Null;
                Ok(())
            }
            done => done,
        }
    }
}

struct Reading<'a> {
    fragments: &'a Fragments,
    types: &'a Types,
}

impl Reading<'_> {
    fn add(&self, outline: &mut Outline, set: &SelectionSet, parent: &str) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let kind = self.types.of(parent, &field.node.name.node);
                    let key = &field.node.response_key().node;
                    let at = outline.position(key).unwrap_or_else(|| {
                        outline.0.push(Place {
                            key: key.clone(),
                            kind: kind.cloned(),
                            below: Outline::default(),
                        });
                        outline.0.len() - 1
                    });
                    let below = kind.map_or("", |kind| named(kind).as_str());
                    self.add(&mut outline.0[at].below, &field.node.selection_set.node, below);
                }
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref();
                    let on = on.map_or(parent, |on| on.node.on.node.as_str());
                    self.add(outline, &inline.node.selection_set.node, on);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.fragments.get(&spread.node.fragment_name.node) {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.add(outline, &fragment.node.selection_set.node, on);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_is_in_the_order_of_its_selection() {
        let document = parse_query(
            "query Q { b: x { ...F c ... on T { a d } } a } query R { a b } fragment F on T { d { y x } e }",
        )
        .unwrap();
        let mut data = Value::from_json(json!({
            "a": [1, 2], "b": [{ "a": 1, "c": 2, "d": { "x": 1, "y": 2 }, "f": 0, "e": 3 }, null]
        }))
        .unwrap();
        let types = Types::default();
        Outline::of(&document, Some("Q"), &types).arrange(&mut data);
        assert_eq!(
            data.to_string(),
            "{b: [{d: {y: 2, x: 1}, e: 3, c: 2, a: 1, f: 0}, null], a: [1, 2]}"
        );
        Outline::of(&document, Some("R"), &types).arrange(&mut data);
        assert!(data.to_string().starts_with("{a: [1, 2], b: "), "{data}");
    }

    const SCHEMA: &str = "type Query { may: T must: T! list: [T!] loose: [T]! node: N }
        type T { v: Int! w: Int t: T! } interface N { id: ID! } type A implements N { id: ID! a: T! }";

    fn voided(data: serde_json::Value, path: &[&str]) -> String {
        let document =
            parse_query("{ may { w t { v } } must { v } list { v } loose { x: v } node { ...F } } fragment F on A { a { v } }")
                .unwrap();
        let segment = |segment: &&str| match segment.parse() {
            Ok(index) => PathSegment::Index(index),
            Err(_) => PathSegment::Field((*segment).to_owned()),
        };
        let path: Vec<PathSegment> = path.iter().map(segment).collect();
        let mut data = Value::from_json(data).unwrap();
        Outline::of(&document, None, &Types::read(SCHEMA)).void(&mut data, &path);
        data.to_string()
    }

    #[test]
    fn what_failed_makes_null_what_may_be_null() {
        assert_eq!(
            voided(json!({ "may": { "w": 1, "t": {} } }), &["may", "t", "v"]),
            "{may: null}"
        );
        assert_eq!(voided(json!({ "may": { "w": 1 } }), &["may", "t"]), "{may: null}");
        assert_eq!(voided(json!({}), &["may"]), "{may: null}");
        assert_eq!(voided(json!({ "must": {}, "may": null }), &["must", "v"]), "null");
        assert_eq!(
            voided(json!({ "list": [{ "v": 1 }, {}] }), &["list", "1", "v"]),
            "{list: null}"
        );
        assert_eq!(
            voided(json!({ "loose": [{ "x": 1 }, {}] }), &["loose", "1", "x"]),
            "{loose: [{x: 1}, null]}"
        );
        assert_eq!(
            voided(json!({ "node": { "a": {} } }), &["node", "a", "v"]),
            "{node: null}"
        );
    }

    #[test]
    fn what_is_null_already_or_beside_it_stays() {
        assert_eq!(
            voided(json!({ "may": null, "list": [] }), &["may", "t", "v"]),
            "{list: [], may: null}"
        );
        assert_eq!(
            voided(json!({ "may": { "w": null } }), &["may", "w"]),
            "{may: {w: null}}"
        );
        assert_eq!(voided(json!({ "may": 1 }), &[]), "{may: 1}");
    }
}
