//! Channels of the platform: made and changed by applying a manifest, suspended and resumed. Rules for account managers
//! and for whoever runs the `ovation` command; a channel's own members can't call them.

mod apply;
mod status;

pub use apply::{Application, Outcome, apply};
pub use status::{Switched, resume, suspend};
