//! Plays the plan on a thread of its own: so many connections, each of which takes the next ask as soon as its last one
//! is answered.

use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

use super::answers::Answer;
use super::player::{Cast, Player};
use super::stage::Stage;
use super::tally::Tally;
use crate::address::Address;
use crate::load::drive;

/// What came of it.
pub struct Evening {
    pub answers: Vec<Answer>,
    pub tally: Tally,
    pub took: Duration,
}

/// The thread outlives whoever waits for it: it is told.
struct Interest(Arc<AtomicBool>);

impl Drop for Interest {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Plays everything; the stage afterwards.
///
/// # Errors
/// When a cue fails or too many asks are refused for good.
pub async fn all(cast: Cast, to: &Address) -> Result<(Evening, Stage)> {
    let socket = to.authority().to_socket_addrs()?.next();
    let socket = socket.context("an address without a socket")?;
    let _interest = Interest(Arc::clone(&cast.stop));
    let (connections, limit) = (cast.asks_max, cast.patience.try_max);
    let mut player = Player::new(cast, Handle::current())?;
    let started = Instant::now();
    let thread =
        spawn_blocking(move || drive(socket, connections, limit, &mut player).map(|()| player.end()));
    let (came, stage) = thread.await.context("the player's thread ended early")??;
    if let Some(failure) = came.failure {
        return Err(failure);
    }
    let evening = Evening {
        answers: came.answers,
        tally: came.tally,
        took: started.elapsed(),
    };
    Ok((evening, stage))
}
