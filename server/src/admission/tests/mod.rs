//! Properties of the rules, and whole storms in simulated time.

mod gate;
mod limit;
mod queue;
mod storm;
