//! Locks: another tenant's rows can't be held, nor seen to be held, and no table can be held as a whole.

use sea_orm::ConnectionTrait;

use super::scratch::{A, B, Scratch, asked_as, begin, column, done_as, run};
use super::table::Table;

const ROWS: [&str; 4] = ["UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE"];

/// Those that keep others from reading or from writing.
const WHOLE: [&str; 5] = [
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
];

pub async fn leaks(database: &Scratch, table: &Table) -> Vec<String> {
    let mut found = rows(database, table).await;
    let name = table.full_name();
    // Whoever may delete from a table may lock it: PostgreSQL has no right between the two.
    let deletes = format!("SELECT has_table_privilege('ovation', '{name}', 'DELETE')::text");
    if column(&database.owner, &deletes).await == ["true"] {
        return found;
    }
    for mode in WHOLE {
        let lock = format!("LOCK TABLE {name} IN {mode} MODE NOWAIT");
        match done_as(&database.server, Some(A), &lock).await {
            Err(said) if said.contains("permission denied") => {}
            other => found.push(format!("{}: locked as a whole, {mode}: {other:?}", table.name)),
        }
    }
    found
}

async fn rows(database: &Scratch, table: &Table) -> Vec<String> {
    let name = table.full_name();
    let mut found = Vec::new();
    // B holds every row of its own meanwhile.
    begin(&database.other, Some(B)).await;
    let hold = format!("SELECT 1 FROM {name} FOR UPDATE");
    if let Err(error) = database.other.execute_unprepared(&hold).await {
        // Rows that are never changed are never locked either.
        assert!(error.to_string().contains("permission denied"), "{error}");
        run(&database.other, "ROLLBACK").await;
        return found;
    }
    for (tenant, own) in [(None, 0), (Some(A), 1)] {
        for mode in ROWS {
            let lock = format!("SELECT '1' FROM {name} FOR {mode} NOWAIT");
            match asked_as(&database.server, tenant, &lock).await {
                Ok(rows) if rows.len() == own => {}
                other => found.push(format!("{}: rows locked for {mode}: {other:?}", table.name)),
            }
        }
    }
    run(&database.other, "ROLLBACK").await;
    found
}
