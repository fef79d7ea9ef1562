//! Many rows in one statement, of which those are written that nothing stands in the way of.
//!
//! PostgreSQL takes one array a column (`INSERT … SELECT … FROM unnest`): one short statement, prepared once, however
//! many rows. SQLite has no arrays: it takes rows by the power of two, so that a handful of prepared statements will do.

use std::collections::HashSet;
use std::hash::Hash;

use sea_orm::sea_query::{ArrayType, OnConflict};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, DbErr, EntityName, EntityTrait, IdenStatic, Iterable,
    QueryResult, QueryTrait, Statement, TryGetable, Value,
};

use crate::tx::TenantTx;

/// SQLite binds at most 32,766 values to a statement.
const SQLITE_ROWS_MAX: usize = 512;

/// Writes the rows that meet no unique key, neither one that stands nor one of an earlier row of these. Returns the
/// `key` of each that was written. All rows must set the same columns.
///
/// # Errors
/// The record is out of reach or refuses the data; then the transaction can only be given up.
pub async fn insert_new<A, K>(
    tx: &TenantTx,
    rows: Vec<A>,
    key: <A::Entity as EntityTrait>::Column,
) -> Result<HashSet<K>, DbErr>
where
    A: ActiveModelTrait,
    K: TryGetable + Eq + Hash,
{
    if rows.is_empty() {
        return Ok(HashSet::new());
    }
    let written = if tx.get_database_backend() == DbBackend::Postgres {
        tx.query_all_raw(unnest(&rows, key)?).await?
    } else {
        by_powers_of_two(tx, rows, key).await?
    };
    written.iter().map(|row| row.try_get("", key.as_str())).collect()
}

fn unnest<A: ActiveModelTrait>(
    rows: &[A],
    key: <A::Entity as EntityTrait>::Column,
) -> Result<Statement, DbErr> {
    let mut names = Vec::new();
    let mut arrays: Vec<Value> = Vec::new();
    for column in <A::Entity as EntityTrait>::Column::iter() {
        let values: Vec<Value> = rows
            .iter()
            .filter_map(|row| row.get(column).into_value())
            .filter(Value::is_some)
            .collect();
        let Some(first) = values.first() else {
            continue;
        };
        if values.len() != rows.len() {
            let message = format!("{} is set in some rows of a batch alone", column.as_str());
            return Err(DbErr::Custom(message));
        }
        let of: ArrayType = first.array_type();
        names.push(format!("\"{}\"", column.as_str()));
        arrays.push(Value::Array(of, Some(Box::new(values))));
    }
    let places: Vec<String> = (1..=arrays.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "INSERT INTO \"{}\" ({}) SELECT * FROM unnest({}) ON CONFLICT DO NOTHING RETURNING \"{}\"",
        A::Entity::default().table_name(),
        names.join(", "),
        places.join(", "),
        key.as_str(),
    );
    Ok(Statement::from_sql_and_values(DbBackend::Postgres, sql, arrays))
}

async fn by_powers_of_two<A: ActiveModelTrait>(
    tx: &TenantTx,
    mut rows: Vec<A>,
    key: <A::Entity as EntityTrait>::Column,
) -> Result<Vec<QueryResult>, DbErr> {
    let mut written = Vec::with_capacity(rows.len());
    while !rows.is_empty() {
        let size = (1 << rows.len().ilog2()).min(SQLITE_ROWS_MAX);
        let rest = rows.split_off(size);
        let statement = A::Entity::insert_many(rows)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .into_query()
            .returning_col(key)
            .to_owned();
        written.extend(tx.query_all(&statement).await?);
        rows = rest;
    }
    Ok(written)
}
