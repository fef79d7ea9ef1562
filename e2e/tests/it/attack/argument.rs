//! Arguments, made from their types alone. Whatever can be chosen (a word, a number, a value of an enum, which of a
//! `@oneOf`, how long a list is) has candidates; [`Choices`] says which of them is taken, and is changed until the server
//! finds nothing wrong with the form.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use e2e::chance;
use serde_json::{Map, Value, json};

use super::schema::{Field, Input, Ref, Schema};

/// Which candidate, by path.
pub type Choices = BTreeMap<String, usize>;

/// Inputs inside inputs, at most.
const DEPTH_MAX: usize = 6;

/// Where an id or a word goes: `input.settings.vote.options.*.label`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    pub path: String,
    pub is_id: bool,
}

pub struct Arguments<'a> {
    pub schema: &'a Schema,
    pub choices: &'a Choices,
    /// What stands at a path instead of the candidate.
    pub given: &'a dyn Fn(&str) -> Option<Value>,
    /// An id of nothing for each kind there is: what an id may be before it is known which kind is wanted.
    pub ids: &'a [String],
}

/// What could have been chosen otherwise, with how many candidates it has.
pub type Chosen = Vec<(String, usize)>;

impl Arguments<'_> {
    /// `wanted`: a path that must be there, though it may be left out.
    pub fn of(&self, field: &Field, wanted: Option<&str>) -> (Map<String, Value>, Chosen) {
        let mut chosen = Vec::new();
        let mut all = Map::new();
        for arg in &field.args {
            if let Some(value) = self.input(arg, &arg.name, wanted, &mut chosen, 0) {
                all.insert(arg.name.clone(), value);
            }
        }
        (all, chosen)
    }

    fn input(
        &self,
        input: &Input,
        path: &str,
        wanted: Option<&str>,
        chosen: &mut Chosen,
        depth: usize,
    ) -> Option<Value> {
        let is_wanted = wanted.is_some_and(|wanted| is_under(wanted, path));
        let is_there = input.must_be_given() || is_wanted;
        (is_there && depth < DEPTH_MAX).then(|| self.value(&input.ty, path, wanted, chosen, depth))
    }

    fn value(&self, ty: &Ref, path: &str, wanted: Option<&str>, chosen: &mut Chosen, depth: usize) -> Value {
        match ty {
            Ref::Required(inner) => self.value(inner, path, wanted, chosen, depth),
            Ref::List(inner) => {
                let length = 1 + self.choose(path, 3, chosen);
                let item = self.value(inner, &format!("{path}.*"), wanted, chosen, depth);
                Value::Array(vec![item; length % 3])
            }
            Ref::Named(name) => self.named(name, path, wanted, chosen, depth),
        }
    }

    fn named(
        &self,
        name: &str,
        path: &str,
        wanted: Option<&str>,
        chosen: &mut Chosen,
        depth: usize,
    ) -> Value {
        if let Some(value) = (self.given)(path) {
            return value;
        }
        let Some(ty) = self.schema.ty(name) else {
            return Value::Null;
        };
        if ty.kind != "INPUT_OBJECT" {
            let candidates = self.candidates(name, &ty.values, path);
            let at = self.choose(path, candidates.len(), chosen);
            return candidates.get(at).cloned().unwrap_or_default();
        }
        let within = |input: &Input| format!("{path}.{}", input.name);
        if ty.is_one_of {
            let forced = ty
                .inputs
                .iter()
                .find(|input| wanted.is_some_and(|wanted| is_under(wanted, &within(input))));
            let branch = forced.or_else(|| ty.inputs.get(self.choose(path, ty.inputs.len(), chosen)));
            let made = branch.map(|input| {
                let value = self.value(&input.ty, &within(input), wanted, chosen, depth + 1);
                (input.name.clone(), value)
            });
            return Value::Object(made.into_iter().collect());
        }
        let made = ty.inputs.iter().filter_map(|input| {
            let value = self.input(input, &within(input), wanted, chosen, depth + 1)?;
            Some((input.name.clone(), value))
        });
        Value::Object(made.collect())
    }

    fn choose(&self, path: &str, count: usize, chosen: &mut Chosen) -> usize {
        chosen.push((path.to_owned(), count));
        self.choices.get(path).copied().unwrap_or_default() % count.max(1)
    }

    /// The likeliest first: by what the argument is called, then whatever has a form.
    fn candidates(&self, scalar: &str, values: &[String], path: &str) -> Vec<Value> {
        let name = path
            .trim_end_matches(".*")
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .to_lowercase();
        if !values.is_empty() {
            return values.iter().map(|value| json!(value)).collect();
        }
        match scalar {
            "ID" => self.ids.iter().map(|id| json!(id)).collect(),
            "Int" => [1, 0, 2, 60, 1000].map(|number| json!(number)).to_vec(),
            "Float" => vec![json!(1.5)],
            "Boolean" => vec![json!(false), json!(true)],
            "DateTime" => times(&name),
            "Decimal" => ["1.00", "0.00", "100.00"].map(|amount| json!(amount)).to_vec(),
            "JSON" => vec![json!({})],
            _ => words(&name),
        }
    }
}

fn is_under(path: &str, above: &str) -> bool {
    path.strip_prefix(above)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn times(name: &str) -> Vec<Value> {
    let at = |hours: i64| json!((chance::now() + TimeDelta::hours(hours)).to_rfc3339());
    let is_end = ["end", "close", "until", "expire"]
        .iter()
        .any(|word| name.contains(word));
    if is_end {
        vec![at(3), at(1)]
    } else {
        vec![at(1), at(-1)]
    }
}

fn words(name: &str) -> Vec<Value> {
    let fresh = chance::fresh_word(10).unwrap_or_default();
    let by_name = [
        ("email", format!("{fresh}@example.net")),
        ("slug", format!("w{fresh}")),
        ("hash", "0f".repeat(32)),
        ("code", "123456".to_owned()),
        ("reaction", "applause".to_owned()),
        ("url", "https://example.net/a.png".to_owned()),
        ("password", format!("pass {fresh}")),
    ];
    let likely = by_name
        .iter()
        .filter(|(word, _)| name.contains(word))
        .map(|(_, value)| value.clone());
    let forms = [
        "0f".repeat(32),
        "123456".to_owned(),
        "1.00".to_owned(),
        "{}".to_owned(),
    ];
    let all = likely.chain([format!("w{fresh}"), format!("{fresh}@example.net")]);
    all.chain(["https://example.net/a.png".to_owned()])
        .chain(forms)
        .map(Value::from)
        .collect()
}

/// Every place for an id or a word that a field has, those that may be left out among them.
pub fn leaves(schema: &Schema, field: &Field) -> Vec<Leaf> {
    let mut found = Vec::new();
    for arg in &field.args {
        walk(schema, &arg.ty, &arg.name, 0, &mut found);
    }
    found
}

fn walk(schema: &Schema, ty: &Ref, path: &str, depth: usize, found: &mut Vec<Leaf>) {
    match ty {
        Ref::Required(inner) => walk(schema, inner, path, depth, found),
        Ref::List(inner) => walk(schema, inner, &format!("{path}.*"), depth, found),
        Ref::Named(name) if name == "ID" || name == "String" => found.push(Leaf {
            path: path.to_owned(),
            is_id: name == "ID",
        }),
        Ref::Named(name) if depth < DEPTH_MAX => {
            for input in schema.ty(name).map_or(&[][..], |ty| &ty.inputs) {
                walk(
                    schema,
                    &input.ty,
                    &format!("{path}.{}", input.name),
                    depth + 1,
                    found,
                );
            }
        }
        Ref::Named(_) => {}
    }
}
