//! Connections between requests. actix bounds the head of a connection's first request in time, but of a later one only
//! until its first byte has come: a client that begins a second request and never ends it would hold its connection, and
//! with it one of `sockets_max`, for ever. So a connection that has been without a whole request for longer than
//! `keep_alive_seconds` is ended from here, and so is one whose answer nobody takes.

use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::crowd::{Crowd, Crowded, Seat};

/// How long an answer may take from the first byte of its request to its own last: far longer than any takes to be made.
const ANSWER: Duration = Duration::from_mins(5);

/// In the lowest bit of a connection's mark.
const BUSY: u64 = 1;

#[derive(Debug)]
pub struct Connections {
    began: Instant,
    quiet_for: Duration,
    known: Mutex<Vec<Weak<Connection>>>,
    crowd: Arc<Crowd>,
}

#[derive(Debug)]
pub struct Connection {
    /// Another handle of the same socket.
    socket: TcpStream,
    began: Instant,
    /// Milliseconds since `began` at which the connection became busy or quiet, times two, and which of both it is.
    mark: AtomicU64,
    /// Given back when it ends.
    _seat: Option<Seat>,
}

/// While a request is worked on and its answer sent.
#[derive(Debug)]
pub struct Busy(Arc<Connection>);

impl Connections {
    #[must_use]
    pub fn new(quiet_for: Duration, crowd: Arc<Crowd>) -> Arc<Self> {
        Arc::new(Self {
            began: Instant::now(),
            quiet_for,
            known: Mutex::default(),
            crowd,
        })
    }

    /// None where the process has no handle left for it; then the connection is actix's alone.
    pub fn accept(&self, socket: &impl AsFd) -> Option<Arc<Connection>> {
        let socket = TcpStream::from(socket.as_fd().try_clone_to_owned().ok()?);
        let seat = socket.peer_addr().ok().map(|peer| self.crowd.enter(peer.ip()));
        let seat = match seat {
            Some(Err(Crowded)) => {
                // Nothing was read of it yet. Its other handle finds the end of the stream.
                let _ = socket.shutdown(Shutdown::Both);
                None
            }
            Some(Ok(seat)) => seat,
            None => None,
        };
        let connection = Arc::new(Connection {
            socket,
            began: self.began,
            mark: AtomicU64::default(),
            _seat: seat,
        });
        connection.set(0);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.push(Arc::downgrade(&connection));
        Some(connection)
    }

    /// Ends what has been quiet, or busy, for too long, until the server has gone.
    pub async fn watch(this: Weak<Self>) {
        let Some(pause) = this
            .upgrade()
            .map(|all| (all.quiet_for / 8).max(Duration::from_millis(50)))
        else {
            return;
        };
        let mut tick = tokio::time::interval(pause);
        loop {
            tick.tick().await;
            match this.upgrade() {
                Some(connections) => connections.sweep(),
                None => return,
            }
        }
    }

    fn sweep(&self) {
        let now = millis(self.began.elapsed());
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|connection| {
            let Some(connection) = connection.upgrade() else {
                return false;
            };
            let mark = connection.mark.load(Ordering::Relaxed);
            let limit = if mark & BUSY == BUSY {
                ANSWER
            } else {
                self.quiet_for
            };
            let is_over = now.saturating_sub(mark >> 1) > millis(limit);
            if is_over {
                // Its other handle finds the end of the stream. One that is closed already can't be closed again.
                let _ = connection.socket.shutdown(Shutdown::Both);
            }
            !is_over
        });
    }
}

impl Connection {
    #[must_use]
    pub fn busy(this: &Arc<Self>) -> Busy {
        this.set(BUSY);
        Busy(this.clone())
    }

    fn set(&self, state: u64) {
        let now = millis(self.began.elapsed());
        self.mark.store(now << 1 | state, Ordering::Relaxed);
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.set(0);
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX >> 1)
}
