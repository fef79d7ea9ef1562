//! Who is signed in. Of a session's token only the SHA-256 is kept.

use crate::ddl::{Table, creates};

creates!(control_table: Table {
    name: "sessions",
    columns: &[
        "token_hash :bytes NOT NULL",
        "member_id :uuid NOT NULL",
        "created_at :time NOT NULL",
        "expires_at :time NOT NULL",
    ],
    primary: "token_hash",
    unique: &[],
    parents: &[("member_id", "members")],
    indexes: &["member_id", "expires_at"],
});
