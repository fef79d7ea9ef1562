//! The control plane: tenants, members, keys.

mod m20261121_000001_tenants;
mod m20261121_000002_members;
mod m20261121_000003_sessions;
mod m20261121_000004_signing_keys;
mod m20261121_000005_api_keys;
mod m20261121_000006_idempotency;

use sea_orm_migration::MigrationTrait;

pub(crate) fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m20261121_000001_tenants::Migration),
        Box::new(m20261121_000002_members::Migration),
        Box::new(m20261121_000003_sessions::Migration),
        Box::new(m20261121_000004_signing_keys::Migration),
        Box::new(m20261121_000005_api_keys::Migration),
        Box::new(m20261121_000006_idempotency::Migration),
    ]
}
