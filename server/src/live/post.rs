//! Answers go to the thread that waits for them by the batch: waking it for each of them alone is a system call each, and
//! where cores are few a switch there and back.

use std::cell::OnceCell;

use tokio::sync::{mpsc, oneshot};

use super::lane::{Answered, Place};

type Letters = Vec<(Address, Answered)>;

thread_local! {
    static HERE: OnceCell<Mailbox> = const { OnceCell::new() };
}

/// Of one thread. Bounded by the places of those who wait.
#[derive(Clone)]
pub struct Mailbox(mpsc::UnboundedSender<Letters>);

impl Mailbox {
    /// Gives the thread one, if it has none. To be called inside the [`tokio::task::LocalSet`] that runs for as long as the
    /// thread asks; a thread without a mailbox gets its answers one by one.
    pub fn open() {
        HERE.with(|here| {
            here.get_or_init(|| {
                let (sender, mut batches) = mpsc::unbounded_channel::<Letters>();
                tokio::task::spawn_local(async move {
                    while let Some(batch) = batches.recv().await {
                        for (to, answer) in batch {
                            to.arrive(answer);
                        }
                    }
                });
                Self(sender)
            });
        });
    }
}

/// Where the answer to one play goes. It keeps its place until the answer has arrived.
pub(super) struct Address {
    mailbox: Option<Mailbox>,
    reply: oneshot::Sender<Answered>,
    _place: Place,
}

impl Address {
    /// On this thread.
    pub(super) fn here(place: Place) -> (Self, oneshot::Receiver<Answered>) {
        let (reply, answer) = oneshot::channel();
        let address = Self {
            mailbox: HERE.with(|here| here.get().cloned()),
            reply,
            _place: place,
        };
        (address, answer)
    }

    fn arrive(self, answer: Answered) {
        // Nobody listens any more: what was claimed stays claimed.
        let _ = self.reply.send(answer);
    }
}

/// Answers of one batch, sent when it is dropped.
#[derive(Default)]
pub(super) struct Post(Vec<(Mailbox, Letters)>);

impl Post {
    pub(super) fn add(&mut self, mut to: Address, answer: Answered) {
        let Some(mailbox) = to.mailbox.take() else {
            return to.arrive(answer);
        };
        // As many as there are threads that listen: few.
        let mut known = self.0.iter_mut();
        match known.find(|(known, _)| known.0.same_channel(&mailbox.0)) {
            Some((_, letters)) => letters.push((to, answer)),
            None => self.0.push((mailbox, vec![(to, answer)])),
        }
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        for (mailbox, letters) in self.0.drain(..) {
            // Refused: the thread has ended, and with it all who waited there, as they sleep by its clock.
            let _ = mailbox.0.send(letters);
        }
    }
}
