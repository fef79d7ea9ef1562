//! Who chose what, once a viewer. `choices` is a set of option positions, bit by bit.

use crate::ddl::{Table, creates};

creates!(data_table: Table {
    name: "ballots",
    columns: &[
        "campaign_id :uuid NOT NULL",
        "viewer_id text NOT NULL",
        "choices bigint NOT NULL",
        "cast_at :time NOT NULL",
    ],
    primary: "campaign_id, viewer_id",
    unique: &[],
    parents: &[("campaign_id", "campaigns")],
    indexes: &[],
});
