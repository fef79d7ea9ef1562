//! The live engine: takes a nation's taps and lets the record grant them, in batches.
//!
//! Use it for every campaign kind that rests on one of the three primitives ([`Primitive`]): the kind gives its
//! [`Book`] (where its claims stand in the record) and gets a [`Live`], whose [`Live::play`] answers one viewer.
//!
//! - **What is acknowledged is committed.** [`Reply::New`] and [`Reply::Already`] name a claim that is in the record.
//!   The hot state only refuses early and proposes values; unique keys in the record decide. So Redis may lose, repeat
//!   or forget anything: nothing is lost and nothing issued twice.
//! - **The same question gets the same answer.** After a fault ([`LiveError`]) ask again: a claim that may or may not
//!   have been written keeps its value until the record says which.
//! - **A way to the record for each play is bounded**: refused at once with [`LiveError::Overloaded`] when too many
//!   wait, answered within ten seconds otherwise.
//!
//! The way of a play: [`Live::play`] → `remembered` (what is certain is answered there) → `lane` → `ask` (hot state:
//! `claims`, `memory`, `redis`; a dry shard: `refill`) → `scribe` → `grant`, `write` (record: gate and [`Book`]; who asks again
//! meanwhile: `underway`) → `post` (answers). Beside it: `rebuild` and `sweep`.

mod ask;
mod book;
mod claim;
pub mod claims;
mod core;
mod door;
mod doors;
mod engine;
mod entity;
mod filter;
mod gate;
mod grant;
pub mod hot;
mod lane;
mod load;
pub mod memory;
pub mod parcel;
pub mod pool;
mod post;
mod rebuild;
pub mod redis;
mod redis_reply;
mod refill;
mod remembered;
mod retries;
pub mod roll;
mod scribe;
mod settled;
mod shape;
pub mod slots;
mod store;
mod sweep;
pub mod tally;
mod underway;
mod write;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use book::Book;
pub use claim::{Claim, Figures, LiveError, Primitive, Reply};
pub use door::Live;
pub use doors::is_open;
pub use engine::Engine;
pub use post::Mailbox;
pub use shape::Shape;

/// What a panicking holder leaves is still whole: every change under these locks is one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
