//! The control plane's table of tenants.

use sea_orm::entity::prelude::*;

use super::Status;

pub(super) const ACTIVE: &str = "active";
const SUSPENDED: &str = "suspended";
const MOVING: &str = "moving";
const DELETING: &str = "deleting";

pub(super) const fn status_name(status: Status) -> &'static str {
    match status {
        Status::Active => ACTIVE,
        Status::Suspended => SUSPENDED,
        Status::Moving => MOVING,
        Status::Deleting => DELETING,
    }
}

/// Anything unknown is suspended: a tenant is served only when the table says so.
pub(super) fn status(name: &str) -> Status {
    match name {
        ACTIVE => Status::Active,
        MOVING => Status::Moving,
        DELETING => Status::Deleting,
        _ => Status::Suspended,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub slug: String,
    pub status: String,
    /// TOML, as it was applied.
    pub manifest: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
