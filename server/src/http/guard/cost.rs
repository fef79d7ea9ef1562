//! What a document can make the schema carry out: each field once for each item of the lists that it stands in. A fragment
//! is worked out once, saturating, like everything in this guard.

use std::collections::HashMap;
use std::convert::Infallible;

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Name, Positioned, Value, Variables};

use super::Limits;
use crate::page::{FIRST_DEFAULT, FIRST_MAX};

struct Cost<'a> {
    document: &'a ExecutableDocument,
    /// None: they are not known yet, so each is as large as it may be.
    variables: Option<&'a Variables>,
    fragments: HashMap<&'a Name, u64>,
}

/// The dearest operation of the document. Fragments must not go in circles, which the guard has seen to.
///
/// # Errors
/// It is over the limit.
pub fn check(
    document: &ExecutableDocument,
    variables: Option<&Variables>,
    limits: &Limits,
) -> Result<u64, String> {
    let max = limits.cost_max;
    let cost = of(document, variables);
    if cost > max {
        return Err(format!(
            "it asks for more than {max} fields, counted once for each item of a list"
        ));
    }
    Ok(cost)
}

fn of(document: &ExecutableDocument, variables: Option<&Variables>) -> u64 {
    let mut cost = Cost {
        document,
        variables,
        fragments: HashMap::new(),
    };
    let operations = document.operations.iter();
    operations
        .map(|(_, operation)| cost.set(&operation.node.selection_set))
        .max()
        .unwrap_or_default()
}

impl<'a> Cost<'a> {
    fn set(&mut self, set: &'a Positioned<SelectionSet>) -> u64 {
        set.node.items.iter().fold(0, |sum: u64, selection| {
            sum.saturating_add(match &selection.node {
                Selection::Field(field) => self.field(&field.node),
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set),
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node),
            })
        })
    }

    fn field(&mut self, field: &'a Field) -> u64 {
        let items = self.items(field);
        self.set(&field.selection_set)
            .saturating_mul(items)
            .saturating_add(1)
    }

    fn fragment(&mut self, name: &'a Name) -> u64 {
        if let Some(known) = self.fragments.get(name) {
            return *known;
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            return 0;
        };
        let cost = self.set(&fragment.node.selection_set);
        self.fragments.insert(name, cost);
        cost
    }

    /// How often what stands below is carried out. A field with `nodes` or `edges` below it is a connection, whatever its
    /// name; one without is taken for what it says.
    fn items(&self, field: &Field) -> u64 {
        let asked = field.arguments.iter().find(|(name, _)| name.node == "first");
        let Some((_, asked)) = asked else {
            return if is_connection(field) { FIRST_DEFAULT } else { 1 };
        };
        // A variable that is not given has its default, which may be anything.
        let given = |name| self.variables.and_then(|variables| variables.get(&name).cloned());
        let variable = |name| Ok::<_, Infallible>(given(name).unwrap_or_else(|| Value::from(FIRST_MAX)));
        asked
            .node
            .clone()
            .into_const_with(variable)
            .as_ref()
            .map_or(FIRST_MAX, number)
    }
}

/// More than a list gives is refused by the list itself.
fn number(value: &Value) -> u64 {
    match value {
        Value::Number(number) => number.as_u64().unwrap_or_default().min(FIRST_MAX),
        _ => FIRST_DEFAULT,
    }
}

fn is_connection(field: &Field) -> bool {
    field.selection_set.node.items.iter().any(|selection| {
        matches!(&selection.node, Selection::Field(below) if matches!(below.node.name.node.as_str(), "nodes" | "edges"))
    })
}
