//! Channels that are to be deleted, or have been. No parent: a row is what is left when the channel is gone, and keeps
//! its slug from being anybody else's.

use crate::ddl::{Table, creates};

creates!(control_table: Table {
    name: "deletions",
    columns: &[
        "tenant_id :uuid NOT NULL",
        "slug text NOT NULL",
        "step text NOT NULL",
        "suspended boolean NOT NULL",
        // SHA-256 of the code that confirms it.
        "code_hash :bytes",
        // Account managers' ids, never their names.
        "requested_by text NOT NULL",
        "requested_at :time NOT NULL",
        "confirmed_by text",
        "due_at :time",
        "done_at :time",
    ],
    primary: "tenant_id",
    unique: &["slug"],
    parents: &[],
    indexes: &[],
});
