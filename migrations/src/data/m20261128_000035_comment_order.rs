//! Comments by state: the state leads. With the campaign first this index and the unique key began alike, and PostgreSQL, which
//! knows no sizes here (`tenants::rls`), took the one for as good as the other: to see when a viewer had last written it
//! read all that everybody had.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let scope = match manager.get_database_backend() {
            DbBackend::Postgres => "tenant_id, ",
            _ => "",
        };
        ddl::run(manager, "DROP INDEX comments_by_0").await?;
        let index = format!("CREATE INDEX comments_by_0 ON comments ({scope}status, campaign_id, id)");
        ddl::run(manager, &index).await
    }
}
