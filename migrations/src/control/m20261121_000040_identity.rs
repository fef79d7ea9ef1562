//! Keys that are revoked, and the public keys of a channel's own identity provider.

use sea_orm_migration::prelude::*;

use crate::ddl::{Columns, Table, add_columns, control_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What the provider said last, for every node: a restart in the middle of a show must not depend on it.
const IDENTITY_KEYS: Table = Table {
    name: "identity_keys",
    columns: &[
        "tenant_id :uuid NOT NULL",
        "jwks_url text NOT NULL",
        // As it was fetched; null before the first time.
        "jwks text",
        "fetched_at :time",
        // Moved on by whoever asks next, so that one node asks for all.
        "tried_at :time NOT NULL",
        // Why the last try failed.
        "fault text",
    ],
    primary: "tenant_id",
    unique: &[],
    parents: &[("tenant_id", "tenants")],
    indexes: &[],
};

/// Keys of a channel's own identity that are not believed, whatever its provider says.
const DENIED_KEYS: Table = Table {
    name: "denied_keys",
    columns: &[
        "tenant_id :uuid NOT NULL",
        "kid text NOT NULL",
        "denied_at :time NOT NULL",
    ],
    primary: "tenant_id, kid",
    unique: &[],
    parents: &[("tenant_id", "tenants")],
    indexes: &[],
};

const SIGNING_KEYS: Columns = Columns {
    table: "signing_keys",
    columns: &["revoked_at :time"],
};

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        control_table(manager, &IDENTITY_KEYS).await?;
        control_table(manager, &DENIED_KEYS).await?;
        add_columns(manager, &SIGNING_KEYS).await
    }
}
