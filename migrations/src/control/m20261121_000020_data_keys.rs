//! Each tenant's data key, where no folder is named for them. Goes with the tenant.

use crate::ddl::{Table, creates};

creates!(control_table: Table {
    name: "data_keys",
    columns: &[
        "tenant_id :uuid NOT NULL",
        // Sealed under the master key.
        "sealed :bytes NOT NULL",
    ],
    primary: "tenant_id",
    unique: &[],
    parents: &[("tenant_id", "tenants")],
    indexes: &[],
});
