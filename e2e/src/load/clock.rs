//! Wakes a thread that waits for connections at a moment finer than epoll's milliseconds.

use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::time::{Duration, Instant};

use mio::unix::SourceFd;
use mio::{Interest, Registry, Token};
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
};

/// No wake-up comes sooner after the last: what was due in between is sent together.
const SHORTEST: Duration = Duration::from_micros(100);

pub struct Ticks {
    timer: OwnedFd,
    armed: Option<Instant>,
}

impl Ticks {
    /// # Errors
    /// What the system says.
    pub fn new(registry: &Registry, token: Token) -> io::Result<Self> {
        let timer = timerfd_create(
            TimerfdClockId::Monotonic,
            TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC,
        )?;
        registry.register(&mut SourceFd(&timer.as_raw_fd()), token, Interest::READABLE)?;
        Ok(Self { timer, armed: None })
    }

    /// Once, at `at` or a moment later.
    ///
    /// # Errors
    /// What the system says.
    pub fn wake_at(&mut self, at: Instant, now: Instant) -> io::Result<()> {
        if self.armed == Some(at) {
            return Ok(());
        }
        let pause = at.saturating_duration_since(now).max(SHORTEST);
        let never = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        let it_value = Timespec {
            tv_sec: i64::try_from(pause.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: pause.subsec_nanos().into(),
        };
        let once = Itimerspec {
            it_interval: never,
            it_value,
        };
        timerfd_settime(&self.timer, TimerfdTimerFlags::empty(), &once)?;
        self.armed = Some(at);
        Ok(())
    }

    /// It has rung. Arming it anew makes it readable anew, so nothing is read from it.
    pub fn rang(&mut self) {
        self.armed = None;
    }
}
