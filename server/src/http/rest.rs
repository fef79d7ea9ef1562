//! A connection whose request was refused is left alone for as long as its caller was told to stay away: what comes on it
//! earlier waits unread, in the kernel. Refusing costs about half of what answering costs, so a node that did nothing but
//! refuse those who ask again and again would have nothing left for those who wait as they were told; they, who come later,
//! notice nothing of this.
//!
//! Closing instead would be dearer: a new connection costs more than a refusal. A connection that a proxy has made is the
//! way of many callers and never rests.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::rt::time::{Sleep, sleep};
use actix_web::web::Bytes;

/// However long was told: a connection that rests is held for nothing.
const LONGEST: Duration = Duration::from_secs(2);

const OF_PROXIES: [HeaderName; 3] = [
    HeaderName::from_static("x-forwarded-for"),
    header::FORWARDED,
    header::VIA,
];

/// The answer that refuses, after which its connection rests. `told`: how long the caller is to stay away.
pub fn after(response: HttpResponse, headers: &HeaderMap, told: Option<Duration>) -> HttpResponse {
    let is_of_many = OF_PROXIES.iter().any(|name| headers.contains_key(name));
    match told {
        Some(told) if !is_of_many => response.map_body(|_, body| {
            BoxBody::new(Resting {
                body,
                told: told.min(LONGEST),
                rest: None,
            })
        }),
        _ => response,
    }
}

/// All of the answer goes out at once; that it has ended is told to the connection alone, and later.
struct Resting {
    body: BoxBody,
    told: Duration,
    rest: Option<Pin<Box<Sleep>>>,
}

impl MessageBody for Resting {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.rest.is_none() {
            let next = std::task::ready!(Pin::new(&mut self.body).poll_next(cx));
            if next.is_some() {
                return Poll::Ready(next);
            }
        }
        let told = self.told;
        let rest = self.rest.get_or_insert_with(|| Box::pin(sleep(told)));
        rest.as_mut().poll(cx).map(|()| None)
    }
}
