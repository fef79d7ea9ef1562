//! Benches: the server beside an echo of the same bytes and beside Node, alternately, on cores of their own.
//!
//! `infra/dev/bench` starts everything and pins it: one core for whichever server is measured, the other for the load,
//! PostgreSQL and Redis. What is here drives: [`contender`] is one server under test, [`play`] what is asked of it,
//! [`rounds`] the alternation, [`table`] the figures and the ratios, [`invariants`] the check afterwards that not one
//! answer was a lie, [`overload`] what happens beyond capacity.

pub mod contender;
pub mod desk;
pub mod entrant;
pub mod invariants;
pub mod measure;
pub mod overload;
pub mod play;
pub mod rounds;
pub mod table;
