//! The hot path.

#[derive(Debug, Default)]
pub struct Engine;
