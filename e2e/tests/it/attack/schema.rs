//! The schema as the server tells it: what can be asked, and what each question takes.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;

const QUESTION: &str = "{ __schema { queryType { name } mutationType { name } subscriptionType { name } types { \
    kind name isOneOf possibleTypes { name } enumValues { name } \
    inputFields { name defaultValue type { ...ref } } \
    fields { name args { name defaultValue type { ...ref } } type { ...ref } } } } } \
    fragment ref on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }";

/// A type where it is used.
#[derive(Debug, Clone)]
pub enum Ref {
    Required(Box<Ref>),
    List(Box<Ref>),
    Named(String),
}

/// An argument, or a field of an input.
#[derive(Debug, Clone)]
pub struct Input {
    pub name: String,
    pub ty: Ref,
    has_default: bool,
}

#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    pub args: Vec<Input>,
    pub ty: Ref,
}

#[derive(Debug)]
pub struct Type {
    pub kind: String,
    pub fields: Vec<Field>,
    pub inputs: Vec<Input>,
    pub values: Vec<String>,
    pub possible: Vec<String>,
    pub is_one_of: bool,
}

#[derive(Debug)]
pub struct Schema {
    types: BTreeMap<String, Type>,
    roots: [Option<String>; 3],
}

impl Ref {
    fn read(ty: &Value) -> Result<Self> {
        let inner = || Self::read(&ty["ofType"]).map(Box::new);
        Ok(match ty["kind"].as_str() {
            Some("NON_NULL") => Self::Required(inner()?),
            Some("LIST") => Self::List(inner()?),
            _ => Self::Named(name(ty)?),
        })
    }

    pub fn is_required(&self) -> bool {
        matches!(self, Self::Required(_))
    }

    /// Without what is around it.
    pub fn named(&self) -> &str {
        match self {
            Self::Required(inner) | Self::List(inner) => inner.named(),
            Self::Named(name) => name,
        }
    }

    /// As it is written in a document.
    pub fn text(&self) -> String {
        match self {
            Self::Required(inner) => format!("{}!", inner.text()),
            Self::List(inner) => format!("[{}]", inner.text()),
            Self::Named(name) => name.clone(),
        }
    }
}

impl Input {
    fn read(input: &Value) -> Result<Self> {
        Ok(Self {
            name: name(input)?,
            ty: Ref::read(&input["type"])?,
            has_default: !input["defaultValue"].is_null(),
        })
    }

    pub fn must_be_given(&self) -> bool {
        self.ty.is_required() && !self.has_default
    }
}

impl Schema {
    pub fn question() -> &'static str {
        QUESTION
    }

    /// `answer`: the `data` of the answer to the [`question`](Self::question).
    pub fn read(answer: &Value) -> Result<Self> {
        let schema = &answer["__schema"];
        let mut types = BTreeMap::new();
        for ty in list(&schema["types"]) {
            let fields = list(&ty["fields"]).map(|field| {
                Ok(Field {
                    name: name(field)?,
                    args: list(&field["args"]).map(Input::read).collect::<Result<_>>()?,
                    ty: Ref::read(&field["type"])?,
                })
            });
            let read = Type {
                kind: ty["kind"].as_str().unwrap_or_default().to_owned(),
                fields: fields.collect::<Result<_>>()?,
                inputs: list(&ty["inputFields"]).map(Input::read).collect::<Result<_>>()?,
                values: list(&ty["enumValues"]).map(name).collect::<Result<_>>()?,
                possible: list(&ty["possibleTypes"]).map(name).collect::<Result<_>>()?,
                is_one_of: ty["isOneOf"] == true,
            };
            types.insert(name(ty)?, read);
        }
        let root = |key: &str| schema[key]["name"].as_str().map(str::to_owned);
        Ok(Self {
            types,
            roots: [root("queryType"), root("mutationType"), root("subscriptionType")],
        })
    }

    pub fn ty(&self, name: &str) -> Option<&Type> {
        self.types.get(name)
    }

    fn root(&self, place: usize) -> &[Field] {
        let ty = self.roots[place].as_deref().and_then(|name| self.ty(name));
        ty.map_or(&[], |ty| &ty.fields)
    }

    pub fn queries(&self) -> &[Field] {
        self.root(0)
    }

    pub fn mutations(&self) -> &[Field] {
        self.root(1)
    }

    pub fn subscriptions(&self) -> &[Field] {
        self.root(2)
    }

    /// Every type that `node(id)` may answer with.
    pub fn node_types(&self) -> Vec<String> {
        let possible = self
            .ty("Node")
            .map(|node| node.possible.clone())
            .unwrap_or_default();
        let is_object = |name: &String| self.ty(name).is_some_and(|ty| ty.kind == "OBJECT");
        possible.into_iter().filter(is_object).collect()
    }
}

fn name(value: &Value) -> Result<String> {
    let name = value["name"].as_str();
    Ok(name
        .with_context(|| format!("a name was expected in {value}"))?
        .to_owned())
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
