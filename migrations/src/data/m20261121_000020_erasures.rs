//! Viewers who are to be forgotten, or have been.

use sea_orm_migration::prelude::*;

use crate::ddl::{self, Columns, Table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What the published list of a draw says of an entry whose viewer is erased: it can't be computed any more.
        let ticket = Columns {
            table: "entries",
            columns: &["ticket text"],
        };
        ddl::add_columns(manager, &ticket).await?;
        let erasures = Table {
            name: "erasures",
            columns: &[
                // What stands in the viewer's place.
                "pseudonym text NOT NULL",
                // Until all is done; then nobody knows it any more.
                "viewer_id text",
                // The campaigns that still hold something of the viewer.
                "pending :json NOT NULL",
                "requested_at :time NOT NULL",
                "finished_at :time",
            ],
            primary: "pseudonym",
            unique: &[],
            parents: &[],
            indexes: &["finished_at"],
        };
        ddl::data_table(manager, &erasures).await
    }
}
