//! The live engine: see `server/src/live/mod.rs` for what it promises.

mod batch;
mod book;
mod engine;
mod faults;
mod found;
mod histories;
mod keys;
mod little;
mod measure;
mod scripts;
mod sharded;
