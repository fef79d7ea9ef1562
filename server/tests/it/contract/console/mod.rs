//! What staff, and a channel's own back end, are promised.

mod analytics;
mod app;
mod campaign;
mod idempotency;
mod pages;
mod quota;
mod role;
mod show;
mod support;
mod transition;
