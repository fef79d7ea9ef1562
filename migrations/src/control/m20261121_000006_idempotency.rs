//! Mutations sent with an `Idempotency-Key`. A row without a response is a reservation: somebody is at it.

use crate::ddl::{Table, creates};

creates!(control_table: Table {
    name: "idempotency",
    columns: &[
        // Who asked: two callers with the same key never meet.
        "scope text NOT NULL",
        "key text NOT NULL",
        "request_hash :bytes NOT NULL",
        "reserved_at :time NOT NULL",
        "status integer",
        // Sealed: it may hold a secret that is shown once.
        "response :bytes",
        "created_at :time NOT NULL",
    ],
    primary: "scope, key",
    unique: &[],
    parents: &[],
    indexes: &["created_at"],
});
