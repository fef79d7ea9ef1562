//! The `ovation` server, as a library: `main` assembles it, and so do the tests. ARCHITECTURE.md has the map.

pub mod analytics;
pub mod api;
pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod ctx;
pub mod error;
pub mod ids;
pub mod keyring;
pub mod ledger;
pub mod live;
pub mod member;
pub mod memo;
pub mod page;
pub mod random;
pub mod reconcile;
pub mod schemas;
pub mod seed;
pub mod serve;
pub mod show;
pub mod tenant;
pub mod text;
pub mod verify_draw;
pub mod viewer;
