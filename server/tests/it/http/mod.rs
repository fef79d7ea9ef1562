//! What HTTP itself promises, whatever is asked through it.

mod console;
mod cors;
mod drain;
mod guest;
mod health;
mod lanes;
mod limits;
mod overload;
mod pages;
mod raw;
mod secrets;
mod specification;
mod trace;
