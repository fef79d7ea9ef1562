//! Support access: what a channel's owner has granted to account managers, and which of their sessions went in.

use crate::ddl::{Table, creates};

creates!(control_table: Table {
    name: "support_grants",
    columns: &[
        "id :uuid NOT NULL",
        "tenant_id :uuid NOT NULL",
        "role text NOT NULL",
        "reason text NOT NULL",
        "granted_by :uuid NOT NULL",
        "granted_at :time NOT NULL",
        "expires_at :time NOT NULL",
        "revoked_at :time",
    ],
    primary: "id",
    unique: &[],
    parents: &[("tenant_id", "tenants")],
    indexes: &["tenant_id, granted_at"],
}, Table {
    name: "support_visits",
    columns: &[
        "id :uuid NOT NULL",
        "grant_id :uuid NOT NULL",
        "member_id :uuid NOT NULL",
        // Of the account manager's session: the SHA-256 of its token.
        "session_hash :bytes NOT NULL",
        "entered_at :time NOT NULL",
        "left_at :time",
    ],
    primary: "id",
    unique: &[],
    parents: &[("grant_id", "support_grants")],
    indexes: &["grant_id, entered_at", "session_hash"],
});
