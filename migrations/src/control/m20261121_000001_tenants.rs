//! Who the tenants are: the manifest as it was applied.

use crate::ddl::{Table, creates};

creates!(control_table: Table {
    name: "tenants",
    columns: &[
        "id :uuid NOT NULL",
        "slug text NOT NULL",
        "status text NOT NULL",
        "manifest text NOT NULL",
        "created_at :time NOT NULL",
        "updated_at :time NOT NULL",
    ],
    primary: "id",
    unique: &["slug"],
    parents: &[],
    indexes: &[],
});
