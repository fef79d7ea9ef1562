//! What tests stand on: private servers and a fresh tenant.

pub mod channel;
pub mod platform;
pub mod redis;
pub mod server;
pub mod spans;
