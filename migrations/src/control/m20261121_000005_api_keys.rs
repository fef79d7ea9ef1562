//! What the channels' back ends sign in with. Of a key only the SHA-256 is kept.

use crate::ddl::{Table, creates};

creates!(control_table: Table {
    name: "api_keys",
    columns: &[
        "id :uuid NOT NULL",
        "tenant_id :uuid NOT NULL",
        "name text NOT NULL",
        // The first characters, to tell keys apart.
        "hint text NOT NULL",
        "secret_hash :bytes NOT NULL",
        "created_at :time NOT NULL",
        "last_used_at :time",
        "revoked_at :time",
    ],
    primary: "id",
    unique: &["secret_hash"],
    parents: &[("tenant_id", "tenants")],
    indexes: &["tenant_id, created_at"],
});
