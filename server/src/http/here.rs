//! Work that is begun on the thread of the connection, and finished on the runtime should the connection go away first: as
//! sure to be finished as in a task of its own, without the way there and back.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::web::Data;
use futures::FutureExt;
use futures::future::BoxFuture;
use tracing::{Instrument, Span};

use super::Shared;
use super::reply::Reply;

pub struct Here {
    /// Until it is done.
    work: Option<BoxFuture<'static, Reply>>,
    shared: Data<Shared>,
}

impl Here {
    pub fn new(work: impl Future<Output = Reply> + Send + 'static, shared: &Data<Shared>) -> Self {
        let span = Span::current();
        let work = if span.is_disabled() {
            work.boxed()
        } else {
            work.instrument(span).boxed()
        };
        Self {
            work: Some(work),
            shared: shared.clone(),
        }
    }
}

impl Future for Here {
    type Output = Reply;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Reply> {
        let Some(work) = &mut self.work else {
            return Poll::Pending;
        };
        let reply = std::task::ready!(work.as_mut().poll(cx));
        self.work = None;
        Poll::Ready(reply)
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            self.shared.runtime.spawn(work);
        }
    }
}
