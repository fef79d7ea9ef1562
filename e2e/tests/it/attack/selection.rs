//! Asks for all that a type has, so that an answer that says too much says it.

use std::collections::BTreeMap;

use super::schema::{Field, Ref, Schema, Type};

/// Items of a list inside an answer: lists of lists cost what their items cost.
const FIRST: usize = 3;

/// Everything under a field that can be asked without arguments, `depth` objects deep; empty for a scalar.
pub fn select(schema: &Schema, ty: &Ref, depth: usize) -> String {
    selection(schema, ty.named(), depth, &mut Vec::new()).unwrap_or_default()
}

/// None: there is nothing to select, so the field is left out.
fn selection(schema: &Schema, name: &str, depth: usize, above: &mut Vec<String>) -> Option<String> {
    let ty = schema.ty(name)?;
    match ty.kind.as_str() {
        "OBJECT" => object(schema, ty, depth, above).map(|fields| format!("{{ {fields} }}")),
        "INTERFACE" | "UNION" => Some(one_of_several(schema, ty, depth, above)),
        _ => None,
    }
}

fn is_leaf(schema: &Schema, field: &Field) -> bool {
    let ty = schema.ty(field.ty.named());
    ty.is_some_and(|ty| matches!(ty.kind.as_str(), "SCALAR" | "ENUM"))
}

fn can_be_asked(field: &Field) -> bool {
    field.args.iter().all(|arg| !arg.must_be_given())
}

fn fields_of(schema: &Schema, ty: &Type, depth: usize, above: &mut Vec<String>) -> Vec<(Field, String)> {
    let is_page = ty.fields.iter().any(|field| field.name == "pageInfo");
    let mut asked = Vec::new();
    for field in ty.fields.iter().filter(|field| can_be_asked(field)) {
        let name = field.ty.named();
        if is_leaf(schema, field) {
            asked.push((field.clone(), field.name.clone()));
        } else if is_page && field.name == "edges" {
            asked.push((field.clone(), "edges { cursor }".to_owned()));
        } else if depth > 0 && !above.iter().any(|one| one == name) {
            above.push(name.to_owned());
            let below = selection(schema, name, depth - 1, above);
            above.pop();
            let first = field.args.iter().any(|arg| arg.name == "first");
            let first = if first {
                format!("(first: {FIRST})")
            } else {
                String::new()
            };
            asked.extend(below.map(|below| (field.clone(), format!("{}{first} {below}", field.name))));
        }
    }
    asked
}

fn object(schema: &Schema, ty: &Type, depth: usize, above: &mut Vec<String>) -> Option<String> {
    let asked = fields_of(schema, ty, depth, above);
    let texts: Vec<String> = asked.into_iter().map(|(_, text)| text).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// Fields of one name and of different types can't stand side by side: then the later one has another name.
fn one_of_several(schema: &Schema, ty: &Type, depth: usize, above: &mut Vec<String>) -> String {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut parts = vec!["__typename".to_owned()];
    for name in &ty.possible {
        let Some(possible) = schema.ty(name) else { continue };
        above.push(name.clone());
        let asked = fields_of(schema, possible, depth, above);
        above.pop();
        let texts = asked.into_iter().map(|(field, text)| {
            let ty = known.entry(field.name.clone()).or_insert_with(|| field.ty.text());
            if *ty == field.ty.text() && is_leaf(schema, &field) {
                text
            } else {
                format!("{name}_{}: {text}", field.name)
            }
        });
        let texts: Vec<String> = texts.collect();
        if !texts.is_empty() {
            parts.push(format!("... on {name} {{ {} }}", texts.join(" ")));
        }
    }
    format!("{{ {} }}", parts.join(" "))
}
