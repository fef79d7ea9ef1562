//! The faces of campaigns, the one place that names the faces of every kind.

pub mod audience;
mod audience_kinds;
pub mod console;
mod console_figures;
mod console_grant;
mod console_input;
pub mod console_mutation;
pub mod console_node;
mod grant;
pub mod moves;
pub mod play;
pub mod root;
