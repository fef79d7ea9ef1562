//! SQLite has no arrays: rows by the power of two.

use std::collections::HashSet;

use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Arguments, AssertSqlSafe, Connection};

use super::{Column, Gate, Lot, New, Rows, Same, fault};
use crate::tx::RecordError;

/// At most 32,766 values are bound to a statement.
const ROWS_MAX: usize = 512;

pub(super) async fn insert(
    tx: &mut SqliteConnection,
    gate: Gate<'_>,
    rows: &Rows,
    clash: &str,
) -> Result<Lot, RecordError> {
    let stands: Option<(String, i64)> = sqlx::query_as("SELECT status, epoch FROM campaigns WHERE id = ?1")
        .bind(gate.campaign)
        .fetch_optional(&mut *tx)
        .await
        .map_err(fault)?;
    let is_open = stands
        .as_ref()
        .is_some_and(|(status, epoch)| status == gate.status && *epoch == gate.epoch);
    let new = if is_open {
        write(tx, rows, clash).await.map_err(fault)?
    } else {
        New::Only(HashSet::new())
    };
    Ok(Lot { gate: stands, new })
}

/// Counted first. Where something stands in the way it is done again, and the keys are asked for.
async fn write(tx: &mut SqliteConnection, rows: &Rows, clash: &str) -> Result<New, sqlx::Error> {
    let mut attempt = tx.begin().await?;
    let mut written = 0;
    for (from, count) in powers_of_two(rows.len()) {
        let sql = sql(rows, count, clash);
        let done = sqlx::query_with(AssertSqlSafe(sql), bind(rows, from, count)?)
            .execute(&mut *attempt)
            .await?;
        written += done.rows_affected();
    }
    if written == rows.len() as u64 {
        attempt.commit().await?;
        return Ok(New::All);
    }
    attempt.rollback().await?;
    let mut keys = HashSet::new();
    for (from, count) in powers_of_two(rows.len()) {
        let sql = format!("{} RETURNING {}", sql(rows, count, clash), rows.key);
        let new: Vec<(String,)> = sqlx::query_as_with(AssertSqlSafe(sql), bind(rows, from, count)?)
            .fetch_all(&mut *tx)
            .await?;
        keys.extend(new.into_iter().map(|(key,)| key));
    }
    Ok(New::Only(keys))
}

fn powers_of_two(len: usize) -> impl Iterator<Item = (usize, usize)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let left = len - from;
        let count = (1 << left.checked_ilog2()?).min(ROWS_MAX);
        from += count;
        Some((from - count, count))
    })
}

fn bind(rows: &Rows, from: usize, count: usize) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve((rows.same.len() + rows.columns.len()) * count, 0);
    let mut add = || {
        for row in from..from + count {
            for (_, same) in &rows.same {
                match same {
                    Same::Id(id) => arguments.add(id)?,
                    Same::Text(text) => arguments.add(text)?,
                }
            }
            for (_, column) in &rows.columns {
                match column {
                    Column::Numbers(values) => arguments.add(values[row])?,
                    Column::Texts(values) => arguments.add(values[row].clone())?,
                    Column::Times(values) => arguments.add(values[row])?,
                }
            }
        }
        Ok(())
    };
    add().map_err(sqlx::Error::Encode)?;
    Ok(arguments)
}

/// Places without numbers: a numbered one has a name, and each is looked for among all of them.
fn sql(rows: &Rows, count: usize, clash: &str) -> String {
    let mut row = vec!["?"; rows.same.len() + rows.columns.len()].join(", ");
    row.insert(0, '(');
    row.push(')');
    let values = vec![row; count].join(", ");
    format!(
        "INSERT INTO {} ({}) VALUES {values}{clash}",
        rows.table,
        rows.names()
    )
}
