//! Puts the application together, starts it on a listener and stops it. `serve` calls this, and so do the tests.

use std::any::Any;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_service::IntoServiceFactory;
use actix_web::dev::{Extensions, Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::rt::net::TcpStream as TcpConnection;
use actix_web::web::{Data, ServiceConfig};
use actix_web::{App, HttpServer};
use anyhow::{Context, Result};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tracing_actix_web::TracingLogger;

use super::crowd::Crowd;
use super::hosts::Hosts;
use super::idle::Connections;
use super::known::KnownTokens;
use super::lane::Lane;
use super::span::RequestSpan;
use super::{
    AudienceSchemas, Drain, Shared, audience, audit, console, draws, export, guest, head, health, pages,
};
use crate::config::{Config, Stage};
use crate::ctx::Platform;
use crate::live::Mailbox;
use crate::schemas::{self, ConsoleSchema};
use crate::telemetry::metrics::{Admissions, Metrics};

/// How long a client may take over the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// A server that listens.
#[derive(Debug)]
pub struct Running {
    pub address: SocketAddr,
    drain: Arc<Drain>,
    drain_limit: Duration,
    servers: Vec<(ServerHandle, JoinHandle<std::io::Result<()>>)>,
}

/// Serves the platform on a listener that is bound already.
///
/// # Errors
/// The listener can't be used, or the figures' own address is taken.
pub fn start(platform: Arc<Platform>, listener: TcpListener) -> Result<Running> {
    let address = listener.local_addr().context("the listener has no address")?;
    let drain = Arc::new(Drain::default());
    let config = platform.config.clone();
    let shared = Data::new(Shared {
        metrics: Arc::new(metrics(&platform)?),
        audience: AudienceSchemas {
            strict: schemas::audience(config.environment),
            validated: schemas::audience_validated(config.environment),
        },
        known: KnownTokens::new(),
        hosts: Hosts::default(),
        platform,
        drain: drain.clone(),
        readiness: health::Readiness::default(),
        exports: export::Turns::default(),
        runtime: Handle::current(),
    });
    let mut servers = vec![spawn(public(&shared, &config, listener)?)];
    if let Some(address) = config.metrics_listen {
        let listener = TcpListener::bind(address)
            .with_context(|| format!("can't listen on {address} (metrics_listen)"))?;
        servers.push(spawn(private(&shared, listener)?));
    }
    Ok(Running {
        address,
        drain,
        drain_limit: Duration::from_secs(config.drain_seconds),
        servers,
    })
}

fn spawn(server: Server) -> (ServerHandle, JoinHandle<std::io::Result<()>>) {
    (server.handle(), tokio::spawn(server))
}

/// Signals are not its business: `serve` hears them and calls [`Running::stop`].
fn public(shared: &Data<Shared>, config: &Config, listener: TcpListener) -> Result<Server> {
    let threads = match config.workers {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    };
    let shared = shared.clone();
    let console = Data::new(schemas::console(config.environment));
    let keep_alive = Duration::from_secs(config.keep_alive_seconds);
    let crowd = Crowd::new(config.sockets_per_address_max, config.trusted_proxies.clone());
    let connections = Connections::new(keep_alive, crowd);
    tokio::spawn(Connections::watch(Arc::downgrade(&connections)));
    let server = HttpServer::new(move || {
        Mailbox::open();
        let (shared, console) = (shared.clone(), console.clone());
        let application = App::new()
            .wrap(from_fn(head::around))
            .wrap(TracingLogger::<RequestSpan>::new())
            .configure(|service| routes(service, &shared, &console));
        Lane {
            shared: shared.clone(),
            application: application.into_factory(),
        }
    })
    .on_connect(move |io: &dyn Any, data: &mut Extensions| {
        let stream = io.downcast_ref::<TcpConnection>();
        if let Some(connection) = stream.and_then(|stream| connections.accept(stream)) {
            data.insert(connection);
        }
    })
    .workers(threads)
    .max_connections(config.sockets_max.div_ceil(threads).max(1))
    .client_request_timeout(HEAD_TIMEOUT)
    .client_disconnect_timeout(DISCONNECT_TIMEOUT)
    .keep_alive(keep_alive)
    // An answer is one write; it is not to wait for the acknowledgement of the one before.
    .tcp_nodelay(true)
    .shutdown_timeout(config.drain_seconds)
    .disable_signals()
    .listen(listener)
    .context("the listener can't be used")?;
    Ok(server.run())
}

/// Health and figures, where only the operator's own network gets to.
fn private(shared: &Data<Shared>, listener: TcpListener) -> Result<Server> {
    let shared = shared.clone();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(shared.clone())
            .configure(health::routes)
            .configure(health::metrics_route)
    })
    .workers(1)
    .disable_signals()
    .listen(listener)
    .context("the listener can't be used")?;
    Ok(server.run())
}

fn routes(service: &mut ServiceConfig, shared: &Data<Shared>, console: &Data<ConsoleSchema>) {
    service
        .app_data(shared.clone())
        .app_data(console.clone())
        .configure(health::routes);
    // The figures tell of every tenant, so in production they are not for whoever reaches the public address.
    if shared.platform.config.environment == Stage::Development {
        service
            .configure(health::metrics_route)
            .configure(pages::graphiql_routes);
    }
    service
        .configure(audience::routes)
        .configure(console::routes)
        .configure(audit::routes)
        .configure(export::routes)
        .configure(guest::routes)
        .configure(draws::routes)
        .configure(pages::routes);
}

fn metrics(platform: &Arc<Platform>) -> Result<Metrics> {
    let platform = Arc::downgrade(platform);
    Metrics::new(move || {
        let Some(platform) = platform.upgrade() else {
            return Vec::new();
        };
        let entries = platform.registry.list().into_iter();
        let admissions = entries.map(|entry| {
            let (admitted, refused) = platform.registry.serve(&entry).budget().counts();
            Admissions {
                tenant: entry.manifest.slug.to_string(),
                admitted,
                refused,
            }
        });
        admissions.collect()
    })
}

impl Running {
    /// Until a server ends by itself, which none should.
    pub async fn failed(&mut self) -> anyhow::Error {
        let ends = self.servers.iter_mut().map(|(_, task)| task);
        let (ended, ..) = futures::future::select_all(ends).await;
        match ended {
            Ok(Err(error)) => anyhow::Error::new(error).context("the HTTP server failed"),
            _ => anyhow::anyhow!("the HTTP server ended"),
        }
    }

    /// Readiness goes off. For the time of `notice` everything is still answered, and each answer closes its connection: a load
    /// balancer looks about once a second, and until then it sends requests here. Then nothing new is accepted, and what is in
    /// flight is finished within `drain_seconds`.
    pub async fn stop(self, notice: Duration) {
        self.drain.begin();
        tokio::time::sleep(notice).await;
        let finish = async {
            futures::future::join_all(self.servers.iter().map(|(handle, _)| handle.stop(true))).await;
            self.drain.idle().await;
        };
        if tokio::time::timeout(self.drain_limit, finish).await.is_err() {
            tracing::warn!("some requests did not end within drain_seconds");
            futures::future::join_all(self.servers.iter().map(|(handle, _)| handle.stop(false))).await;
        }
    }
}
