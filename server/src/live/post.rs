//! Answers go to the thread that waits for them by the batch: waking it for each of them alone is a system call each, and
//! where cores are few a switch there and back, which costs more than the answer.

use std::cell::OnceCell;

use tokio::sync::{mpsc, oneshot};

use super::lane::{Answered, Place};

/// An answer on its way. It keeps its place until it has arrived.
struct Letter {
    reply: oneshot::Sender<Answered>,
    answer: Answered,
    _place: Place,
}

impl Letter {
    fn arrive(self) {
        // Nobody listens any more: what was claimed stays claimed.
        let _ = self.reply.send(self.answer);
    }
}

thread_local! {
    static HERE: OnceCell<Mailbox> = const { OnceCell::new() };
}

/// Of one thread. Bounded by the places of those who wait.
#[derive(Clone)]
pub struct Mailbox(mpsc::UnboundedSender<Vec<Letter>>);

impl Mailbox {
    /// Gives the thread one, if it has none. To be called inside the [`tokio::task::LocalSet`] that runs for as long as the
    /// thread asks; a thread without a mailbox gets its answers one by one.
    pub fn open() {
        HERE.with(|here| {
            here.get_or_init(|| {
                let (sender, mut batches) = mpsc::unbounded_channel::<Vec<Letter>>();
                tokio::task::spawn_local(async move {
                    while let Some(batch) = batches.recv().await {
                        batch.into_iter().for_each(Letter::arrive);
                    }
                });
                Self(sender)
            });
        });
    }

    /// This thread's.
    pub(super) fn here() -> Option<Self> {
        HERE.with(|here| here.get().cloned())
    }
}

/// Where one answer goes.
pub(super) struct Address {
    pub(super) mailbox: Option<Mailbox>,
    pub(super) reply: oneshot::Sender<Answered>,
    pub(super) place: Place,
}

/// Answers of one batch, sent when it is dropped.
#[derive(Default)]
pub(super) struct Post(Vec<(Mailbox, Vec<Letter>)>);

impl Post {
    pub(super) fn add(&mut self, to: Address, answer: Answered) {
        let letter = Letter {
            reply: to.reply,
            answer,
            _place: to.place,
        };
        let Some(mailbox) = to.mailbox else {
            return letter.arrive();
        };
        // As many as there are threads that listen: few.
        let known = self
            .0
            .iter_mut()
            .find(|(known, _)| known.0.same_channel(&mailbox.0));
        match known {
            Some((_, letters)) => letters.push(letter),
            None => self.0.push((mailbox, vec![letter])),
        }
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        for (mailbox, letters) in self.0.drain(..) {
            // The thread has ended, and with it all who waited there.
            let _ = mailbox.0.send(letters);
        }
    }
}
