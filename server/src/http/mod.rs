//! The one place that names actix: both GraphQL APIs over HTTP, the static pages, health. It proves who asks, refuses
//! early and cheaply, and hands everything else to the schemas.
//!
//! The way of a request: its [`head`] → media types and method → size and time of the body → (in a task that no client can cancel)
//! who asks → the tenant's budget → JSON → the [`guard`] → leave to be worked on ([`admit`]) → the schema → the answer. What viewers ask most goes a shorter way:
//! the [`lane`] before actix's routes, a token that is [`known`], a [`plan`] in the place of the schema.

mod admit;
mod app;
mod audience;
mod audit;
mod body;
mod console;
mod cors;
mod credentials;
mod crowd;
mod drain;
mod draws;
mod envelope;
mod exchange;
mod export;
mod figures;
mod form;
mod guard;
mod guest;
mod head;
mod health;
mod here;
mod hosts;
mod idle;
mod known;
mod lane;
mod media;
mod methods;
mod operation;
mod origin;
mod outline;
mod pages;
mod plain;
mod plan;
mod quota;
mod reply;
mod rest;
mod same_site;
mod span;
mod trusted;
mod types;

use std::sync::Arc;

pub use app::{Running, start};
pub use drain::Drain;
pub use pages::own_documents;
pub use trusted::prepare;

use crate::config::Stage;
use crate::ctx::Platform;
use crate::schemas::AudienceSchema;
use crate::telemetry::metrics::Metrics;

/// What the routes of one server have in common.
pub struct Shared {
    pub platform: Arc<Platform>,
    pub drain: Arc<Drain>,
    pub metrics: Arc<Metrics>,
    audience: AudienceSchemas,
    known: known::KnownTokens,
    hosts: hosts::Hosts,
    readiness: health::Readiness,
    exports: export::Turns,
    /// Work runs here and not on the thread that reads the connection: it outlives the connection, is spread over all
    /// cores, and a heavy query does not hold up its neighbours of the same connection thread.
    pub runtime: tokio::runtime::Handle,
}

/// The same schema twice.
struct AudienceSchemas {
    strict: AudienceSchema,
    /// For documents that were validated when they were published.
    validated: AudienceSchema,
}

impl Shared {
    fn is_production(&self) -> bool {
        self.platform.config.environment == Stage::Production
    }
}
