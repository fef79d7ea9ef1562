//! Ovation seen from outside: a client that behaves as a phone does, and the New Year's Eve show played with it.
//!
//! Nothing here links to the server. What these modules know of it is what anyone knows: the two GraphQL APIs
//! over HTTP and the commands of the `ovation` binary. So a total that agrees here agrees for an app, too.
//!
//! - [`address`], [`connection`], [`retry`]: one keep-alive connection to a server on this machine, and the
//!   patience of a phone that asks again until it is answered.
//! - [`audience`], [`console`], [`ovation`], [`producer`]: the Audience API, the Console API, the command line, and
//!   somebody who may use the console.
//! - [`proxy`]: breaks connections. [`storm`]: everybody at once, several times each. [`history`], [`invariants`]: what
//!   they were told, and whether it holds.
//! - [`replay`]: the show: what comes when, the play, the report, the reckoning against the record.
//! - [`load`], [`bench`], [`flame`]: many requests for little, what is measured with them, and where the time goes.
//! - [`signal`]: stops, wakes and kills a process.

pub mod address;
pub mod audience;
pub mod bench;
pub mod chance;
pub mod connection;
pub mod console;
pub mod flame;
pub mod history;
pub mod invariants;
pub mod load;
pub mod ovation;
pub mod producer;
pub mod progress;
pub mod proxy;
pub mod replay;
pub mod retry;
pub mod signal;
pub mod storm;
mod verdict;
