//! Who asks. The HTTP layer proves it and puts one [`Actor`] into the request; a resolver asks for the capability that it
//! needs and gets it or an error.

use std::sync::Arc;

use async_graphql::Context;

use crate::audit::Reader;
use crate::ctx::Platform;
use crate::doer::Origin;
use crate::error::{Error, Result};
use crate::member::{AccountManager, App, Capability, Enroller, Oneself, Owner, Session};
use crate::viewer::Viewer;

#[derive(Clone)]
pub enum Actor {
    Nobody,
    Viewer(Viewer),
    Member(Session),
    App(App),
    AccountManager(AccountManager),
    /// Signed in as far as setting up a second factor.
    Enroller(Enroller),
}

const ENROL_FIRST: Error = Error::Forbidden("set up your second factor first");

/// # Errors
/// A fault of the HTTP layer, which puts one into every request.
pub fn actor<'a>(ctx: &'a Context<'_>) -> Result<&'a Actor> {
    ctx.data_opt()
        .ok_or_else(|| Error::internal("a request without an actor"))
}

/// # Errors
/// `UNAUTHENTICATED` unless a viewer's token came with the request.
pub fn viewer<'a>(ctx: &'a Context<'_>) -> Result<&'a Viewer> {
    match actor(ctx)? {
        Actor::Viewer(viewer) => Ok(viewer),
        _ => Err(Error::Unauthenticated),
    }
}

/// # Errors
/// `UNAUTHENTICATED` for nobody, `FORBIDDEN` for a member whose role does not reach that far.
pub fn member<T: Capability>(ctx: &Context<'_>) -> Result<T> {
    match actor(ctx)? {
        Actor::Member(session) => T::of(session).ok_or(Error::Forbidden("your role does not allow this")),
        Actor::AccountManager(_) | Actor::App(_) => {
            Err(Error::Forbidden("this is for the channel's own members"))
        }
        Actor::Enroller(_) => Err(ENROL_FIRST),
        Actor::Nobody | Actor::Viewer(_) => Err(Error::Unauthenticated),
    }
}

/// # Errors
/// `UNAUTHENTICATED` for nobody, `FORBIDDEN` for anybody but an account manager.
pub fn account_manager<'a>(ctx: &'a Context<'_>) -> Result<&'a AccountManager> {
    match actor(ctx)? {
        Actor::AccountManager(manager) => Ok(manager),
        Actor::Nobody | Actor::Viewer(_) => Err(Error::Unauthenticated),
        Actor::Member(_) | Actor::App(_) => Err(Error::Forbidden("this is for account managers")),
        Actor::Enroller(_) => Err(ENROL_FIRST),
    }
}

/// # Errors
/// `UNAUTHENTICATED` for nobody, `FORBIDDEN` for anybody but an app with an API key.
pub fn app<'a>(ctx: &'a Context<'_>) -> Result<&'a App> {
    match actor(ctx)? {
        Actor::App(app) => Ok(app),
        Actor::Nobody | Actor::Viewer(_) => Err(Error::Unauthenticated),
        Actor::Member(_) | Actor::AccountManager(_) => {
            Err(Error::Forbidden("this is for a channel's app, with an API key"))
        }
        Actor::Enroller(_) => Err(ENROL_FIRST),
    }
}

/// Whoever has signed in, for what is their own.
///
/// # Errors
/// `UNAUTHENTICATED` for nobody, `FORBIDDEN` for an app, which is no person.
pub fn oneself(ctx: &Context<'_>) -> Result<Oneself> {
    match actor(ctx)? {
        Actor::Member(session) => Ok(session.into()),
        Actor::AccountManager(manager) => Ok(manager.into()),
        Actor::Enroller(_) => Err(ENROL_FIRST),
        Actor::App(_) => Err(Error::Forbidden("this is for people who have signed in")),
        Actor::Nobody | Actor::Viewer(_) => Err(Error::Unauthenticated),
    }
}

/// The chain of the audit log that this actor may read: a channel's owner its own, an account manager the platform's.
///
/// # Errors
/// `UNAUTHENTICATED` for nobody, `FORBIDDEN` for anybody else.
pub fn auditor(actor: &Actor) -> Result<Reader> {
    let refused = Error::Forbidden("this is for the channel's owners and for account managers");
    match actor {
        Actor::AccountManager(manager) => Ok(manager.into()),
        Actor::Member(session) => Owner::of(session).as_ref().map(Reader::from).ok_or(refused),
        Actor::Enroller(_) => Err(ENROL_FIRST),
        Actor::App(_) => Err(refused),
        Actor::Nobody | Actor::Viewer(_) => Err(Error::Unauthenticated),
    }
}

/// As [`oneself`], and whoever has signed in no further than that.
///
/// # Errors
/// As [`oneself`].
pub fn enroller(ctx: &Context<'_>) -> Result<Enroller> {
    match actor(ctx)? {
        Actor::Enroller(enroller) => Ok(enroller.clone()),
        _ => oneself(ctx).map(Enroller::from),
    }
}

/// From where the request came.
///
/// # Errors
/// A fault of the HTTP layer, which puts it into every request.
pub fn origin<'a>(ctx: &'a Context<'_>) -> Result<&'a Origin> {
    ctx.data_opt()
        .ok_or_else(|| Error::internal("a request from nowhere"))
}

/// # Errors
/// A fault of the HTTP layer, which puts the platform into every request.
pub fn platform<'a>(ctx: &'a Context<'_>) -> Result<&'a Arc<Platform>> {
    ctx.data_opt()
        .ok_or_else(|| Error::internal("a request without the platform"))
}
