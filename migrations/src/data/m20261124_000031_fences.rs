//! Where a tenant's rows may be written and read (`tenants::fence`). A row closes; there is nearly never one. Only the owner
//! writes here: the server's role may look.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;
use tenants::fence;
use tenants::rls::Restricted;

use crate::ddl::{self, Table};

pub(crate) const RESTRICTED: &[Restricted] = &[Restricted {
    table: "fences",
    rights: "SELECT",
}];

const FENCES: Table = Table {
    name: "fences",
    columns: &["closes text NOT NULL"],
    primary: "closes",
    unique: &[],
    parents: &[],
    indexes: &[],
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::data_table(manager, &FENCES).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            ddl::run(manager, fence::ENTER).await?;
        }
        Ok(())
    }
}
