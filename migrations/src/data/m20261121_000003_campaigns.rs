//! Interaction activities of a show. `settings` is the kind's own; what has been published is frozen in it.

use crate::ddl::{Table, creates};

creates!(data_table: Table {
    name: "campaigns",
    columns: &[
        "id :uuid NOT NULL",
        "show_id :uuid NOT NULL",
        "kind text NOT NULL",
        "title text NOT NULL",
        "status text NOT NULL",
        "settings :json NOT NULL",
        // The generation of the hot state: a stale node is refused.
        "epoch bigint NOT NULL",
        // Set when scheduled. 32 bytes; what a red packet's split and a draw's winners are made from.
        "seed :bytes",
        // Prize money in minor units, counted against the quota of the show once scheduled.
        "prize_minor bigint NOT NULL",
        "opens_at :time",
        "closes_at :time",
        "opened_at :time",
        "closed_at :time",
        "drawn_at :time",
        // SHA-256 of the published entry list, in hexadecimal, once drawn.
        "entries_digest text",
        "created_at :time NOT NULL",
        "updated_at :time NOT NULL",
    ],
    primary: "id",
    unique: &[],
    parents: &[("show_id", "shows")],
    indexes: &["show_id, created_at", "status"],
});
