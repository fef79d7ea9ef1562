//! The fields that a document asks for, fragments unfolded, in the order of the answer: each name where it first stands,
//! and what is asked for under one name twice brought together.

use std::collections::HashMap;

use async_graphql::parser::types::{Field, FragmentDefinition, Selection, SelectionSet};
use async_graphql::{Name, Positioned};

use super::piece::{Leaf, Piece};

pub(super) type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// A type of the schema that an answer has an object of.
pub(super) struct Shape {
    pub(super) name: &'static str,
    /// Its interfaces: a fragment may mean it by these, too.
    pub(super) interfaces: &'static [&'static str],
    /// The union as which it is had. Below a fragment for the type itself the executor does not know it by that any more.
    pub(super) union: Option<&'static str>,
    /// Of the same union: fragments for them ask for nothing here.
    pub(super) beside: &'static [&'static str],
    pub(super) fields: &'static [(&'static str, Kind)],
}

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Leaf(Leaf),
    Object(&'static Shape),
    /// An object, or null where there is no grant.
    Grant(&'static Shape),
}

/// All that is asked for under one name of the answer.
pub(super) struct Asked<'a> {
    pub(super) key: &'a str,
    pub(super) field: &'a Positioned<Field>,
    sets: Vec<&'a SelectionSet>,
}

/// What a fragment for another type of the union asks for.
struct Beside<'a> {
    key: &'a str,
    /// How much had been asked for before it.
    since: usize,
    is_leaf: bool,
}

/// None: something that a plan does not know.
pub(super) fn collect<'a>(
    sets: &[&'a SelectionSet],
    shape: &Shape,
    fragments: &'a Fragments,
) -> Option<Vec<Asked<'a>>> {
    let (mut asked, mut beside) = (Vec::new(), Vec::new());
    for set in sets {
        add(set, shape, shape.union, fragments, &mut asked, &mut beside)?;
    }
    // The order into which the executor's answers are put ([`Outline`](crate::http::outline::Outline)) is one for all types of a
    // union: where what is not asked for here would have a say in it, the document is left to the executor.
    let has_a_say = |one: &Beside<'_>| {
        let place = asked.iter().position(|asked: &Asked<'_>| asked.key == one.key);
        place.is_some_and(|place| place >= one.since || !one.is_leaf)
    };
    (!beside.iter().any(has_a_say)).then_some(asked)
}

fn add<'a>(
    set: &'a SelectionSet,
    shape: &Shape,
    union: Option<&str>,
    fragments: &'a Fragments,
    asked: &mut Vec<Asked<'a>>,
    beside: &mut Vec<Beside<'a>>,
) -> Option<()> {
    for selection in &set.items {
        if !selection.node.directives().is_empty() {
            return None;
        }
        let (on, below) = match &selection.node {
            Selection::Field(field) => {
                put(field, asked);
                continue;
            }
            Selection::InlineFragment(inline) => (
                inline.node.type_condition.as_ref(),
                &inline.node.selection_set.node,
            ),
            Selection::FragmentSpread(spread) => {
                let fragment = &fragments.get(&spread.node.fragment_name.node)?.node;
                (Some(&fragment.type_condition), &fragment.selection_set.node)
            }
        };
        let union = match on.map(|on| on.node.on.node.as_str()) {
            None => union,
            Some(on) if union == Some(on) => union,
            Some(on) if on == shape.name || shape.interfaces.contains(&on) => None,
            Some(on) if shape.beside.contains(&on) => {
                pass_over(below, fragments, asked.len(), beside)?;
                continue;
            }
            Some(_) => return None,
        };
        add(below, shape, union, fragments, asked, beside)?;
    }
    Some(())
}

fn pass_over<'a>(
    set: &'a SelectionSet,
    fragments: &'a Fragments,
    since: usize,
    beside: &mut Vec<Beside<'a>>,
) -> Option<()> {
    for selection in &set.items {
        let below = match &selection.node {
            Selection::Field(field) => {
                beside.push(Beside {
                    key: field.node.response_key().node.as_str(),
                    since,
                    is_leaf: field.node.selection_set.node.items.is_empty(),
                });
                continue;
            }
            Selection::InlineFragment(inline) => &inline.node.selection_set.node,
            Selection::FragmentSpread(spread) => {
                &fragments
                    .get(&spread.node.fragment_name.node)?
                    .node
                    .selection_set
                    .node
            }
        };
        pass_over(below, fragments, since, beside)?;
    }
    Some(())
}

fn put<'a>(field: &'a Positioned<Field>, asked: &mut Vec<Asked<'a>>) {
    let key = field.node.response_key().node.as_str();
    let set = &field.node.selection_set.node;
    match asked.iter_mut().find(|known| known.key == key) {
        // That it is the same field with the same arguments, validation has seen to.
        Some(known) => known.sets.push(set),
        None => asked.push(Asked {
            key,
            field,
            sets: vec![set],
        }),
    }
}

impl<'a> Asked<'a> {
    pub(super) fn name(&self) -> &'a str {
        self.field.node.name.node.as_str()
    }

    pub(super) const fn is_asked_once(&self) -> bool {
        self.sets.len() == 1
    }

    fn value(&self, shape: &Shape, fragments: &'a Fragments, out: &mut Vec<Piece>) -> Option<()> {
        if self.name() == "__typename" {
            text(out, &format!("\"{}\"", shape.name));
            return Some(());
        }
        let (_, kind) = shape.fields.iter().find(|(name, _)| *name == self.name())?;
        match kind {
            Kind::Leaf(leaf) => out.push(Piece::Leaf(*leaf)),
            Kind::Object(shape) => object(&self.sets, shape, fragments, out)?,
            Kind::Grant(shape) => {
                let mut inside = Vec::new();
                object(&self.sets, shape, fragments, &mut inside)?;
                out.push(Piece::Grant(inside));
            }
        }
        Some(())
    }
}

/// One of which nothing is asked is null: so the executor has it, and nothing that comes after it under the same name
/// changes that.
pub(super) fn object<'a>(
    sets: &[&'a SelectionSet],
    shape: &Shape,
    fragments: &'a Fragments,
    out: &mut Vec<Piece>,
) -> Option<()> {
    let asked = collect(sets, shape, fragments)?;
    let is_empty =
        |set: &&'a SelectionSet| collect(&[*set], shape, fragments).is_none_or(|set| set.is_empty());
    if sets.len() > 1 && sets.iter().any(is_empty) {
        return None;
    }
    if asked.is_empty() {
        text(out, "null");
        return Some(());
    }
    let mut open = "{";
    for one in &asked {
        text(out, &format!("{open}\"{}\":", one.key));
        one.value(shape, fragments, out)?;
        open = ",";
    }
    text(out, "}");
    Some(())
}

pub(super) fn text(out: &mut Vec<Piece>, more: &str) {
    match out.last_mut() {
        Some(Piece::Text(text)) => text.push_str(more),
        _ => out.push(Piece::Text(more.to_owned())),
    }
}
