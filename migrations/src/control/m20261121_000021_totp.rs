//! Second factors. The secret is sealed under the master key; of a recovery code only a keyed digest is kept.

use sea_orm_migration::prelude::*;

use crate::ddl::{Columns, Table, add_columns, control_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TOTP: Table = Table {
    name: "totp",
    columns: &[
        "member_id :uuid NOT NULL",
        "secret :bytes NOT NULL",
        "created_at :time NOT NULL",
        // The last step whose code was taken: each is good once.
        "last_step bigint NOT NULL",
    ],
    primary: "member_id",
    unique: &[],
    parents: &[("member_id", "members")],
    indexes: &[],
};

const RECOVERY_CODES: Table = Table {
    name: "recovery_codes",
    columns: &["member_id :uuid NOT NULL", "digest :bytes NOT NULL"],
    primary: "member_id, digest",
    unique: &[],
    parents: &[("member_id", "members")],
    indexes: &[],
};

/// Since when a code is asked for at sign-in. Null: none is.
const MEMBERS: Columns = Columns {
    table: "members",
    columns: &["second_factor_at :time"],
};

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        control_table(manager, &TOTP).await?;
        control_table(manager, &RECOVERY_CODES).await?;
        add_columns(manager, &MEMBERS).await
    }
}
