//! What is being worked on, and whether anything new should come here. A request whose client has gone away is still
//! finished, so draining waits for the work and not only for the connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::Notify;

#[derive(Debug, Default)]
pub struct Drain {
    begun: AtomicBool,
    working: AtomicUsize,
    idle: Notify,
}

/// One piece of work; over when dropped.
#[derive(Debug)]
pub struct Working(Arc<Drain>);

impl Drain {
    #[must_use]
    pub fn work(self: &Arc<Self>) -> Working {
        self.working.fetch_add(1, Ordering::AcqRel);
        Working(self.clone())
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
        loop {
            let mut idle = std::pin::pin!(self.idle.notified());
            // Registered before looking, so that the last one to finish in between is heard.
            idle.as_mut().enable();
            if self.working.load(Ordering::Acquire) == 0 {
                return;
            }
            idle.await;
        }
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        if self.0.working.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.idle.notify_waiters();
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
