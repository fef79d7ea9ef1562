//! The product from outside: a real server as a process of its own, played, killed, cut off and drained.

#![expect(clippy::print_stdout, reason = "a test says its seed and shows its report")]

mod attack;
mod client;
mod crash;
mod cut;
mod drain;
mod harness;
mod outage;
mod replay;
