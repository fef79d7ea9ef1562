//! The faces of shows.

pub mod audience;
pub mod console;
