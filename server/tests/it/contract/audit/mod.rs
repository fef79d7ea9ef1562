//! The audit log, as it is written.

mod every;
mod record;
mod tamper;
