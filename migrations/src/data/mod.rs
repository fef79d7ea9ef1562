//! The data plane: shows, campaigns and what viewers did in them. Every row is one tenant's.

mod m20261121_000001_scope;
mod m20261121_000002_shows;
mod m20261121_000003_campaigns;
mod m20261121_000004_grants;
mod m20261121_000005_entries;
mod m20261121_000006_ballots;
mod m20261121_000007_comments;
mod m20261121_000008_activity;
mod m20261121_000009_audit_outbox;
mod m20261121_000020_erasures;
mod m20261121_000030_shards;
mod m20261124_000031_fences;
mod m20261125_000034_claims;
mod m20261128_000035_comment_order;

use sea_orm_migration::MigrationTrait;
use tenants::rls::Restricted;

pub(crate) fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m20261121_000001_scope::Migration),
        Box::new(m20261121_000002_shows::Migration),
        Box::new(m20261121_000003_campaigns::Migration),
        Box::new(m20261121_000004_grants::Migration),
        Box::new(m20261121_000005_entries::Migration),
        Box::new(m20261121_000006_ballots::Migration),
        Box::new(m20261121_000007_comments::Migration),
        Box::new(m20261121_000008_activity::Migration),
        Box::new(m20261121_000009_audit_outbox::Migration),
        Box::new(m20261121_000020_erasures::Migration),
        Box::new(m20261121_000030_shards::Migration),
        Box::new(m20261124_000031_fences::Migration),
        Box::new(m20261125_000034_claims::Migration),
        Box::new(m20261128_000035_comment_order::Migration),
    ]
}

/// Tables on which the server may do less than on the others.
pub(crate) fn restricted() -> Vec<Restricted> {
    m20261124_000031_fences::RESTRICTED.to_vec()
}
