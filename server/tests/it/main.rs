//! The one integration binary: its tree mirrors the server's.

mod live;
mod support;
