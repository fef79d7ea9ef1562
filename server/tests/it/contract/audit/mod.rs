//! The audit log, as it is written.

mod cast;
mod command;
mod every;
mod record;
mod tamper;
