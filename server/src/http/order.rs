//! The order of an answer's fields is that of the selection (GraphQL, 7.2.2), also where a field was had sooner than the one
//! before it: the executor puts them down as they come, and so in another order from one time to the next.

use std::collections::HashMap;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, FragmentDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Value};

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// The names under which a selection is answered, each where it first stands, with what is below it. Of fragments for
/// several types no object has all; those that it has are in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order(Vec<(Name, Self)>);

impl Order {
    /// Of a document that has passed the guard, which bounds what its fragments unfold to.
    #[must_use]
    pub fn of(document: &ExecutableDocument, wanted: Option<&str>) -> Self {
        let mut order = Self::default();
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
            order.add(&operation.node.selection_set.node, &document.fragments);
        }
        order
    }

    fn add(&mut self, set: &SelectionSet, fragments: &Fragments) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = &field.node.response_key().node;
                    let below = match self.position(key) {
                        Some(known) => known,
                        None => {
                            self.0.push((key.clone(), Self::default()));
                            self.0.len() - 1
                        }
                    };
                    self.0[below].1.add(&field.node.selection_set.node, fragments);
                }
                Selection::InlineFragment(inline) => self.add(&inline.node.selection_set.node, fragments),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = fragments.get(&spread.node.fragment_name.node) {
                        self.add(&fragment.node.selection_set.node, fragments);
                    }
                }
            }
        }
    }

    fn position(&self, key: &str) -> Option<usize> {
        self.0.iter().position(|(known, _)| known == key)
    }

    /// Puts an answer's data into this order.
    pub fn arrange(&self, data: &mut Value) {
        match data {
            Value::Object(fields) if !self.0.is_empty() => {
                let place = |key: &Name| self.position(key).unwrap_or(usize::MAX);
                if !fields.keys().is_sorted_by_key(place) {
                    fields.sort_by_cached_key(|key, _| place(key));
                }
                for (key, value) in fields.iter_mut() {
                    if let Some(below) = self.position(key) {
                        self.0[below].1.arrange(value);
                    }
                }
            }
            Value::List(items) => items.iter_mut().for_each(|item| self.arrange(item)),
            _ => {}
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
        Order::of(&document, Some("Q")).arrange(&mut data);
        assert_eq!(
            data.to_string(),
            "{b: [{d: {y: 2, x: 1}, e: 3, c: 2, a: 1, f: 0}, null], a: [1, 2]}"
        );
        Order::of(&document, Some("R")).arrange(&mut data);
        assert!(data.to_string().starts_with("{a: [1, 2], b: "), "{data}");
    }
}
