//! A producer of one's own: a new member of a channel, signed in to the console.

use anyhow::{Context, Result};

use crate::chance;
use crate::console::Console;
use crate::ovation::{NewMember, Ovation};
use crate::retry::Caller;

/// `run`: a name that no other run has; `channel`: its slug.
///
/// # Errors
/// When the member can't be made or does not get in.
pub async fn sign_in(ovation: &Ovation, caller: Caller, channel: &str, run: &str) -> Result<Console> {
    let (email, password) = (format!("producer-{run}@example.org"), chance::fresh_word(24)?);
    let member = NewMember {
        channel,
        email: &email,
        name: "Replay",
        role: "producer",
        password: &password,
    };
    ovation.add_member(&member).await.context("making a producer")?;
    Console::sign_in(caller, run, channel, &email, &password).await
}
