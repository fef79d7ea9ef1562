//! The control plane: tenants, members, keys, the audit log.

mod m20261121_000001_tenants;
mod m20261121_000002_members;
mod m20261121_000003_sessions;
mod m20261121_000004_signing_keys;
mod m20261121_000005_api_keys;
mod m20261121_000006_idempotency;
mod m20261121_000007_audit;
mod m20261121_000008_session_use;
mod m20261121_000009_attempts;
mod m20261121_000010_documents;
mod m20261121_000020_data_keys;
mod m20261121_000021_deletions;
mod m20261121_000021_totp;
mod m20261121_000030_support;
mod m20261121_000040_identity;
mod m20261124_000032_moves;
mod m20261124_000033_deletion_failures;

use sea_orm_migration::MigrationTrait;
use tenants::rls::Restricted;

pub(crate) fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m20261121_000001_tenants::Migration),
        Box::new(m20261121_000002_members::Migration),
        Box::new(m20261121_000003_sessions::Migration),
        Box::new(m20261121_000004_signing_keys::Migration),
        Box::new(m20261121_000005_api_keys::Migration),
        Box::new(m20261121_000006_idempotency::Migration),
        Box::new(m20261121_000007_audit::Migration),
        Box::new(m20261121_000008_session_use::Migration),
        Box::new(m20261121_000009_attempts::Migration),
        Box::new(m20261121_000010_documents::Migration),
        Box::new(m20261121_000020_data_keys::Migration),
        Box::new(m20261121_000021_deletions::Migration),
        Box::new(m20261121_000021_totp::Migration),
        Box::new(m20261121_000030_support::Migration),
        Box::new(m20261121_000040_identity::Migration),
        Box::new(m20261124_000032_moves::Migration),
        Box::new(m20261124_000033_deletion_failures::Migration),
    ]
}

/// Tables on which the server may do less than on the others.
pub(crate) fn restricted() -> Vec<Restricted> {
    m20261121_000007_audit::RESTRICTED.to_vec()
}
