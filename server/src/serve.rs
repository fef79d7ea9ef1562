//! `ovation serve`: the platform, its workers and HTTP, until SIGTERM or Ctrl-C.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::net::TcpSocket;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::Config;
use crate::{app, failpoint, http, telemetry, work};

/// Connections that may wait to be accepted: a nation that opens the app at one word outruns any server for a moment. The
/// system allows `net.core.somaxconn` of them, which is as many by default.
const BACKLOG: u32 = 4096;

/// Ends when a signal asks for it, after what was accepted is finished.
///
/// # Errors
/// Half configured, the record out of reach, or the address taken: one sentence says which.
pub async fn run(config: Config) -> Result<()> {
    let telemetry = telemetry::start(&config)?;
    failpoint::arm()?;
    let listen = config.listen;
    let notice = Duration::from_secs(config.drain_notice_seconds);
    // Before the platform: a second server on one address is refused before it touches any data.
    let listener = bind(listen).with_context(|| format!("can't listen on {listen} (OVATION_LISTEN)"))?;
    let platform = app::platform(config).await?;
    let mut signals = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let workers = work::start(&platform);
    let mut http = http::start(platform.clone(), listener)?;
    let address = http.address;
    tracing::info!(
        console = format!("http://{address}/console/"),
        viewers = format!("http://{address}/live/<channel>"),
        "listening on http://{address}"
    );
    let (notice, failed) = tokio::select! {
        _ = signals.0.recv() => (notice, None),
        // A person who sits in front of it: nobody balances any load.
        _ = signals.1.recv() => (Duration::ZERO, None),
        error = http.failed() => (Duration::ZERO, Some(error)),
    };
    tracing::info!("draining");
    http.stop(notice).await;
    // After the last request, so that what it counted is written, too.
    workers.stop().await;
    tracing::info!("stopped");
    tokio::task::spawn_blocking(move || telemetry.stop()).await?;
    failed.map_or(Ok(()), Err)
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}
