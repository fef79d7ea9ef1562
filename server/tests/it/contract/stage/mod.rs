//! What a contract test stands on: a profile, a server, a channel of its own, and people who use it.

mod campaign;
mod channel;
mod client;
mod desk;
mod plan;
mod profile;
mod second_factor;
mod server;
mod services;
mod viewer;

pub use campaign::Campaign;
pub use channel::{Channel, PASSWORD, add_member};
pub use client::{Answer, Caller};
pub use desk::{Desk, Show, comment_wall, lucky_draw, red_packet, text, vote};
pub use plan::Plan;
pub use profile::{Profile, run};
pub use second_factor::App;
pub use server::{MASTER_KEY, Server, config};
pub use services::Services;
pub use viewer::{Grabbed, Viewer, fen};
