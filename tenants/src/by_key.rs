//! Many rows by their keys, in one statement that steps into the index once for each.
//!
//! `IN (…)` leaves the way to the planner. PostgreSQL keeps no statistics here, since they would tell one tenant of another
//! (`rls`), and takes a campaign for 1/200 of a tenant, which it takes for 1/200 of the table: rather than look for a few
//! viewers in those six rows it read all of them, which were 227,000 grants, in 200 ms instead of one.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, IdenStatic, Statement, Value};

use crate::tx::TenantTx;

/// The planner takes one value for so many, and what they have in common for that much more of the table.
const TAKEN_FOR: usize = 16;

/// The rows in which `within` has its value and `column` one of `values`; the two columns are a unique key.
///
/// # Errors
/// The record is out of reach.
pub async fn find_by_keys<E: EntityTrait>(
    tx: &TenantTx,
    within: (E::Column, Value),
    column: E::Column,
    values: Vec<Value>,
) -> Result<Vec<E::Model>, DbErr> {
    let Some(first) = values.first() else {
        return Ok(Vec::new());
    };
    let of = first.array_type();
    let table = E::default().table_name().to_owned();
    let (within, value) = (within.0.as_str().to_owned(), within.1);
    let column = column.as_str().to_owned();
    let many = ["$1"; TAKEN_FOR].join(", ");
    let statement = match tx.get_database_backend() {
        // What has a limit is carried out as it stands, once for each value. Into which index it steps is left to be
        // told: by the whole key, and not by `within` alone, which looks as good in a small table and is read to its end.
        DbBackend::Postgres => Statement::from_sql_and_values(
            DbBackend::Postgres,
            format!(
                "SELECT found.* FROM unnest($2) AS wanted(value) CROSS JOIN LATERAL (SELECT * FROM \"{table}\" \
                 WHERE \"{within}\" = ANY(ARRAY[{many}]) AND \"{column}\" = wanted.value LIMIT 1) AS found"
            ),
            [value, Value::Array(of, Some(Box::new(values)))],
        ),
        // SQLite keeps to the order of a CROSS JOIN.
        backend => {
            let rows = vec!["(?)"; values.len()].join(", ");
            let mut all = values;
            all.push(value);
            Statement::from_sql_and_values(
                backend,
                format!(
                    "WITH wanted(value) AS (VALUES {rows}) SELECT found.* FROM wanted CROSS JOIN \"{table}\" AS found \
                     WHERE found.\"{within}\" = ? AND found.\"{column}\" = wanted.value"
                ),
                all,
            )
        }
    };
    E::find().from_raw_sql(statement).all(tx).await
}
