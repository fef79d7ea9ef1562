//! The function that names the tenant of a transaction, which every policy asks.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;
use tenants::rls;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            crate::ddl::run(manager, rls::CURRENT_TENANT).await?;
        }
        Ok(())
    }
}
