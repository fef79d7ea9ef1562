//! What is being worked on, and whether anything new should come here. A request whose client has gone away is still
//! finished, so draining waits for the work and not only for the connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::Notify;

use crate::stripe::{self, STRIPES, Stripe};

#[derive(Debug, Default)]
pub struct Drain {
    begun: AtomicBool,
    working: [Stripe<AtomicUsize>; STRIPES],
    /// Whether anybody waits: until then no request has to tell that it was the last.
    is_awaited: AtomicBool,
    idle: Notify,
}

/// One piece of work; over when dropped, on whatever thread.
#[derive(Debug)]
pub struct Working {
    drain: Arc<Drain>,
    stripe: usize,
}

impl Drain {
    #[must_use]
    pub fn work(self: &Arc<Self>) -> Working {
        let stripe = stripe::own();
        self.working[stripe].0.fetch_add(1, Ordering::AcqRel);
        Working {
            drain: self.clone(),
            stripe,
        }
    }

    /// From here on the node says that it is not ready.
    pub fn begin(&self) {
        self.begun.store(true, Ordering::Release);
    }

    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Acquire)
    }

    /// Until nothing is being worked on.
    pub async fn idle(&self) {
        self.is_awaited.store(true, Ordering::SeqCst);
        loop {
            let mut idle = std::pin::pin!(self.idle.notified());
            // Registered before looking, so that the last one to finish in between is heard.
            idle.as_mut().enable();
            let mut working = self.working.iter();
            if working.all(|stripe| stripe.0.load(Ordering::SeqCst) == 0) {
                return;
            }
            idle.await;
        }
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        let was = self.drain.working[self.stripe].0.fetch_sub(1, Ordering::SeqCst);
        if was == 1 && self.drain.is_awaited.load(Ordering::SeqCst) {
            self.drain.idle.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn waits_for_the_last_piece_of_work() {
        let drain = Arc::new(Drain::default());
        let (first, second) = (drain.work(), drain.work());
        let waiting = tokio::spawn({
            let drain = drain.clone();
            async move { drain.idle().await }
        });
        drop(first);
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(second);
        waiting.await.unwrap();
        drain.idle().await;
    }
}
