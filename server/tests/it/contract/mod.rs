//! The contract: what both APIs promise, asked of a server that really listens, on both profiles. A test is an
//! `async fn` that takes a channel of its own; [`on_both_profiles!`] makes its two runs.
//!
//! After each run the channel's record must balance, and hold every grant that a viewer was told of.

/// Runs each of these functions on the embedded and on the full profile.
macro_rules! on_both_profiles {
    ($($test:ident),+ $(,)?) => {$(
        mod $test {
            use crate::contract::stage::{Profile, run};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn embedded() {
                run(Profile::Embedded, super::$test).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn full() {
                run(Profile::Full, super::$test).await;
            }
        }
    )+};
}

mod audience;
mod audit;
mod bad_input;
mod console;
mod identity;
mod isolation;
mod life;
mod restart;
mod sign_in;
mod stage;
