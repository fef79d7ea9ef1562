//! The documents that a channel's app has published: what its viewers may ask. A document is its hash, so a row's words
//! never change; a retired one stays, to be told apart from one that never was.

use crate::ddl::{Table, creates};

creates!(control_table: Table {
    name: "documents",
    columns: &[
        "tenant_id :uuid NOT NULL",
        // SHA-256 of `body`.
        "hash :bytes NOT NULL",
        "operation text NOT NULL",
        "body text NOT NULL",
        "cost bigint NOT NULL",
        "published_at :time NOT NULL",
        // Nodes read a channel's documents again when this has moved.
        "changed_at :time NOT NULL",
        "retired_at :time",
    ],
    primary: "tenant_id, hash",
    unique: &[],
    parents: &[("tenant_id", "tenants")],
    indexes: &[],
});
