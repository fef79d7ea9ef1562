//! Moves of channels between databases: one under way, or the last one.

use crate::ddl::{Table, creates};

creates!(control_table: Table {
    name: "moves",
    columns: &[
        "tenant_id :uuid NOT NULL",
        "step text NOT NULL",
        // As a manifest names placements.
        "target text NOT NULL",
        "rows_total bigint NOT NULL",
        "rows_copied bigint NOT NULL",
        // The table that is being copied, and the key of the last row that is there.
        "at :json",
        // Rows and hash of each table, the same on both sides.
        "proof :json",
        "started_at :time NOT NULL",
        "ended_at :time",
    ],
    primary: "tenant_id",
    unique: &[],
    parents: &[("tenant_id", "tenants")],
    indexes: &[],
});
