//! Keeps connections busy, all of them on one thread.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::{Events, Poll, Token};

use super::clock::Ticks;
use super::reply::{Reply, retry_after};
use super::socket::Socket;

/// Bytes that one read takes at most.
const SCRATCH_BYTES: usize = 256 * 1024;
/// How often connections are asked whether their answer is overdue.
const LOOK_EVERY: Duration = Duration::from_millis(100);
const TIMER: Token = Token(usize::MAX);

/// What is to be asked, and what becomes of the answers. Called on the one thread, so it must not wait.
pub trait Work {
    /// All connections are open, or can't be opened; the first request is asked for next.
    fn begin(&mut self, _now: Instant) {}

    /// A free connection asks for the next request, which is written to `out`.
    fn next(&mut self, now: Instant, out: &mut Vec<u8>) -> Next;

    /// `bytes`: the whole answer.
    fn answered(&mut self, tag: u32, took: Took, reply: &Reply, bytes: &[u8]);

    /// No answer came. Whether the request was carried out is not known.
    fn lost(&mut self, tag: u32, why: Lost);
}

/// How long an answer took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Took {
    /// Since the moment that `next` named.
    pub all: Duration,
    /// Since it was sent, at the last try.
    pub answer: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// `tag` comes back with the answer, whose time is counted from `since`.
    Send { tag: u32, since: Instant },
    /// Nothing is due before that moment.
    Wait(Instant),
    /// Nothing but when an answer has come.
    Idle,
    /// No more, ever: the drive ends with the last answer.
    Done,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Lost {
    #[error("no connection: {0}")]
    Connect(ErrorKind),
    #[error("connection lost: {0}")]
    Cut(ErrorKind),
    #[error("no answer in time")]
    Silent,
}

#[derive(Default)]
struct Line {
    socket: Socket,
    waiting: Option<Waiting>,
}

#[derive(Clone, Copy)]
struct Waiting {
    tag: u32,
    since: Instant,
    sent: Instant,
}

/// Works until `work` is done: so many connections to `to`, each with one request at a time, `limit` for each answer.
///
/// # Errors
/// What the system says of epoll and timers; a lost connection is the work's business.
pub fn drive(to: SocketAddr, connections: usize, limit: Duration, work: &mut impl Work) -> io::Result<()> {
    Drive::new(to, connections, limit)?.run(work)
}

struct Drive {
    to: SocketAddr,
    limit: Duration,
    poll: Poll,
    ticks: Ticks,
    lines: Vec<Line>,
    /// Numbers of the lines that have nothing to do; the one that was busy last comes first.
    free: Vec<usize>,
    /// Lines whose last answer asked to be left alone until then, as a phone leaves its own: what is sent earlier is not
    /// read earlier.
    resting: BinaryHeap<Reverse<(Instant, usize)>>,
    looked: Instant,
}

impl Drive {
    fn new(to: SocketAddr, connections: usize, limit: Duration) -> io::Result<Self> {
        let poll = Poll::new()?;
        let ticks = Ticks::new(poll.registry(), TIMER)?;
        Ok(Self {
            to,
            limit,
            poll,
            ticks,
            lines: (0..connections).map(|_| Line::default()).collect(),
            free: (0..connections).rev().collect(),
            resting: BinaryHeap::new(),
            looked: Instant::now(),
        })
    }

    fn run(mut self, work: &mut impl Work) -> io::Result<()> {
        let mut events = Events::with_capacity(1024);
        let mut scratch = vec![0; SCRATCH_BYTES];
        self.open(&mut events)?;
        work.begin(Instant::now());
        loop {
            let done = self.hand_out(work)?;
            if done && self.free.len() + self.resting.len() == self.lines.len() {
                return Ok(());
            }
            self.wait(&mut events)?;
            for event in &events {
                if event.token() == TIMER {
                    self.ticks.rang();
                } else {
                    self.turn(event.token().0, event.is_writable(), &mut scratch, work);
                }
            }
            self.look(work);
        }
    }

    fn wait(&mut self, events: &mut Events) -> io::Result<()> {
        match self.poll.poll(events, Some(LOOK_EVERY)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {
                events.clear();
                Ok(())
            }
            other => other,
        }
    }

    /// Opens every connection, as an app does before the show: else the first answers would be late by as much as all of
    /// that takes. One that fails is tried again with its first request.
    fn open(&mut self, events: &mut Events) -> io::Result<()> {
        let until = Instant::now() + self.limit;
        let mut opening = HashSet::new();
        for (number, line) in self.lines.iter_mut().enumerate() {
            if line
                .socket
                .open(self.to, self.poll.registry(), Token(number))
                .is_ok()
            {
                opening.insert(number);
            }
        }
        while !opening.is_empty() && Instant::now() < until {
            self.wait(events)?;
            for event in events.iter() {
                let number = event.token().0;
                opening.remove(&number);
                if event.is_error() || event.is_read_closed() {
                    self.lines[number].socket.close();
                }
            }
        }
        Ok(())
    }

    /// Whether there is no more.
    fn hand_out(&mut self, work: &mut impl Work) -> io::Result<bool> {
        let now = Instant::now();
        while let Some(&Reverse((until, number))) = self.resting.peek()
            && until <= now
        {
            self.resting.pop();
            self.free.push(number);
        }
        while let Some(number) = self.free.pop() {
            let line = &mut self.lines[number];
            line.socket.out.clear();
            let now = Instant::now();
            let next = work.next(now, &mut line.socket.out);
            let Next::Send { tag, since } = next else {
                self.free.push(number);
                if let Next::Wait(at) = next {
                    self.ticks.wake_at(at, now)?;
                }
                return Ok(next == Next::Done);
            };
            line.waiting = Some(Waiting {
                tag,
                since,
                sent: now,
            });
            if let Err(error) = line.socket.send(self.to, self.poll.registry(), Token(number)) {
                self.lose(number, work, error.kind());
            }
        }
        Ok(false)
    }

    fn turn(&mut self, number: usize, writable: bool, scratch: &mut [u8], work: &mut impl Work) {
        let Line { socket, waiting } = &mut self.lines[number];
        let Some(Waiting { tag, since, sent }) = *waiting else {
            // Nothing was asked: either nothing is there, or the server ends the connection.
            if !matches!(socket.receive(scratch, |_, _| {}), Ok(false)) {
                socket.close();
            }
            return;
        };
        if writable && let Err(error) = socket.flush() {
            return self.lose(number, work, error.kind());
        }
        let mut rest = None;
        let whole = |reply: &Reply, bytes: &[u8]| {
            let now = Instant::now();
            if reply.status != 200 {
                rest = retry_after(reply, bytes).map(|rest| now + rest);
            }
            let took = Took {
                all: now - since,
                answer: now - sent,
            };
            work.answered(tag, took, reply, bytes);
        };
        match socket.receive(scratch, whole) {
            Ok(true) => drop(self.release(number, rest)),
            Ok(false) => {}
            Err(error) => self.lose(number, work, error.kind()),
        }
    }

    fn release(&mut self, number: usize, rest: Option<Instant>) -> Option<Waiting> {
        match rest {
            Some(until) => self.resting.push(Reverse((until, number))),
            None => self.free.push(number),
        }
        self.lines[number].waiting.take()
    }

    fn lose(&mut self, number: usize, work: &mut impl Work, why: ErrorKind) {
        self.lines[number].socket.close();
        if let Some(waiting) = self.release(number, None) {
            work.lost(waiting.tag, why.into());
        }
    }

    /// Gives up what takes too long.
    fn look(&mut self, work: &mut impl Work) {
        let now = Instant::now();
        if now < self.looked + LOOK_EVERY {
            return;
        }
        self.looked = now;
        for number in 0..self.lines.len() {
            let waiting = self.lines[number].waiting;
            if waiting.is_some_and(|waiting| now > waiting.sent + self.limit) {
                self.lose(number, work, ErrorKind::TimedOut);
            }
        }
    }
}

impl From<ErrorKind> for Lost {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::TimedOut => Self::Silent,
            ErrorKind::ConnectionRefused | ErrorKind::AddrNotAvailable => Self::Connect(kind),
            _ => Self::Cut(kind),
        }
    }
}
