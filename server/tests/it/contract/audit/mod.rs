//! The audit log, as it is written.

mod record;
