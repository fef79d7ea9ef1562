//! Looks at every literal of a document for a NUL, and counts what the variables hold.

use async_graphql::parser::types::{Directive, ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Positioned, Value, Variables};

use super::Limits;

pub fn has_nul(document: &ExecutableDocument) -> bool {
    let operations = document.operations.iter().any(|(_, operation)| {
        let mut defaults = operation
            .node
            .variable_definitions
            .iter()
            .filter_map(|variable| variable.node.default_value.as_ref());
        directives(&operation.node.directives)
            || selections(&operation.node.selection_set)
            || defaults.any(|default| value(&default.node))
    });
    operations
        || document
            .fragments
            .values()
            .any(|fragment| directives(&fragment.node.directives) || selections(&fragment.node.selection_set))
}

fn selections(set: &Positioned<SelectionSet>) -> bool {
    set.node.items.iter().any(|selection| {
        directives(selection.node.directives())
            || match &selection.node {
                Selection::Field(field) => arguments(&field.node) || selections(&field.node.selection_set),
                Selection::InlineFragment(inline) => selections(&inline.node.selection_set),
                Selection::FragmentSpread(_) => false,
            }
    })
}

/// A variable stands for nothing here: its value came as JSON and is looked at there.
fn variable<T>(_: T) -> Result<Value, std::convert::Infallible> {
    Ok(Value::Null)
}

fn arguments(field: &Field) -> bool {
    let mut literals = field
        .arguments
        .iter()
        .map(|(_, literal)| literal.node.clone().into_const_with(variable));
    literals.any(|literal| literal.is_ok_and(|literal| value(&literal)))
}

fn directives(directives: &[Positioned<Directive>]) -> bool {
    directives.iter().any(|directive| {
        let literals = directive.node.arguments.iter();
        let mut literals = literals.map(|(_, literal)| literal.node.clone().into_const_with(variable));
        literals.any(|literal| literal.is_ok_and(|literal| value(&literal)))
    })
}

fn value(literal: &Value) -> bool {
    match literal {
        Value::String(text) => text.contains('\0'),
        Value::List(items) => items.iter().any(value),
        Value::Object(fields) => fields.values().any(value),
        _ => false,
    }
}

/// # Errors
/// What there is too much of.
pub fn count(variables: &Variables, limits: &Limits) -> Result<(), String> {
    let mut left = limits.values_max;
    variables
        .values()
        .try_for_each(|value| inside(value, limits, &mut left))
}

/// As deep as JSON was let in (`Envelope`).
fn inside(value: &Value, limits: &Limits, left: &mut usize) -> Result<(), String> {
    *left = left
        .checked_sub(1)
        .ok_or_else(|| format!("more than {} values in the variables", limits.values_max))?;
    match value {
        Value::List(items) if items.len() > limits.list_items_max => Err(format!(
            "a list in the variables has more than {} items",
            limits.list_items_max
        )),
        Value::List(items) => items.iter().try_for_each(|item| inside(item, limits, left)),
        Value::Object(fields) => fields.values().try_for_each(|field| inside(field, limits, left)),
        _ => Ok(()),
    }
}
