//! The tenants' keyrings. The newest key that is not retired signs; a retired one verifies until `expires_at`.

use crate::ddl::{Table, creates};

creates!(control_table: Table {
    name: "signing_keys",
    columns: &[
        "kid text NOT NULL",
        "tenant_id :uuid NOT NULL",
        "algorithm text NOT NULL",
        "public_key :bytes NOT NULL",
        // Sealed under a key derived from the master key.
        "private_key :bytes NOT NULL",
        "not_before :time NOT NULL",
        "retired_at :time",
        "expires_at :time",
    ],
    primary: "kid",
    unique: &[],
    parents: &[("tenant_id", "tenants")],
    indexes: &["tenant_id"],
});
