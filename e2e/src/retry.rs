//! Asks again until it is answered, as the app on a phone does.
//!
//! The same request is sent again, byte by byte, after a lost connection, 5xx, 429 and the codes that say "later".
//! That makes a crash of the server invisible but for the time it takes, and it is only right because every
//! mutation of the APIs may be sent twice. A refusal for another reason is final.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::de::DeserializeOwned;

use crate::address::Address;
use crate::connection::{Connection, Lost};
use crate::verdict::{Heard, Trouble, Verdict, judge};

/// How long a caller waits and how often it asks.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// One try.
    pub try_max: Duration,
    /// All tries of one request, pauses included.
    pub total_max: Duration,
    /// Doubles with every try, up to `pause_max`. A random half of it is left out, so that callers spread.
    pub pause_first: Duration,
    pub pause_max: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            try_max: Duration::from_secs(30),
            total_max: Duration::from_secs(180),
            pause_first: Duration::from_millis(20),
            pause_max: Duration::from_millis(500),
        }
    }
}

impl Patience {
    /// Before the try after so many; `spread` is a random number from 0 to 1.
    pub fn pause(&self, tries: u32, asked_for: Option<Duration>, spread: f64) -> Duration {
        match asked_for {
            Some(pause) => pause.mul_f64(1.0 + spread / 4.0),
            None => {
                let doubled = self.pause_first.saturating_mul(1 << (tries - 1).min(16));
                doubled.min(self.pause_max).mul_f64(1.0 - spread / 2.0)
            }
        }
    }
}

/// One GraphQL request, ready to be sent any number of times.
#[derive(Debug, Clone)]
pub struct Call {
    pub path: &'static str,
    /// JSON: `query`, `operationName`, `variables`.
    pub body: Bytes,
    /// Who asks, mostly.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

#[derive(Debug)]
pub struct Answer<T> {
    pub data: T,
    pub headers: HeaderMap,
    /// As it came.
    pub body: Bytes,
    pub tries: u32,
    /// From the first try to the answer: what the viewer waited.
    pub took: Duration,
}

/// The answer is no, or there is none.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("{code}: {message} (HTTP {status})")]
    Error {
        code: String,
        message: String,
        status: u16,
    },
    #[error("unreadable answer (HTTP {status}): {reason}: {excerpt}")]
    Unreadable {
        status: u16,
        reason: String,
        excerpt: String,
    },
    #[error("not answered after {tries} tries in {seconds} s; the last one: {last}")]
    GaveUp { tries: u32, seconds: u64, last: String },
}

/// One try, and no answer to it.
#[derive(Debug, thiserror::Error)]
pub enum Missed {
    #[error(transparent)]
    Lost(#[from] Lost),
    /// To be asked again.
    #[error("{0}")]
    Later(String),
    #[error(transparent)]
    Refused(Refusal),
}

/// A connection and the patience to use it.
pub struct Caller {
    connection: Connection,
    patience: Patience,
    rng: ChaCha8Rng,
    /// Why requests had to be sent again, and how often.
    pub troubles: BTreeMap<String, u64>,
}

impl Caller {
    /// `seed` decides the pauses.
    pub fn new(address: Address, patience: Patience, seed: u64) -> Self {
        let rng = ChaCha8Rng::seed_from_u64(seed);
        Self {
            connection: Connection::new(address),
            patience,
            rng,
            troubles: BTreeMap::new(),
        }
    }

    /// Sends `call` until it is answered.
    ///
    /// # Errors
    /// [`Refusal`]: final, or patience has run out.
    pub async fn graphql<T: DeserializeOwned>(&mut self, call: &Call) -> Result<Answer<T>, Refusal> {
        let started = Instant::now();
        let mut tries = 0;
        loop {
            tries += 1;
            let request = self.request(call);
            let trouble = match self.connection.send(request, self.patience.try_max).await {
                Err(lost) => Trouble {
                    name: lost.to_string(),
                    pause: None,
                },
                Ok(response) => match judge(&Heard::from(&response)) {
                    Verdict::Answered(data) => {
                        return Ok(Answer {
                            data,
                            headers: response.headers,
                            body: response.body,
                            tries,
                            took: started.elapsed(),
                        });
                    }
                    Verdict::Again(trouble) => trouble,
                    Verdict::Refused(refusal) => return Err(refusal),
                },
            };
            let pause = self.pause(tries, trouble.pause);
            *self.troubles.entry(trouble.name.clone()).or_default() += 1;
            if started.elapsed() + pause > self.patience.total_max {
                let seconds = started.elapsed().as_secs();
                return Err(Refusal::GaveUp {
                    tries,
                    seconds,
                    last: trouble.name,
                });
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// Sends `call` once, and waits no longer than `limit`.
    ///
    /// # Errors
    /// [`Missed`]: it may be sent again.
    pub async fn once<T: DeserializeOwned>(
        &mut self,
        call: &Call,
        limit: Duration,
    ) -> Result<Answer<T>, Missed> {
        let started = Instant::now();
        let response = self.connection.send(self.request(call), limit).await?;
        match judge(&Heard::from(&response)) {
            Verdict::Answered(data) => Ok(Answer {
                data,
                headers: response.headers,
                body: response.body,
                tries: 1,
                took: started.elapsed(),
            }),
            Verdict::Again(trouble) => Err(Missed::Later(trouble.name)),
            Verdict::Refused(refusal) => Err(Missed::Refused(refusal)),
        }
    }

    fn request(&self, call: &Call) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(call.body.clone()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = hyper::Uri::from_static(call.path);
        let headers = request.headers_mut();
        if let Ok(host) = HeaderValue::from_str(self.connection.authority()) {
            headers.insert(HOST, host);
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(
            ACCEPT,
            HeaderValue::from_static("application/graphql-response+json"),
        );
        for (name, value) in &call.headers {
            headers.insert(name, value.clone());
        }
        request
    }

    fn pause(&mut self, tries: u32, asked_for: Option<Duration>) -> Duration {
        self.patience.pause(tries, asked_for, self.rng.random())
    }
}
