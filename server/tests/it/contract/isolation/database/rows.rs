//! Rows for any table, made up from the types of its columns, so that a value tells whose it is.

use sea_orm::DatabaseConnection;
use uuid::Uuid;

use super::scratch::{begin, run};
use super::table::{Parent, Table};

/// Enough for a value that they share to be remarkable to the planner.
pub const MANY: usize = 400;

/// `count` rows of a tenant in every table. The first one of a table is [`row`].
pub async fn fill(database: &DatabaseConnection, tables: &[Table], tenant: Uuid, count: usize) {
    for table in tables {
        let names = names(table);
        let values: Vec<String> = (table.columns.iter())
            .map(|(name, kind)| value(table, name, kind, tenant, table.is_key(name).then_some("n")))
            .collect();
        begin(database, Some(tenant)).await;
        let insert = format!(
            "INSERT INTO {} ({names}) SELECT {} FROM generate_series(0, {}) AS n",
            table.full_name(),
            values.join(", "),
            count - 1
        );
        run(database, &insert).await;
        run(database, "COMMIT").await;
    }
}

pub fn names(table: &Table) -> String {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
    names.join(", ")
}

/// The values of a tenant's first row, in the order of [`names`].
pub fn row(table: &Table, tenant: Uuid) -> Vec<String> {
    (table.columns.iter())
        .map(|(name, kind)| value(table, name, kind, tenant, table.is_key(name).then_some("0")))
        .collect()
}

/// The same with another tenant's parent in the place of one's own; `nobody` for one that never was.
pub fn row_below(table: &Table, tenant: Uuid, parent: &Parent, owner: Uuid) -> Vec<String> {
    let mut values = row(table, tenant);
    for ((name, _), value) in table.columns.iter().zip(&mut values) {
        if let Some((_, there)) = parent.columns.iter().find(|(here, _)| here == name) {
            *value = made_up(&parent.table, there, "uuid", owner, Some("0"));
        }
    }
    values
}

/// An SQL expression. A parent is always the first row of its table.
pub fn value(table: &Table, name: &str, kind: &str, tenant: Uuid, number: Option<&str>) -> String {
    for parent in &table.parents {
        if let Some((_, there)) = parent.columns.iter().find(|(here, _)| here == name) {
            return made_up(&parent.table, there, kind, tenant, Some("0"));
        }
    }
    made_up(&table.name, name, kind, tenant, number)
}

fn made_up(table: &str, name: &str, kind: &str, tenant: Uuid, number: Option<&str>) -> String {
    let text = match number {
        Some(number) => format!("('{tenant} {table} {name} ' || {number})"),
        None => format!("'{tenant} {table} {name}'"),
    };
    let own = tenant.as_u128() % 1_000;
    let number = number.unwrap_or("0");
    match kind {
        "uuid" => format!("md5({text})::uuid"),
        "text" | "character varying" => text,
        "bigint" | "integer" | "smallint" => format!("{own} + {number}"),
        "boolean" => "true".to_owned(),
        "timestamp with time zone" => {
            format!("'2027-01-01T00:00:00Z'::timestamptz + interval '1 minute' * ({own} + {number})")
        }
        "jsonb" => format!("jsonb_build_object('of', {text})"),
        "bytea" => format!("decode(md5({text}), 'hex')"),
        "text[]" => format!("ARRAY[{text}]"),
        other => panic!("{table}.{name} is of a type without an example: say here what a {other} looks like"),
    }
}
