//! Staff. `scope` is the tenant's id or `platform`, so that an e-mail is unique in either: a NULL tenant would not be.

use crate::ddl::{Table, creates};

creates!(control_table: Table {
    name: "members",
    columns: &[
        "id :uuid NOT NULL",
        "scope text NOT NULL",
        // Null for account managers.
        "tenant_id :uuid",
        "email text NOT NULL",
        "name text NOT NULL",
        "role text NOT NULL",
        // Argon2id, as a PHC string.
        "password_hash text NOT NULL",
        "created_at :time NOT NULL",
        "last_signed_in_at :time",
    ],
    primary: "id",
    unique: &["scope, email"],
    parents: &[("tenant_id", "tenants")],
    indexes: &[],
});
