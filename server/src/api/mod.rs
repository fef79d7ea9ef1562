//! What the faces of all nouns share: who asks, how errors are published, money, pages.

pub mod actor;
pub mod authenticate;
pub mod connection;
pub mod errors;
pub mod money;
pub mod outcome;

pub use actor::{Actor, account_manager, app, enroller, member, oneself, viewer};
pub use connection::connect;
pub use money::{Decimal, Money};
pub use outcome::{DeleteOutcome, DeletePayload, TransitionOutcome};
