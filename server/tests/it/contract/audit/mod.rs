//! The audit log, as it is written.

mod cast;
mod every;
mod record;
mod tamper;
