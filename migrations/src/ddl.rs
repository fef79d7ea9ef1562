//! Tables in one notation for both databases.
//!
//! Columns are SQL with `:uuid`, `:time`, `:json` and `:bytes` for the types that differ. A data-plane table gets its
//! `tenant_id` here: on PostgreSQL it leads every key and row level security is forced; a SQLite file is one tenant's.

use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr};
use tenants::rls;

pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
    /// Columns of the primary key, with commas between them.
    pub(crate) primary: &'static str,
    pub(crate) unique: &'static [&'static str],
    /// `(column, parent table)`: the parent's key is its `id`.
    pub(crate) parents: &'static [(&'static str, &'static str)],
    pub(crate) indexes: &'static [&'static str],
}

/// Columns that come later. Each may be null: a node of the version before still writes rows without them.
pub(crate) struct Columns {
    pub(crate) table: &'static str,
    pub(crate) columns: &'static [&'static str],
}

fn is_postgres(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Postgres
}

pub(crate) async fn run(manager: &SchemaManager<'_>, statement: &str) -> Result<(), DbErr> {
    manager
        .get_connection()
        .execute_unprepared(statement)
        .await
        .map(drop)
}

/// A table of the control plane.
pub(crate) async fn control_table(manager: &SchemaManager<'_>, table: &Table) -> Result<(), DbErr> {
    create(manager, table, "").await
}

pub(crate) async fn add_columns(manager: &SchemaManager<'_>, columns: &Columns) -> Result<(), DbErr> {
    for column in columns.columns {
        let column = typed(column, is_postgres(manager));
        run(
            manager,
            &format!("ALTER TABLE {} ADD COLUMN {column}", columns.table),
        )
        .await?;
    }
    Ok(())
}

/// A table of the data plane: every row is one tenant's.
pub(crate) async fn data_table(manager: &SchemaManager<'_>, table: &Table) -> Result<(), DbErr> {
    if !is_postgres(manager) {
        return create(manager, table, "").await;
    }
    create(manager, table, "tenant_id, ").await?;
    for statement in rls::protect(table.name) {
        run(manager, &statement).await?;
    }
    Ok(())
}

/// SQLite: makes the table anew, as `table` has it, with its rows in the order of the primary key. With row ids of its own
/// each row would be written into one more tree, by which nothing is looked for.
pub(crate) async fn lay_by_key(manager: &SchemaManager<'_>, table: &Table) -> Result<(), DbErr> {
    let name = table.name;
    let columns: Vec<&str> = table
        .columns
        .iter()
        .filter_map(|column| column.split(' ').next())
        .collect();
    let columns = columns.join(", ");
    for statement in [
        format!("ALTER TABLE {name} RENAME TO {name}_before"),
        format!("CREATE TABLE {name} ({}) WITHOUT ROWID", parts(table, "", false)),
        format!("INSERT INTO {name} ({columns}) SELECT {columns} FROM {name}_before"),
        format!("DROP TABLE {name}_before"),
    ] {
        run(manager, &statement).await?;
    }
    index(manager, table, "").await
}

async fn create(manager: &SchemaManager<'_>, table: &Table, scope: &str) -> Result<(), DbErr> {
    let parts = parts(table, scope, is_postgres(manager));
    run(manager, &format!("CREATE TABLE {} ({parts})", table.name)).await?;
    index(manager, table, scope).await
}

fn parts(table: &Table, scope: &str, postgres: bool) -> String {
    let mut parts = Vec::new();
    if !scope.is_empty() {
        parts.push("tenant_id uuid NOT NULL DEFAULT current_tenant()".to_owned());
    }
    parts.extend(table.columns.iter().map(|column| typed(column, postgres)));
    parts.push(format!("PRIMARY KEY ({scope}{})", table.primary));
    parts.extend(
        table
            .unique
            .iter()
            .map(|columns| format!("UNIQUE ({scope}{columns})")),
    );
    parts.extend(table.parents.iter().map(|(column, parent)| {
        format!("FOREIGN KEY ({scope}{column}) REFERENCES {parent} ({scope}id) ON DELETE CASCADE")
    }));
    parts.join(", ")
}

async fn index(manager: &SchemaManager<'_>, table: &Table, scope: &str) -> Result<(), DbErr> {
    for (number, columns) in table.indexes.iter().enumerate() {
        let name = format!("{}_by_{number}", table.name);
        run(
            manager,
            &format!("CREATE INDEX {name} ON {} ({scope}{columns})", table.name),
        )
        .await?;
    }
    Ok(())
}

fn typed(column: &str, postgres: bool) -> String {
    let types = [
        (":uuid", "uuid", "blob"),
        (":time", "timestamptz", "text"),
        (":json", "jsonb", "text"),
        (":bytes", "bytea", "blob"),
    ];
    types.iter().fold(column.to_owned(), |sql, (token, pg, lite)| {
        sql.replace(token, if postgres { pg } else { lite })
    })
}

/// Names a migration after its file and makes it create these tables.
macro_rules! creates {
    ($kind:ident: $($table:expr),+ $(,)?) => {
        use sea_orm_migration::prelude::*;

        #[derive(DeriveMigrationName)]
        pub(crate) struct Migration;

        #[async_trait::async_trait]
        impl MigrationTrait for Migration {
            async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
                $(crate::ddl::$kind(manager, &$table).await?;)+
                Ok(())
            }
        }
    };
}
pub(crate) use creates;
