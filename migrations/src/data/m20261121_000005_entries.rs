//! Who entered a lucky draw, in order.

use crate::ddl::{Table, creates};

creates!(data_table: Table {
    name: "entries",
    columns: &[
        "campaign_id :uuid NOT NULL",
        "number bigint NOT NULL",
        "viewer_id text NOT NULL",
        "nickname text NOT NULL",
        "entered_at :time NOT NULL",
    ],
    primary: "campaign_id, number",
    unique: &["campaign_id, viewer_id"],
    parents: &[("campaign_id", "campaigns")],
    indexes: &[],
});
