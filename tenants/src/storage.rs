//! Where the platform keeps its data: two profiles, told apart by whether a database address is given.

use std::path::PathBuf;
use std::time::Duration;

/// Connection addresses and sizes. With `database_url` the record is PostgreSQL, without it one SQLite file a tenant
/// under `data_dir`; with `redis_url` the hot state is Redis, without it this process.
#[derive(Clone, Debug)]
pub struct Storage {
    pub data_dir: PathBuf,
    /// The server's role: neither owner nor `BYPASSRLS`.
    pub database_url: Option<String>,
    /// The owner's role: `migrate` alone uses it.
    pub database_owner_url: Option<String>,
    pub redis_url: Option<String>,
    /// PostgreSQL connections of one node to one database.
    pub connections_max: u32,
    /// How long a request waits for a connection before it is told that the platform is overloaded.
    pub acquire_timeout: Duration,
    /// How long a call to Redis may take before the record alone decides.
    pub hot_timeout: Duration,
}
