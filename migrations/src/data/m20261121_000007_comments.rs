//! What viewers wrote. `client_id` is the viewer's own name for a comment, so that sending it again is harmless.

use crate::ddl::{Table, creates};

creates!(data_table: Table {
    name: "comments",
    columns: &[
        "id :uuid NOT NULL",
        "campaign_id :uuid NOT NULL",
        "segment_id :uuid",
        "viewer_id text NOT NULL",
        "nickname text NOT NULL",
        "client_id text NOT NULL",
        "body text NOT NULL",
        "status text NOT NULL",
        "posted_at :time NOT NULL",
    ],
    primary: "id",
    unique: &["campaign_id, viewer_id, client_id"],
    parents: &[("campaign_id", "campaigns")],
    indexes: &["campaign_id, status, id"],
});
