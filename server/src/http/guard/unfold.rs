//! What a document unfolds to when each fragment stands where it is used, without unfolding it: a fragment's own figures
//! are worked out once and added at each use, saturating.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, Positioned};

use super::Limits;

/// Selection sets within each other, fragments and inline fragments among them: bounds this file's own recursion.
const SETS_DEEP_MAX: u32 = 100;

/// Of one selection set, fragments unfolded.
#[derive(Clone, Copy, Default)]
struct Size {
    selections: u64,
    /// Levels of fields, this one counted.
    depth: u64,
    /// Fields that stand on this very level.
    fields: u64,
    aliases: u64,
    directives: u64,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.depth = self.depth.max(other.depth);
        self.fields = self.fields.saturating_add(other.fields);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
    }
}

enum Fragment {
    Measuring,
    Measured(Size),
}

struct Measure<'a> {
    document: &'a ExecutableDocument,
    fragments: HashMap<&'a Name, Fragment>,
    sets_deep: u32,
}

/// # Errors
/// What there is too much of.
pub fn measure(document: &ExecutableDocument, limits: &Limits) -> Result<(), String> {
    at_most(
        document.operations.iter().len() as u64,
        limits.operations_max,
        "operations",
    )?;
    at_most(document.fragments.len() as u64, limits.fragments_max, "fragments")?;
    let mut measure = Measure {
        document,
        fragments: HashMap::new(),
        sets_deep: 0,
    };
    // Those that nothing uses as well: validation looks at them, too.
    for name in document.fragments.keys() {
        check(measure.fragment(name)?, limits)?;
    }
    let mut whole = Size::default();
    for (_, operation) in document.operations.iter() {
        let mut size = measure.set(&operation.node.selection_set)?;
        size.directives = size
            .directives
            .saturating_add(operation.node.directives.len() as u64);
        at_most(size.fields, limits.root_fields_max, "root fields")?;
        whole.add(size);
    }
    // Only one operation is carried out, but all are validated.
    check(whole, limits)
}

fn check(size: Size, limits: &Limits) -> Result<(), String> {
    at_most(size.depth, limits.depth_max, "levels deep")?;
    at_most(size.aliases, limits.aliases_max, "aliases")?;
    at_most(size.directives, limits.directives_max, "directives")?;
    at_most(
        size.selections,
        limits.selections_max,
        "selections, fragments unfolded",
    )
}

fn at_most(count: u64, max: u64, what: &str) -> Result<(), String> {
    if count > max {
        Err(format!("more than {max} {what}"))
    } else {
        Ok(())
    }
}

impl<'a> Measure<'a> {
    fn set(&mut self, set: &'a Positioned<SelectionSet>) -> Result<Size, String> {
        self.sets_deep += 1;
        if self.sets_deep > SETS_DEEP_MAX {
            return Err("selections and fragments are nested too deep".to_owned());
        }
        let mut size = Size::default();
        for selection in &set.node.items {
            let mut one = match &selection.node {
                Selection::Field(field) => {
                    let below = self.set(&field.node.selection_set)?;
                    Size {
                        depth: below.depth + 1,
                        fields: 1,
                        aliases: below
                            .aliases
                            .saturating_add(u64::from(field.node.alias.is_some())),
                        ..below
                    }
                }
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node)?,
            };
            one.selections = one.selections.saturating_add(1);
            one.directives = one
                .directives
                .saturating_add(selection.node.directives().len() as u64);
            size.add(one);
        }
        self.sets_deep -= 1;
        Ok(size)
    }

    /// Once for each fragment, however often it is used.
    fn fragment(&mut self, name: &'a Name) -> Result<Size, String> {
        match self.fragments.get(name) {
            Some(Fragment::Measured(size)) => return Ok(*size),
            Some(Fragment::Measuring) => return Err(format!("the fragment {name} uses itself in a circle")),
            None => {}
        }
        // One that is not there is an error of validation, which has the better words.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Size::default());
        };
        self.fragments.insert(name, Fragment::Measuring);
        let mut size = self.set(&fragment.node.selection_set)?;
        size.directives = size
            .directives
            .saturating_add(fragment.node.directives.len() as u64);
        self.fragments.insert(name, Fragment::Measured(size));
        Ok(size)
    }
}
