//! Tries and outcomes by campaign and minute.

#[derive(Debug, Default)]
pub struct Meter;
