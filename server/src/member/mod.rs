//! Staff: members of one tenant, and the platform's account managers.

mod capability;
mod role;

pub use capability::{
    AccountManager, Analyst, App, Capability, Moderator, Operator, Owner, Producer, Session,
};
pub use role::Role;
