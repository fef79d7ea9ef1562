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
