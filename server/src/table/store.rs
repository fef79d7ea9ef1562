//! The statements, made from the list. Names come from there alone; everything else is a parameter.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, QueryResult, Statement, Value};
use tenants::{Owner, RecordError, TenantId, TenantTx};

use super::{Cell, DATA, Kind, Row, Table};

type Db<T> = Result<T, DbErr>;

const CLEARED_AT_ONCE: u32 = 1_000;

impl From<Cell> for Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Uuid(cell) => cell.into(),
            Cell::Text(cell) => cell.into(),
            Cell::Small(cell) => cell.into(),
            Cell::Whole(cell) => cell.into(),
            Cell::Time(cell) => cell.into(),
            Cell::Json(cell) => cell.into(),
            Cell::Bytes(cell) => cell.into(),
        }
    }
}

fn cell(row: &QueryResult, name: &str, kind: Kind) -> Db<Cell> {
    Ok(match kind {
        Kind::Uuid => Cell::Uuid(row.try_get("", name)?),
        Kind::Text => Cell::Text(row.try_get("", name)?),
        Kind::Small => Cell::Small(row.try_get("", name)?),
        Kind::Whole => Cell::Whole(row.try_get("", name)?),
        Kind::Time => Cell::Time(row.try_get("", name)?),
        Kind::Json => Cell::Json(row.try_get("", name)?),
        Kind::Bytes => Cell::Bytes(row.try_get("", name)?),
    })
}

fn names(table: &Table) -> String {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    names.join(", ")
}

/// `($1, $2), ($3, $4), …`
fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> = (1..=columns)
            .map(|place| format!("${}", row * columns + place))
            .collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// By key, after the given one.
///
/// # Errors
/// The record is out of reach.
pub async fn page(tx: &TenantTx, table: &Table, after: Option<Vec<Cell>>, limit: u32) -> Db<Vec<Row>> {
    let key = table.key.join(", ");
    let (behind, values) = match after {
        None => (String::new(), Vec::new()),
        Some(after) => (
            format!("WHERE ({key}) > {} ", places(1, after.len())),
            after.into_iter().map(Value::from).collect(),
        ),
    };
    let sql = format!(
        "SELECT {} FROM {} {behind}ORDER BY {key} LIMIT {limit}",
        names(table),
        table.name
    );
    let asked = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    let rows = tx.query_all_raw(asked).await?;
    rows.iter()
        .map(|row| {
            let cells = table
                .columns
                .iter()
                .map(|column| cell(row, column.name, column.kind));
            Ok(Row(cells.collect::<Db<_>>()?))
        })
        .collect()
}

/// What is there already stays as it is.
///
/// # Errors
/// The record is out of reach.
pub async fn insert(tx: &TenantTx, table: &Table, rows: Vec<Row>) -> Db<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO {} ({}) VALUES {} ON CONFLICT DO NOTHING",
        table.name,
        names(table),
        places(rows.len(), table.columns.len())
    );
    let values = rows.into_iter().flat_map(|row| row.0).map(Value::from);
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    tx.execute_raw(statement).await.map(drop)
}

/// At most `limit` rows, the first ones by key; how many they were.
async fn delete_some(tx: &TenantTx, table: &Table, limit: u32) -> Db<u64> {
    let (name, key) = (table.name, table.key.join(", "));
    let sql = format!(
        "DELETE FROM {name} WHERE ({key}) IN (SELECT {key} FROM {name} ORDER BY {key} LIMIT {limit})"
    );
    let statement = Statement::from_string(tx.get_database_backend(), sql);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}

/// Every row of the tenant, children first, a thousand a transaction. May be called again.
///
/// # Errors
/// The record is out of reach: what is left is left.
pub async fn clear(owner: &Owner, tenant: TenantId) -> Result<(), RecordError> {
    for table in DATA.iter().rev() {
        loop {
            let tx = owner.begin(tenant).await?;
            let deleted = delete_some(&tx, table, CLEARED_AT_ONCE).await?;
            tx.commit().await?;
            if deleted < u64::from(CLEARED_AT_ONCE) {
                break;
            }
        }
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Count {
    rows: i64,
}

/// # Errors
/// The record is out of reach.
pub async fn count(tx: &TenantTx, table: &Table) -> Db<u64> {
    let sql = format!("SELECT count(*) AS rows FROM {}", table.name);
    let asked = Statement::from_string(tx.get_database_backend(), sql);
    let count = Count::find_by_statement(asked).one(tx).await?;
    Ok(count.map_or(0, |count| count.rows.unsigned_abs()))
}
