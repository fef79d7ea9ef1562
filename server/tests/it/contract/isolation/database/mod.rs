//! The second lock, in PostgreSQL itself: what the server's role can do on a connection of its own, past the tenant
//! handle. Every table is found in the catalogue, and so is what its rows are made of: a new one is attacked unasked.
//!
//! - [`tries`] goes at another tenant's rows, table by table; [`powers`] at everything that is no row.
//! - [`aside`] looks where rows leave traces: statistics, estimates, other sessions.
//! - [`catalogue`] reads how the tables are made; [`sabotage`] shows that each of these finds what it looks for.
//!
//! What remains: the size of a pooled table as a whole (`pg_class`, `EXPLAIN ANALYZE`, the gaps between one's own rows),
//! never whose rows those are. And whoever can run SQL of their own can name another tenant: this lock is against
//! forgetting, not against injection.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "goes past the tenant handle, to find nothing there"
)]

mod aside;
mod catalogue;
mod locks;
mod powers;
mod rows;
mod sabotage;
pub mod scratch;
mod start;
mod table;
mod tries;

use scratch::Scratch;
use table::Table;

/// What the server's role reaches in this database that it should not, as tenant A and as nobody. Each line names a table.
async fn leaks(database: &Scratch) -> Vec<String> {
    let mut found = Vec::new();
    for table in Table::all(&database.owner).await {
        found.extend(tries::leaks(database, &table).await);
        found.extend(locks::leaks(database, &table).await);
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_row_of_another_tenant_is_reached() {
    let database = Scratch::with_rows().await;
    assert!(Table::all(&database.owner).await.len() >= 8);
    assert_eq!(leaks(&database).await, Vec::<String>::new());
    database.end().await;
}
