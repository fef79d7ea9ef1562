//! The ledger: append-only, one row a grant. Its two unique keys decide who won what, whatever the hot state believed.

use crate::ddl::{Table, creates};

creates!(data_table: Table {
    name: "grants",
    columns: &[
        "id :uuid NOT NULL",
        "campaign_id :uuid NOT NULL",
        "slot bigint NOT NULL",
        "viewer_id text NOT NULL",
        "nickname text NOT NULL",
        "money_minor bigint",
        "prize_id :uuid",
        // Lucky draw: the entry that won.
        "entry_number bigint",
        "status text NOT NULL",
        "granted_at :time NOT NULL",
    ],
    primary: "id",
    unique: &["campaign_id, slot", "campaign_id, viewer_id"],
    parents: &[("campaign_id", "campaigns")],
    indexes: &["viewer_id, granted_at"],
});
