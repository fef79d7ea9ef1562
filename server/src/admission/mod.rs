//! Who is let in to be worked on, and who is told to come back. Use it for every request of either API, after it is known
//! whose it is and what it asks for, and before anything is done for it; hold the [`Ticket`] until the answer is there.
//!
//! - **What was let in is finished.** Nothing is taken back from whoever holds a ticket.
//! - **One tenant's storm is not another's problem.** What can't be let in at once waits in a queue of its tenant and
//!   [`Class`], a tenant's by the weight of its plan ([`queue`]); no tenant holds more than three quarters of what is worked
//!   on, however slow its own work is.
//! - **Refused early.** There is only room for what can be served in time, so most refusals are made on arrival and none
//!   later than a few milliseconds; what has waited too long costs no work any more.
//! - **As much at once as is done in time** ([`limit`]), found out from the latency of what was let in.
//!
//! The common way, with room and nobody waiting, takes no lock: two counters go up. The rules ([`queue`], [`limit`],
//! [`cost`]) are pure; [`gate`] is the thin shell around them.

mod adaptive;
mod class;
mod cost;
mod figures;
mod gate;
mod lane;
pub mod limit;
pub mod queue;
#[cfg(test)]
mod tests;
mod ticket;

pub use class::Class;
pub use cost::Cost;
pub use figures::{Count, Figures};
pub use gate::Admission;
pub use ticket::Ticket;

/// Why a request is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// More wait already than can be served in time.
    Full,
    /// It has waited as long as it may.
    Late,
}
