//! The two profiles, and one test's run on one of them.

use super::{Channel, Plan, Server};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// SQLite and hot state in process.
    Embedded,
    /// PostgreSQL and Redis.
    Full,
}

/// Gives the test a fresh channel, and afterwards holds the server to its word.
pub async fn run(profile: Profile, test: impl AsyncFnOnce(&Channel)) {
    let server = Server::start(profile).await;
    let channel = Channel::new(&server, &Plan::default()).await;
    test(&channel).await;
    channel.holds_its_promises().await;
}
