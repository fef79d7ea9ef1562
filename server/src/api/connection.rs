//! Rows of one page to a Relay connection.

use async_graphql::OutputType;
use async_graphql::connection::{Connection, Edge};

use crate::page::{Page, cursor};

/// `rows` are at most [`Page::limit`]; the one too many tells that there is a next page.
pub fn connect<R, T: OutputType>(
    page: &Page,
    mut rows: Vec<R>,
    key: impl Fn(&R) -> String,
    node: impl Fn(R) -> T,
) -> Connection<String, T> {
    let first = usize::try_from(page.first).unwrap_or(usize::MAX);
    let has_next = rows.len() > first;
    rows.truncate(first);
    let mut connection = Connection::new(page.after.is_some(), has_next);
    connection.edges.extend(
        rows.into_iter()
            .map(|row| Edge::new(cursor(key(&row)), node(row))),
    );
    connection
}
