//! What a channel holds about one of its viewers: told on demand, and erased.
//!
//! - [`export`] tells all of it: entries, ballots, comments, grants. Tokens and reactions are kept nowhere; figures hold
//!   sketches of hashes, from which nobody is found.
//! - [`erase`] takes the words of the viewer's comments at once, and puts a pseudonym in the viewer's place wherever a row
//!   must stay so that sums stay exact and a draw can be checked. It is made with the channel's data key: who has not got
//!   that key can't tell whose it was.
//! - In a campaign that is not settled a viewer's rows stay until it is: without them the viewer could win twice, and a
//!   published list of entries would change. The erasure is kept in mind and a worker finishes it.

mod entity;
mod erase;
mod export;
pub mod graphql;
mod store;

use std::ops::Deref;

use crate::ctx::Ctx;
use crate::member::{App, Owner};

pub use erase::{Erased, erase, finish_pending};
pub use export::export;

/// May ask for a viewer's data and have it erased: the channel's owner, and its app.
#[derive(Clone)]
pub struct Custodian(Ctx);

impl Custodian {
    #[must_use]
    pub fn of_owner(owner: &Owner) -> Self {
        Self(owner.ctx.clone())
    }

    #[must_use]
    pub fn of_app(app: &App) -> Self {
        Self(app.ctx.clone())
    }

    /// For the command line, whose user can read the database, too.
    #[must_use]
    pub const fn of_command_line(ctx: Ctx) -> Self {
        Self(ctx)
    }
}

impl Deref for Custodian {
    type Target = Ctx;

    fn deref(&self) -> &Ctx {
        &self.0
    }
}
