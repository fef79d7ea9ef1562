//! Looks at every literal of a document for a NUL.

use async_graphql::parser::types::{Directive, ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Positioned, Value};

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
