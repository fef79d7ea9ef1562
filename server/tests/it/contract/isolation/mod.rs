//! Nothing of one channel is ever visible to another: an id of a neighbour's answers, to the byte, as one that never was.

mod cases;
pub mod database;
mod faces;
mod guesses;
