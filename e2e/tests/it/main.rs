//! The product from outside: a real server as a process of its own, played, killed, cut off and drained.

#![expect(clippy::print_stdout, reason = "a test says its seed and shows its report")]

mod attack;
mod client;
mod cluster;
mod crash;
mod crash_beside;
mod crash_points;
mod cut;
mod disk;
mod drain;
mod failover;
mod faults;
mod harness;
mod many;
mod outage;
mod purge;
mod relocation;
mod replay;
