//! Many rows by their keys, in one statement that does not read the rest.
//!
//! `IN (…)` leaves the way to the planner. PostgreSQL keeps no statistics here, since they would tell one tenant of another
//! (`rls`), and takes a campaign for 1/200 of a tenant, which it takes for 1/200 of the table: rather than look for a few
//! viewers in those six rows it read all of them, which were 227,000 grants, in 200 ms instead of one. Where it comes to a
//! single row the index of another key that begins with the campaign is as good to it, and so is reading all behind that.
//!
//! So each key is a step of its own: a range of one value in the order of the column. With sorting out of the question
//! that order leaves the index of the whole key alone, and of it the one row is read.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, IdenStatic, Statement, Value};

use crate::tx::TenantTx;

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
    let backend = tx.get_database_backend();
    let statement = match backend {
        DbBackend::Postgres => Statement::from_sql_and_values(
            DbBackend::Postgres,
            format!(
                "SELECT found.* FROM unnest($2) AS wanted(value) CROSS JOIN LATERAL (SELECT * FROM \"{table}\" \
                 WHERE \"{within}\" = $1 AND \"{column}\" BETWEEN wanted.value AND wanted.value \
                 ORDER BY \"{column}\" LIMIT 1) AS found"
            ),
            [value, Value::Array(of, Some(Box::new(values)))],
        ),
        // SQLite keeps to the order of a CROSS JOIN.
        _ => {
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
    if backend == DbBackend::Postgres {
        may_sort(tx, "off").await?;
    }
    let found = E::find().from_raw_sql(statement).all(tx).await?;
    if backend == DbBackend::Postgres {
        // Other questions of the transaction have orders that no index of theirs has.
        may_sort(tx, "on").await?;
    }
    Ok(found)
}

/// PostgreSQL, for the statements that follow in this transaction.
async fn may_sort(tx: &TenantTx, may: &str) -> Result<(), DbErr> {
    let set = "SELECT set_config('enable_sort', $1, true)";
    let set = Statement::from_sql_and_values(DbBackend::Postgres, set, [may.into()]);
    tx.execute_raw(set).await.map(drop)
}
