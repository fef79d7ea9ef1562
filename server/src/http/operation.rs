//! What a request does, in names of the schema alone: for spans and figures.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection,
};
use async_graphql::{Name, PathSegment, Positioned, Response, Value, Variables};

use super::reply;
use crate::admission::Class;
use crate::error::{Error, Result};

/// The mutations of one operation, or that it is a query.
pub struct Operation {
    /// The operation's own name, as the caller gave it: for spans only.
    pub name: Option<String>,
    pub is_mutation: bool,
    /// Of the Audience API.
    pub class: Class,
    /// Variables that must be given and not be null.
    required: Vec<Name>,
    roots: Vec<Root>,
}

struct Root {
    /// What it is called in the answer.
    key: Name,
    field: Name,
    /// Whether `outcome` in its answer is the schema's field and no alias of something else.
    has_outcome: bool,
}

/// A name is at most this long in a span.
const NAME_MAX: usize = 64;

impl Operation {
    #[must_use]
    pub fn of(document: &ExecutableDocument, wanted: Option<&str>) -> Self {
        let (name, operation) = match &document.operations {
            DocumentOperations::Single(operation) => (None, Some(operation)),
            DocumentOperations::Multiple(operations) => {
                let mut chosen = operations
                    .iter()
                    .filter(|(name, _)| wanted.is_none_or(|wanted| wanted == name.as_str()));
                chosen
                    .next()
                    .map_or((None, None), |(name, operation)| (Some(name), Some(operation)))
            }
        };
        let mutation = operation.filter(|operation| operation.node.ty == OperationType::Mutation);
        let selections = mutation.map(|operation| operation.node.selection_set.node.items.as_slice());
        Self {
            name: name.map(|name| name.chars().take(NAME_MAX).collect()),
            is_mutation: mutation.is_some(),
            class: selections.map_or(Class::Read, class),
            required: operation
                .map(|operation| required(&operation.node))
                .unwrap_or_default(),
            roots: selections
                .unwrap_or_default()
                .iter()
                .filter_map(|selection| root(&selection.node))
                .collect(),
        }
    }

    /// The executor finds this out field by field and then answers in part; by the specification nothing is carried out.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` that names the variable.
    pub fn check(&self, variables: &Variables) -> Result<()> {
        let is_given = |name: &&Name| variables.get(*name).is_some_and(|value| *value != Value::Null);
        match self.required.iter().find(|name| !is_given(name)) {
            Some(name) => Err(Error::bad_input(
                name.as_str(),
                format!("the variable ${name} is missing"),
            )),
            None => Ok(()),
        }
    }

    /// Field and outcome (or error code) of each mutation that was carried out. Only for answers of a valid document:
    /// then every name in it is one of the schema.
    pub fn outcomes(&self, response: &Response) -> Vec<(String, String)> {
        self.roots
            .iter()
            .map(|root| (root.field.to_string(), outcome(root, response)))
            .collect()
    }
}

/// As urgent as the least urgent of what it does: nobody gets a page sooner by grabbing along with it.
fn class(selections: &[Positioned<Selection>]) -> Class {
    let classes = selections.iter().map(|selection| match &selection.node {
        Selection::Field(field) => class_of(&field.node.name.node),
        Selection::FragmentSpread(_) | Selection::InlineFragment(_) => Class::Comment,
    });
    classes.max().unwrap_or(Class::Read)
}

/// A test walks the schema: no mutation of the Audience API is left to the last line.
fn class_of(mutation: &str) -> Class {
    match mutation {
        "grabRedPacket" | "enterDraw" => Class::Play,
        "castVote" => Class::Vote,
        "postComment" | "react" => Class::Comment,
        _ => Class::Console,
    }
}

fn required(operation: &OperationDefinition) -> Vec<Name> {
    let variables = operation
        .variable_definitions
        .iter()
        .map(|variable| &variable.node);
    let required =
        variables.filter(|variable| !variable.var_type.node.nullable && variable.default_value.is_none());
    required.map(|variable| variable.name.node.clone()).collect()
}

fn root(selection: &Selection) -> Option<Root> {
    let Selection::Field(field) = selection else {
        return None;
    };
    let has_outcome = field.node.selection_set.node.items.iter().any(|below| {
        matches!(&below.node, Selection::Field(below) if below.node.name.node == "outcome" && below.node.alias.is_none())
    });
    Some(Root {
        key: field.node.response_key().node.clone(),
        field: field.node.name.node.clone(),
        has_outcome,
    })
}

fn outcome(root: &Root, response: &Response) -> String {
    let is_here = |error: &&async_graphql::ServerError| matches!(error.path.first(), Some(PathSegment::Field(key)) if *key == root.key.as_str());
    if let Some(error) = response.errors.iter().find(is_here) {
        return reply::code(error).to_owned();
    }
    let Value::Object(data) = &response.data else {
        return "NONE".to_owned();
    };
    match data.get(&root.key) {
        Some(Value::Object(payload)) if root.has_outcome => match payload.get("outcome") {
            Some(Value::Enum(outcome)) => outcome.to_string(),
            _ => "OK".to_owned(),
        },
        Some(_) => "OK".to_owned(),
        None => "NONE".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;
    use crate::config::Stage;
    use crate::schemas;

    fn of(query: &str) -> Class {
        Operation::of(&parse_query(query).unwrap(), None).class
    }

    #[test]
    fn every_mutation_of_a_viewer_has_a_class() {
        let schema = schemas::audience(Stage::Development).sdl();
        let mutations = schema.split("type Mutation {").nth(1).unwrap();
        let mutations = mutations.split("\n}").next().unwrap().lines();
        let named = mutations.filter_map(|line| Some(line.trim().split_once('(')?.0.to_owned()));
        let mut found = 0;
        for mutation in named.filter(|name| name.chars().all(char::is_alphanumeric)) {
            found += 1;
            assert!(class_of(&mutation) < Class::Read, "say how urgent {mutation} is");
        }
        assert!(found >= 5, "{found}");
    }

    #[test]
    fn a_request_is_as_urgent_as_the_least_urgent_of_it() {
        assert_eq!(of("{ __typename }"), Class::Read);
        assert_eq!(of("query { grabRedPacket }"), Class::Read);
        assert_eq!(of("mutation { grabRedPacket { outcome } }"), Class::Play);
        assert_eq!(
            of("mutation { grabRedPacket { outcome } castVote { outcome } }"),
            Class::Vote
        );
        let hidden = "mutation { ...a } fragment a on Mutation { grabRedPacket { outcome } }";
        assert_eq!(of(hidden), Class::Comment);
    }
}
