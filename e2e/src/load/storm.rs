//! A storm: one request after the other, each of them some viewer's, in a closed or an open loop.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::drive::{Lost, Next, Took, Work, drive};
use super::reply::Reply;
use super::request::Request;
use super::taken::Taken;
use super::tokens::Tokens;

/// What takes longer is given up.
const ANSWER_MAX: Duration = Duration::from_secs(30);
/// For so long a load has only begun.
const BURST: Duration = Duration::from_secs(1);
const OUTCOME: &[u8] = b"\"outcome\":\"";
const CODE: &[u8] = b"\"code\":\"";

/// When requests are sent.
#[derive(Debug, Clone, Copy)]
pub enum Pace {
    /// Whenever a connection is free.
    Closed,
    /// So many a second, whatever becomes of them.
    Open(f64),
}

/// Who asks for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Each request once by every viewer, one request after the other; then no more.
    Once,
    /// The same, and from the beginning again.
    Again,
}

pub struct Storm<'a> {
    pub to: SocketAddr,
    pub requests: &'a [Request],
    pub tokens: &'a Tokens,
    pub order: Order,
    pub pace: Pace,
    pub connections: usize,
    /// So long a request waits for a free connection in an open loop; then it is not sent at all.
    pub patience: Duration,
    /// After so long nothing more is sent.
    pub lasting: Duration,
}

impl Storm<'_> {
    /// Returns when everything that was sent is answered or lost.
    ///
    /// # Errors
    /// What the system says of epoll and timers.
    pub fn run(&self) -> std::io::Result<Taken> {
        let now = Instant::now();
        let mut raging = Raging {
            storm: self,
            began: now,
            ends: now,
            position: 0,
            taken: Taken::new(),
            outcome: memchr::memmem::Finder::new(OUTCOME),
            names: Vec::new(),
        };
        drive(self.to, self.connections, ANSWER_MAX, &mut raging)?;
        Ok(raging.result())
    }
}

struct Raging<'a> {
    storm: &'a Storm<'a>,
    began: Instant,
    ends: Instant,
    /// Of the next request among all.
    position: u64,
    taken: Taken,
    outcome: memchr::memmem::Finder<'static>,
    /// Outcomes, counted; the most frequent ones come first, more or less.
    names: Vec<(Vec<u8>, u64)>,
}

impl Work for Raging<'_> {
    fn begin(&mut self, now: Instant) {
        (self.began, self.ends) = (now, now + self.storm.lasting);
    }

    fn next(&mut self, now: Instant, out: &mut Vec<u8>) -> Next {
        let due = self.due(now);
        if due >= self.ends {
            return Next::Done;
        }
        let viewers = self.storm.tokens.len();
        let (round, viewer) = (self.position as usize / viewers, self.position as usize % viewers);
        let requests = self.storm.requests;
        if self.storm.order == Order::Once && round >= requests.len() {
            return Next::Done;
        }
        if due > now {
            return Next::Wait(due);
        }
        requests[round % requests.len()].write(self.storm.tokens.get(viewer), out);
        self.position += 1;
        self.taken.sent += 1;
        Next::Send { tag: 0, since: due }
    }

    fn answered(&mut self, _tag: u32, took: Took, reply: &Reply, bytes: &[u8]) {
        let body = &bytes[reply.body.clone()];
        if reply.status == 200
            && let Some(at) = self.outcome.find(body)
        {
            self.taken
                .latency_us
                .saturating_record(took.all.as_micros() as u64);
            self.count(word(&body[at + OUTCOME.len()..]));
        } else {
            let us = took.answer.as_micros() as u64;
            self.taken.refusal_us.saturating_record(us);
            if self.began.elapsed() > took.answer + BURST {
                self.taken.later_refusal_us.saturating_record(us);
            }
            let name = refusal(reply.status, body);
            *self.taken.answers.entry(name).or_default() += 1;
        }
    }

    fn lost(&mut self, _tag: u32, why: Lost) {
        *self.taken.lost.entry(why.to_string()).or_default() += 1;
    }
}

impl Raging<'_> {
    /// When the next request is due; those that have waited too long are passed over.
    fn due(&mut self, now: Instant) -> Instant {
        let Pace::Open(rate) = self.storm.pace else {
            return now;
        };
        let waited = (now - self.began).saturating_sub(self.storm.patience);
        let gone = ((waited.as_secs_f64() * rate) as u64).saturating_sub(self.position);
        self.position += gone;
        self.taken.unsent += gone;
        self.began + Duration::from_secs_f64(self.position as f64 / rate)
    }

    fn count(&mut self, outcome: &[u8]) {
        match self.names.iter_mut().find(|(name, _)| name == outcome) {
            Some((_, count)) => *count += 1,
            None => self.names.push((outcome.to_vec(), 1)),
        }
    }

    fn result(mut self) -> Taken {
        for (name, count) in self.names {
            *self.taken.answers.entry(text(&name)).or_default() += count;
        }
        self.taken.took = self.began.elapsed();
        self.taken
    }
}

fn refusal(status: u16, body: &[u8]) -> String {
    match memchr::memmem::find(body, CODE) {
        Some(at) => format!("{status} {}", text(word(&body[at + CODE.len()..]))),
        None => status.to_string(),
    }
}

/// Up to the closing quote.
fn word(text: &[u8]) -> &[u8] {
    &text[..memchr::memchr(b'"', text).unwrap_or(text.len())]
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
