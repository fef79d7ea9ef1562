//! Something that every request touches is kept several times, side by side, and each thread touches its own: cores that
//! write to one word in turn wait for each other, however little they write.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Enough for the threads of one node; with more of them some share.
pub const STRIPES: usize = 16;

/// One of each kind. A cache line, and the one that is fetched along with it, belong to one stripe alone.
#[derive(Debug, Default)]
#[repr(align(128))]
pub struct Stripe<T>(pub T);

/// `0..STRIPES`, the same for one thread always.
#[must_use]
pub fn own() -> usize {
    static THREADS: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static OWN: usize = THREADS.fetch_add(1, Ordering::Relaxed) % STRIPES;
    }
    OWN.with(|own| *own)
}
