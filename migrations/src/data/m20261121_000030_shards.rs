//! Over how many shards a campaign's hot state is dealt: fixed when it is scheduled, none for one.

use sea_orm_migration::prelude::*;

use crate::ddl::{Columns, add_columns};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let shards = Columns {
            table: "campaigns",
            columns: &["shards bigint"],
        };
        add_columns(manager, &shards).await
    }
}
