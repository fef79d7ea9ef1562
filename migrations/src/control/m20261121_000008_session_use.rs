//! When a session was last used, from where, and whether a second factor stood behind it. Null in sessions opened before.

use crate::ddl::{Columns, creates};

creates!(add_columns: Columns {
    table: "sessions",
    columns: &[
        "last_used_at :time",
        // Of whoever signed in: shown to nobody but the member.
        "address text",
        "agent text",
        "second_factor_at :time",
    ],
});
