//! The one integration binary: its tree mirrors the server's.

mod api_key;
mod authenticate;
mod idempotency;
mod live;
mod member;
mod support;
mod tenant;
