//! The one integration binary: its tree mirrors the server's.

#![expect(clippy::unwrap_used, reason = "a test that can't go on ends there")]

mod api_key;
mod authenticate;
mod contract;
mod http;
mod idempotency;
mod layers;
mod live;
mod member;
mod mutants;
mod schema;
mod support;
mod tenant;
