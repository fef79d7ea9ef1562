//! Load that costs its own core little: requests made of ready bytes, answers read for what matters, one thread.
//!
//! A phone in a bench is a token and a place in a queue. [`drive`] keeps many keep-alive connections busy on one
//! thread with epoll; what is asked next and what an answer means is the business of a [`Work`]. [`Storm`] is the
//! work of the benches: a closed loop (the next request follows the answer) or an open one (requests come when the
//! schedule says, and wait for nobody: their latency counts from the moment they were due).

mod clock;
mod drive;
pub mod machine;
mod reply;
mod request;
mod socket;
mod storm;
mod taken;
mod tokens;

pub use drive::{Lost, Next, Took, Work, drive};
pub use reply::{Reply, retry_after};
pub use request::Request;
pub use storm::{Order, Pace, Storm};
pub use taken::{Taken, quantile_ms};
pub use tokens::Tokens;
