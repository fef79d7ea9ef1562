//! How often signing in has failed, by account and by address. The key is a keyed digest: the table lists neither.

use crate::ddl::{Table, creates};

creates!(control_table: Table {
    name: "sign_in_attempts",
    columns: &[
        "key :bytes NOT NULL",
        "failures integer NOT NULL",
        "last_at :time NOT NULL",
        "kept_until :time NOT NULL",
    ],
    primary: "key",
    unique: &[],
    parents: &[],
    indexes: &["kept_until"],
});
