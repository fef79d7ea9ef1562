//! One statement a lot, prepared once however many rows: gate, rows and count in one round trip.

use sqlx::postgres::{PgArguments, PgConnection};
use sqlx::{Arguments, AssertSqlSafe, Row};

use super::{Column, Gate, Lot, New, Rows, Same, fault};
use crate::tx::RecordError;

pub(super) async fn insert(
    tx: &mut PgConnection,
    gate: Gate<'_>,
    rows: &Rows,
    clash: &str,
) -> Result<Lot, RecordError> {
    let arguments = bind(gate, rows).map_err(|error| fault(sqlx::Error::Encode(error)))?;
    let row = sqlx::query_with(AssertSqlSafe(sql(rows, clash)), arguments)
        .fetch_one(tx)
        .await
        .map_err(fault)?;
    let read = || -> Result<Lot, sqlx::Error> {
        let status: Option<String> = row.try_get(0)?;
        let epoch: Option<i64> = row.try_get(1)?;
        let is_all = row.try_get::<i64, _>(2)?.unsigned_abs() == rows.len() as u64;
        let new = match row.try_get::<Option<Vec<String>>, _>(3)? {
            _ if is_all => New::All,
            some => New::Only(some.unwrap_or_default().into_iter().collect()),
        };
        Ok(Lot {
            gate: status.zip(epoch),
            new,
        })
    };
    read().map_err(fault)
}

fn bind(gate: Gate<'_>, rows: &Rows) -> Result<PgArguments, sqlx::error::BoxDynError> {
    let mut arguments = PgArguments::default();
    arguments.add(gate.campaign)?;
    arguments.add(gate.status)?;
    arguments.add(gate.epoch)?;
    arguments.add(i64::try_from(rows.len())?)?;
    for (_, same) in &rows.same {
        match same {
            Same::Id(id) => arguments.add(id)?,
            Same::Text(text) => arguments.add(text)?,
        }
    }
    for (_, column) in &rows.columns {
        match column {
            Column::Numbers(numbers) => arguments.add(numbers)?,
            Column::Texts(texts) => arguments.add(texts.iter().map(AsRef::as_ref).collect::<Vec<&str>>())?,
            Column::Times(times) => arguments.add(times)?,
        }
    }
    Ok(arguments)
}

/// The keys come back only where something stood in the way.
fn sql(rows: &Rows, clash: &str) -> String {
    const FIRST: usize = 5;
    let unnested = FIRST + rows.same.len();
    let places = |from: usize, count: usize| {
        let places: Vec<String> = (from..from + count).map(|n| format!("${n}")).collect();
        places.join(", ")
    };
    let mut values: Vec<String> = (FIRST..unnested).map(|n| format!("${n}")).collect();
    values.push("u.*".to_owned());
    format!(
        "WITH gate AS MATERIALIZED (SELECT status, epoch FROM campaigns WHERE id = $1 FOR SHARE), \
         new AS (INSERT INTO {table} ({names}) SELECT {values} FROM gate, unnest({arrays}) AS u \
         WHERE gate.status = $2 AND gate.epoch = $3{clash} RETURNING {key}), \
         counted AS (SELECT count(*) AS rows FROM new) \
         SELECT (SELECT status FROM gate), (SELECT epoch FROM gate), counted.rows, \
         CASE WHEN counted.rows < $4 THEN (SELECT array_agg({key}) FROM new) END FROM counted",
        table = rows.table,
        names = rows.names(),
        values = values.join(", "),
        arrays = places(unnested, rows.columns.len()),
        key = rows.key,
    )
}
