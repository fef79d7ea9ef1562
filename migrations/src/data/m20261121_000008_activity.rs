//! Tries and outcomes by campaign, minute and node. Each node writes its own rows whole, so that writing again is harmless.

use crate::ddl::{Table, creates};

creates!(data_table: Table {
    name: "activity",
    columns: &[
        "campaign_id :uuid NOT NULL",
        "minute :time NOT NULL",
        "node text NOT NULL",
        "tries bigint NOT NULL",
        "money_minor bigint NOT NULL",
        // {"WON": 3, …}
        "outcomes :json NOT NULL",
        // HyperLogLog sketch of the viewers.
        "viewers :bytes NOT NULL",
    ],
    primary: "campaign_id, minute, node",
    unique: &[],
    parents: &[("campaign_id", "campaigns")],
    indexes: &[],
});
