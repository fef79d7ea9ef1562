//! A TCP proxy on this machine that breaks connections on purpose: what stands on either side sees a slow, cut, deaf or
//! lost other side. It carries bytes between a port of its own and another port of this machine, never further.

mod pump;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use pump::{Cut, carry};

/// What becomes of the bytes of one direction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Flow {
    #[default]
    Through,
    /// Not taken: the sender's buffers fill. Goes on where it stopped.
    Held,
    /// Taken and thrown away: a black hole.
    Lost,
}

/// What becomes of a new connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Accept {
    #[default]
    Through,
    /// Accepted, and never answered.
    Deaf,
    /// Reset at once.
    Reset,
}

/// Connections that end by themselves: so many of 1,000, after a random number of bytes up to `within`, in a random
/// direction, half of them by a reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cuts {
    pub per_mille: u32,
    pub within: u64,
}

/// The state of the line. Changes hold for the connections that there are, too; cuts for new ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Line {
    pub accept: Accept,
    /// From the client to the server.
    pub up: Flow,
    pub down: Flow,
    /// Each way.
    pub latency: Duration,
    /// Each way; none: as fast as it goes.
    pub bytes_per_second: Option<u32>,
    pub cuts: Option<Cuts>,
}

impl Line {
    /// Nothing comes through, either way, of old connections or new ones.
    pub const PARTED: Self = Self {
        accept: Accept::Deaf,
        up: Flow::Lost,
        down: Flow::Lost,
        latency: Duration::ZERO,
        bytes_per_second: None,
        cuts: None,
    };
}

/// How connections are ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Close,
    Reset,
}

pub struct Proxy {
    port: u16,
    target: Arc<AtomicU16>,
    line: watch::Sender<Line>,
    /// Counts the orders to end every connection, and says how.
    ended: watch::Sender<(u64, End)>,
    accepted: Arc<AtomicU64>,
    listening: JoinHandle<()>,
}

impl Proxy {
    /// In front of `target`, a port of this machine. `seed` decides where connections are cut.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start(target: u16, seed: u64) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let (target, accepted) = (Arc::new(AtomicU16::new(target)), Arc::new(AtomicU64::new(0)));
        let (line, ended) = (
            watch::Sender::new(Line::default()),
            watch::Sender::new((0, End::Close)),
        );
        let listening = tokio::spawn(listen(
            listener,
            target.clone(),
            accepted.clone(),
            line.clone(),
            ended.clone(),
            seed,
        ));
        Ok(Self {
            port,
            target,
            line,
            ended,
            accepted,
            listening,
        })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// From now on like this.
    pub fn set(&self, line: Line) {
        self.line.send_replace(line);
    }

    /// Whole again.
    pub fn mend(&self) {
        self.set(Line::default());
    }

    /// Ends every connection that there is.
    pub fn cut(&self, end: End) {
        self.ended.send_modify(|(count, how)| {
            *count += 1;
            *how = end;
        });
    }

    /// New connections go to this port of this machine: an address that moves to another server.
    pub fn lead_to(&self, target: u16) {
        self.target.store(target, Ordering::Release);
    }

    /// Connections so far.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Acquire)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
        self.cut(End::Close);
    }
}

async fn listen(
    listener: TcpListener,
    target: Arc<AtomicU16>,
    accepted: Arc<AtomicU64>,
    line: watch::Sender<Line>,
    ended: watch::Sender<(u64, End)>,
    seed: u64,
) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    while let Ok((client, _)) = listener.accept().await {
        accepted.fetch_add(1, Ordering::AcqRel);
        let now = *line.borrow();
        if now.accept == Accept::Reset {
            let _ = client.set_zero_linger(); // dropped, it is reset
            continue;
        }
        let cut = now.cuts.and_then(|cuts| cut(cuts, &mut rng));
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, target.load(Ordering::Acquire)));
        let (line, mut ended) = (line.subscribe(), ended.subscribe());
        ended.mark_unchanged();
        tokio::spawn(async move {
            if now.accept == Accept::Deaf {
                let _ = ended.changed().await;
                return;
            }
            let Ok(server) = TcpStream::connect(address).await else {
                let _ = client.set_zero_linger();
                return;
            };
            carry(client, server, line, ended, cut).await;
        });
    }
}

fn cut(cuts: Cuts, rng: &mut ChaCha8Rng) -> Option<Cut> {
    rng.random_ratio(cuts.per_mille.min(1_000), 1_000).then(|| Cut {
        up: rng.random(),
        after: rng.random_range(0..cuts.within.max(1)),
        end: if rng.random() { End::Reset } else { End::Close },
    })
}
