//! The audit log, as it is written.

mod record;
mod tamper;
