//! The isolation kernel. Everything that touches a tenant's data goes through one value, the [`Tenant`] handle:
//! there is no function here or above that takes a bare tenant id and a connection.
//!
//! - [`Manifest`] says what a tenant is; [`Registry`] knows them all and makes the handles.
//! - [`Tenant::read`] and [`Tenant::write`] open a transaction in which only that tenant's rows exist ([`TenantTx`]).
//! - [`Tenant::hot`] names the tenant's hot state: no key is built elsewhere ([`Hot`]).
//! - [`Tenant::budget`] is what the tenant may spend ([`Budget`]).
//!
//! Pools, the registry's table and Redis keys are private to this crate. Underneath, PostgreSQL says no again
//! ([`rls`]); with SQLite each tenant has a file of its own.

mod batch;
mod budget;
mod bulk;
mod bulkhead;
mod by_key;
mod database;
pub mod fence;
mod hot;
mod ids;
mod jwks;
mod lease;
mod link;
mod manifest;
mod money;
mod own;
mod owner;
mod registry;
pub mod rls;
mod storage;
mod tenant;
mod tx;

pub use batch::{Batch, Column, Gate, Lot, New, Rows, Same};
pub use budget::Budget;
pub use bulk::insert_new;
pub use by_key::find_by_keys;
pub use fence::open_fence;
pub use hot::{Args, Hot, HotError, Script, Shard};
pub use ids::{Slug, TenantId};
pub use jwks::{Jwks, Material, NoJwks, PublicKey};
pub use lease::Lease;
pub use manifest::{
    Branding, Change, Identity, KeySource, Manifest, ManifestError, Names, Placement, Problem, Quotas,
};
pub use money::{MoneyError, format_minor, parse_minor};
pub use owner::{IN_TURN, Owner, Plane};
pub use registry::{Absent, Entry, Pending, Registry, Status, Turn};
pub use storage::Storage;
pub use tenant::Tenant;
pub use tx::{ControlTx, RecordError, TenantTx};

pub use iso_currency::Currency;
