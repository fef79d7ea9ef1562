//! The table of deletions. A row outlives its channel: it is all that is left of it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Step {
    /// A code was told; nothing has happened.
    Requested,
    /// Confirmed: at `due_at` it begins. Can be taken back.
    Waiting,
    /// Under way, for good.
    Purging,
    Done,
    /// Taken back.
    Restored,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deletions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    pub slug: String,
    pub step: Step,
    /// Whether it was suspended before.
    pub suspended: bool,
    #[sea_orm(column_type = "VarBinary(StringLen::None)", nullable)]
    pub code_hash: Option<Vec<u8>>,
    pub requested_by: String,
    pub requested_at: DateTimeUtc,
    pub confirmed_by: Option<String>,
    pub due_at: Option<DateTimeUtc>,
    pub done_at: Option<DateTimeUtc>,
    /// Codes that were wrong since this one was told.
    pub failures: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
