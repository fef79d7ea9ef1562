//! What a claim costs the record is mostly its indexes. A grant's are two: it is named by its slot, and one key sees to it
//! that a viewer has one of a campaign and finds what a viewer has.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::ddl::{self, Table};

const GRANTS: Table = Table {
    name: "grants",
    columns: &[
        "campaign_id :uuid NOT NULL",
        "slot bigint NOT NULL",
        "viewer_id text NOT NULL",
        "nickname text NOT NULL",
        "money_minor bigint",
        "prize_id :uuid",
        "entry_number bigint",
        "status text NOT NULL",
        "granted_at :time NOT NULL",
    ],
    primary: "campaign_id, slot",
    unique: &["viewer_id, campaign_id"],
    parents: &[("campaign_id", "campaigns")],
    indexes: &[],
};

const ENTRIES: Table = Table {
    name: "entries",
    columns: &[
        "campaign_id :uuid NOT NULL",
        "number bigint NOT NULL",
        "viewer_id text NOT NULL",
        "nickname text NOT NULL",
        "entered_at :time NOT NULL",
        "ticket text",
    ],
    primary: "campaign_id, number",
    unique: &["campaign_id, viewer_id"],
    parents: &[("campaign_id", "campaigns")],
    indexes: &[],
};

const BALLOTS: Table = Table {
    name: "ballots",
    columns: &[
        "campaign_id :uuid NOT NULL",
        "viewer_id text NOT NULL",
        "choices bigint NOT NULL",
        "cast_at :time NOT NULL",
    ],
    primary: "campaign_id, viewer_id",
    unique: &[],
    parents: &[("campaign_id", "campaigns")],
    indexes: &[],
};

const POSTGRES: [&str; 2] = [
    "DROP INDEX grants_by_0",
    "ALTER TABLE grants DROP CONSTRAINT grants_pkey, DROP CONSTRAINT grants_tenant_id_campaign_id_slot_key, \
     DROP CONSTRAINT grants_tenant_id_campaign_id_viewer_id_key, DROP COLUMN id, \
     ADD PRIMARY KEY (tenant_id, campaign_id, slot), ADD UNIQUE (tenant_id, viewer_id, campaign_id)",
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Also on SQLite: nobody is to find a table under its old name.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            for statement in POSTGRES {
                ddl::run(manager, statement).await?;
            }
            return Ok(());
        }
        for table in [&GRANTS, &ENTRIES, &BALLOTS] {
            ddl::lay_by_key(manager, table).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use sea_orm_migration::sea_orm::{ConnectOptions, Database, Statement};

    use super::*;
    use crate::Data;

    const CLAIMS: &str = "
        INSERT INTO grants VALUES (x'01', x'aa', 3, 'ann', 'Ann', 188, NULL, NULL, 'GRANTED', '2026-11-24T20:00:00.000001+00:00');
        INSERT INTO grants VALUES (x'02', x'aa', 1, 'bob', '', NULL, x'bb', 7, 'GRANTED', '2026-11-24T20:00:01+00:00');
        INSERT INTO entries VALUES (x'aa', 1, 'ann', 'Ann', '2026-11-24T20:00:00+00:00', NULL);
        INSERT INTO entries VALUES (x'aa', 2, 'erased:1', '', '2026-11-24T20:00:00+00:00', 'ticket');
        INSERT INTO ballots VALUES (x'aa', 'ann', 5, '2026-11-24T20:00:00+00:00')";

    async fn told(database: &impl ConnectionTrait, sql: &str) -> String {
        let asked = Statement::from_string(DbBackend::Sqlite, sql);
        let row = database.query_one_raw(asked).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// What stood in the tables before the change stands in them afterwards.
    #[tokio::test]
    #[expect(
        clippy::disallowed_methods,
        reason = "a database of the test's own, in memory"
    )]
    async fn claims_survive() {
        let mut options = ConnectOptions::new("sqlite::memory:");
        options.max_connections(1);
        let database = Database::connect(options).await.unwrap();
        let before = Data::migrations()
            .iter()
            .position(|one| one.name() == Migration.name())
            .unwrap();
        Data::up(&database, before.try_into().ok()).await.unwrap();
        database
            .execute_unprepared("PRAGMA foreign_keys = off")
            .await
            .unwrap();
        database.execute_unprepared(CLAIMS).await.unwrap();
        let all = |table: &Table| {
            let columns = table.columns.iter().filter_map(|column| column.split(' ').next());
            let columns: Vec<String> = columns.map(|column| format!("quote({column})")).collect();
            let columns = columns.join(" || ',' || ");
            format!(
                "SELECT group_concat(claim, ';') FROM (SELECT {columns} AS claim FROM {} ORDER BY 1)",
                table.name
            )
        };
        let tables = [GRANTS, ENTRIES, BALLOTS];
        let mut stood = Vec::new();
        for table in &tables {
            stood.push(told(&database, &all(table)).await);
        }
        assert!(stood[0].contains("'Ann',188,NULL,NULL,'GRANTED'"), "{stood:?}");

        Data::up(&database, None).await.unwrap();
        for (table, stood) in tables.iter().zip(stood) {
            assert_eq!(told(&database, &all(table)).await, stood);
            let made = format!("SELECT sql FROM sqlite_master WHERE name = '{}'", table.name);
            assert!(
                told(&database, &made).await.contains("WITHOUT ROWID"),
                "{}",
                table.name
            );
        }
    }
}
