//! Each tenant's signing keys.

#[derive(Debug, Default)]
pub struct Keyrings;
