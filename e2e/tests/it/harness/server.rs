//! The server as a process: started, killed, told to end, started again on the same port.

use std::convert::Infallible;
use std::fs::OpenOptions;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use e2e::address::Address;
use e2e::chance;
use e2e::connection::Connection;
use e2e::history::History;
use e2e::ovation::Ovation;
use e2e::signal::{self, Signal};
use http_body_util::Full;
use hyper::{Request, StatusCode};
use tokio::process::{Child, Command};
use tokio::time::{interval, timeout};

use super::DEADLINE;

/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// An answer to `/readyz` that takes longer is none.
const READY_MAX: Duration = Duration::from_secs(2);
const TAIL_LINES: usize = 60;

pub struct Server {
    ovation: Ovation,
    address: Address,
    log: PathBuf,
    child: Option<Child>,
    /// How often it was started again by [`keep`](Self::keep).
    pub crashes: u32,
}

impl Server {
    pub fn new(ovation: &Ovation, log: PathBuf) -> Result<Self> {
        let port = free_port()?;
        let address = format!("http://127.0.0.1:{port}").parse()?;
        Ok(Self {
            ovation: ovation.clone(),
            address,
            log,
            child: None,
            crashes: 0,
        })
    }

    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Returns when it is ready.
    pub async fn start(&mut self) -> Result<()> {
        self.spawn(&[])?;
        match timeout(DEADLINE, self.until_ready()).await {
            Ok(ready) => ready,
            Err(_) => bail!("the server is not ready after {DEADLINE:?}:\n{}", self.log_tail()),
        }
    }

    /// With fail points armed ([`failpoints`](super::failpoints)), and with no promise that it is ever ready.
    pub fn start_armed(&mut self, points: &str) -> Result<()> {
        self.spawn(&[("FAILPOINTS", points)])
    }

    /// Whenever it ends it is started again, unarmed. Returns only when that fails.
    pub async fn keep(&mut self, history: &History) -> Result<Infallible> {
        loop {
            let status = gone(self.child.as_mut().context("no server was started")?).await?;
            history.note(format!("the server ended: {status}"));
            self.crashes += 1;
            self.start().await?;
            history.note("the server is up again");
        }
    }

    fn spawn(&mut self, env: &[(&str, &str)]) -> Result<()> {
        let log = OpenOptions::new().create(true).append(true).open(&self.log)?;
        let mut command = Command::new(&self.ovation.binary);
        command
            .arg("serve")
            .envs(self.ovation.env.iter().map(|(key, value)| (key, value)));
        command.env("OVATION_LISTEN", self.address.authority());
        command.env_remove("FAILPOINTS").envs(env.iter().copied());
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true);
        self.child = Some(command.spawn()?);
        Ok(())
    }

    async fn until_ready(&mut self) -> Result<()> {
        let mut look = interval(LOOK_EVERY);
        while !self.is_ready().await {
            if let Some(status) = self.child.as_mut().context("no server was started")?.try_wait()? {
                bail!("the server ended ({status}):\n{}", self.log_tail());
            }
            look.tick().await;
        }
        Ok(())
    }

    /// Does it say that it takes requests?
    pub async fn is_ready(&self) -> bool {
        let mut connection = Connection::new(self.address.clone());
        let request = Request::get("/readyz").header("host", connection.authority());
        let Ok(request) = request.body(Full::default()) else {
            return false;
        };
        let answer = connection.send(request, READY_MAX).await;
        answer.is_ok_and(|answer| answer.status == StatusCode::OK)
    }

    /// Waits until it says that it takes no more, or nothing at all.
    pub async fn until_not_ready(&self) -> Result<()> {
        let gone = async {
            let mut look = interval(LOOK_EVERY);
            while self.is_ready().await {
                look.tick().await;
            }
        };
        timeout(DEADLINE, gone)
            .await
            .context("the server goes on as if it had not been told to end")
    }

    /// SIGKILL: no chance to write anything more.
    pub async fn kill(&mut self) -> Result<()> {
        let mut child = self.child.take().context("no server to kill")?;
        child.start_kill()?;
        gone(&mut child).await.map(drop)
    }

    /// SIGTERM, and no waiting.
    pub fn terminate(&self) -> Result<()> {
        self.signal(Signal::TERM)
    }

    /// Waits for its end.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        let mut child = self.child.take().context("no server to wait for")?;
        timeout(DEADLINE, gone(&mut child))
            .await
            .context("the server does not end")?
    }

    pub fn pid(&self) -> Result<u32> {
        let pid = self.child.as_ref().and_then(Child::id);
        pid.context("no server is up")
    }

    pub fn signal(&self, signal: Signal) -> Result<()> {
        signal::send(signal, self.pid()?)
    }

    /// What it writes from now on, whoever keeps it meanwhile.
    pub fn log_from_now(&self) -> LogFrom {
        LogFrom {
            length: std::fs::read(&self.log).map_or(0, |log| log.len()),
            path: self.log.clone(),
        }
    }

    pub fn log_tail(&self) -> String {
        let log = std::fs::read(&self.log).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
    }
}

/// A server's log from some moment on.
pub struct LogFrom {
    path: PathBuf,
    length: usize,
}

impl LogFrom {
    pub fn read(&self) -> String {
        let log = std::fs::read(&self.path).unwrap_or_default();
        String::from_utf8_lossy(log.get(self.length..).unwrap_or_default()).into_owned()
    }
}

/// Waits for its end by looking: a process file descriptor that is readable a moment before the process can be waited for
/// is never readable again, and tokio would wait on it for ever.
pub async fn gone(child: &mut Child) -> Result<ExitStatus> {
    let looking = async {
        let mut look = interval(LOOK_EVERY);
        loop {
            look.tick().await;
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
        }
    };
    looking.await
}

/// Below the ports that the kernel gives to outgoing connections: a client that asks a killed server again and again
/// would at some time be given the server's own port, and talk to itself.
pub fn free_port() -> Result<u16> {
    for _ in 0..200 {
        let port = 20_000 + u16::try_from(chance::fresh_seed()? % 12_000)?;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no free port between 20000 and 32000 on 127.0.0.1")
}
