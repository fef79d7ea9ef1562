//! How often a deletion was confirmed with a wrong code.

use crate::ddl::{Columns, creates};

creates!(add_columns: Columns {
    table: "deletions",
    columns: &["failures integer"],
});
