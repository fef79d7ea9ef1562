//! The control plane: tenants, members, keys.

mod m20261121_000001_tenants;

use sea_orm_migration::MigrationTrait;

pub(crate) fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(m20261121_000001_tenants::Migration)]
}
