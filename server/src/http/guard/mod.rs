//! Before a document reaches the executor: is it small enough? The executor's own limits walk fragments once for each
//! time they are used, and so fall themselves to a document of 1.6 KB whose fragments use each other twice, thirty deep.
//! This guard is linear in the size of the document: it counts tokens and brackets before parsing (the parser recurses
//! on brackets), and the selections that fragments unfold to by adding up each fragment once.
//!
//! What a list asks for counts as often as it has items (`first`, or what the lists give when it is left out), so that a
//! page of pages of pages is refused before its first row is read. Values of variables are counted as well.
//!
//! The schema's own limits stay behind it as a second line.

mod cost;
mod lex;
#[cfg(test)]
mod tests;
mod unfold;
mod values;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Pos, ServerError, Variables};

use crate::error::Error;

/// What one request may ask for. Far above what our own pages ask: an introspection query has about 330 tokens, 330
/// selections and a depth of 15; the console's largest query is smaller.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub tokens_max: usize,
    pub brackets_deep_max: usize,
    pub operations_max: u64,
    pub fragments_max: u64,
    /// Fields and fragments, each as often as it is used.
    pub selections_max: u64,
    pub depth_max: u64,
    pub root_fields_max: u64,
    pub aliases_max: u64,
    pub directives_max: u64,
    /// Fields of all items of all lists, were each as long as it may be.
    pub cost_max: u64,
    /// Items of one list in the variables, and how many values there are in all.
    pub list_items_max: usize,
    pub values_max: usize,
}

/// A viewer's app asks for a show and plays in it: its longest list is the options of a vote.
pub const AUDIENCE: Limits = Limits {
    list_items_max: 100,
    values_max: 500,
    ..LIMITS
};

/// The longest list is the blocked words of a comment wall.
pub const CONSOLE: Limits = Limits {
    list_items_max: 10_000,
    values_max: 20_000,
    ..LIMITS
};

const LIMITS: Limits = Limits {
    tokens_max: 2_000,
    brackets_deep_max: 40,
    operations_max: 10,
    fragments_max: 50,
    selections_max: 1_000,
    depth_max: 20,
    root_fields_max: 20,
    aliases_max: 50,
    directives_max: 50,
    cost_max: 20_000,
    list_items_max: 100,
    values_max: 500,
};

/// The parsed document, or why it is not carried out: `QUERY_TOO_COMPLEX` for what is too large, the parser's own words
/// for what is no GraphQL, `BAD_USER_INPUT` for a NUL, which no store of ours can keep.
///
/// # Errors
/// As above.
pub fn check(query: &str, limits: &Limits) -> Result<ExecutableDocument, ServerError> {
    let complex = |what: String| fault(Error::TooComplex(what));
    lex::scan(query, limits).map_err(complex)?;
    let document = parse_query(query)?;
    unfold::measure(&document, limits).map_err(complex)?;
    if values::has_nul(&document) {
        return Err(fault(Error::bad_input("query", "has a NUL character in it")));
    }
    Ok(document)
}

/// What only the variables tell: how long the lists are that are asked for, and those that are given.
///
/// What it costs with these.
///
/// # Errors
/// `QUERY_TOO_COMPLEX`.
pub fn check_variables(
    document: &ExecutableDocument,
    variables: &Variables,
    limits: &Limits,
) -> Result<u64, Error> {
    values::count(variables, limits)
        .and_then(|()| cost::check(document, Some(variables), limits))
        .map_err(Error::TooComplex)
}

/// What a document may cost at most, whatever its variables say.
///
/// # Errors
/// It is over the limit.
pub fn cost(document: &ExecutableDocument, limits: &Limits) -> Result<u64, String> {
    cost::check(document, None, limits)
}

/// Of a document whose cost is known.
///
/// # Errors
/// `QUERY_TOO_COMPLEX`.
pub fn check_values(variables: &Variables, limits: &Limits) -> Result<(), Error> {
    values::count(variables, limits).map_err(Error::TooComplex)
}

/// As the executor wraps a resolver's error, so that it is published like one.
#[must_use]
pub fn fault(error: Error) -> ServerError {
    let mut error = async_graphql::Error::new_with_source(error).into_server_error(Pos::default());
    error.locations.clear();
    error
}
