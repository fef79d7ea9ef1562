//! Broadcasts and their run of show.

use crate::ddl::{Table, creates};

creates!(data_table:
    Table {
        name: "shows",
        columns: &[
            "id :uuid NOT NULL",
            "slug text NOT NULL",
            "title text NOT NULL",
            "status text NOT NULL",
            "starts_at :time NOT NULL",
            "ends_at :time NOT NULL",
            // The segment on air. Not a foreign key: the two tables would point at each other.
            "current_segment_id :uuid",
            "created_at :time NOT NULL",
        ],
        primary: "id",
        unique: &["slug"],
        parents: &[],
        indexes: &["starts_at"],
    },
    Table {
        name: "segments",
        columns: &[
            "id :uuid NOT NULL",
            "show_id :uuid NOT NULL",
            "position integer NOT NULL",
            "title text NOT NULL",
            "performers :json NOT NULL",
            "starts_at :time",
        ],
        primary: "id",
        unique: &[],
        parents: &[("show_id", "shows")],
        indexes: &["show_id, position"],
    },
);
