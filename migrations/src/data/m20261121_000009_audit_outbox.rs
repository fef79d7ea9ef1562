//! Actions on their way to the audit log, which is in the control plane and perhaps on another server: written with the
//! action itself, taken out once the log has them.

use crate::ddl::{Table, creates};

creates!(data_table: Table {
    name: "audit_outbox",
    columns: &[
        "id :uuid NOT NULL",
        "at :time NOT NULL",
        "entry :json NOT NULL",
    ],
    primary: "id",
    unique: &[],
    parents: &[],
    indexes: &["at"],
});
