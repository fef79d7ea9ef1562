//! What a function may do is the type it asks for. A capability is made from a proved session or key and from nothing else.

use std::ops::Deref;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use tenants::ControlTx;

use super::Role;
use super::session::SessionKey;
use crate::audit::{self, Event, Reader};
use crate::ctx::{Ctx, IdSource, Platform, Scope};
use crate::doer::Doer;
use crate::error::Result;
use crate::ids::{ApiKeyId, MemberId, SupportGrantId};

/// A member who has signed in to one tenant; or support that its owner has let in.
#[derive(Clone)]
pub struct Session {
    pub ctx: Ctx,
    pub member: MemberId,
    pub role: Role,
    pub key: SessionKey,
    pub expires_at: DateTime<Utc>,
    /// By which grant it is an account manager's; none for the channel's own members.
    pub support: Option<SupportGrantId>,
}

impl Session {
    /// For the command line, whose user can read the database, too.
    #[must_use]
    pub fn of_command_line(ctx: Ctx) -> Self {
        let expires_at = ctx.now();
        let member = MemberId(uuid::Uuid::nil());
        Self {
            ctx,
            member,
            role: Role::Owner,
            key: SessionKey::of_nobody(),
            expires_at,
            support: None,
        }
    }

    /// Writes down what is done to the channel on the control plane, with the change itself.
    ///
    /// # Errors
    /// The record is out of reach; then the change must not happen either.
    pub async fn record(&self, tx: &ControlTx, event: Event) -> Result<()> {
        let scope = Scope::Tenant(self.tenant.id());
        audit::append(tx, &self.platform, &self.doer, scope, event).await
    }
}

/// A channel's back end, with an API key.
#[derive(Clone)]
pub struct App {
    pub ctx: Ctx,
    pub key: ApiKeyId,
}

/// Of the platform. Holds no tenant handle, so nothing of a tenant's can be reached with it.
#[derive(Clone)]
pub struct AccountManager {
    pub platform: Arc<Platform>,
    pub ids: Arc<IdSource>,
    pub doer: Arc<Doer>,
    pub member: MemberId,
    pub key: SessionKey,
    pub expires_at: DateTime<Utc>,
}

impl AccountManager {
    /// For the command line: who can run it can read the database, too.
    #[must_use]
    pub fn of_command_line(platform: Arc<Platform>) -> Self {
        let expires_at = platform.clock.now();
        Self {
            platform,
            ids: Arc::default(),
            doer: Arc::new(Doer::command_line()),
            member: MemberId(uuid::Uuid::nil()),
            key: SessionKey::of_nobody(),
            expires_at,
        }
    }

    /// Writes down what is done to a channel or to the platform, with the change itself.
    ///
    /// # Errors
    /// The record is out of reach; then the change must not happen either.
    pub async fn record(&self, tx: &ControlTx, scope: Scope, event: Event) -> Result<()> {
        audit::append(tx, &self.platform, &self.doer, scope, event).await
    }
}

/// The channel's own chain.
impl From<&Owner> for Reader {
    fn from(owner: &Owner) -> Self {
        let scope = Scope::Tenant(owner.tenant.id());
        Self::new(owner.platform.clone(), owner.doer.clone(), scope)
    }
}

/// The platform's chain, and no channel's.
impl From<&AccountManager> for Reader {
    fn from(manager: &AccountManager) -> Self {
        Self::new(manager.platform.clone(), manager.doer.clone(), Scope::Platform)
    }
}

/// A role that a resolver asks for.
pub trait Capability: Sized {
    fn of(session: &Session) -> Option<Self>;
}

impl Capability for Session {
    fn of(session: &Session) -> Option<Self> {
        Some(session.clone())
    }
}

impl Deref for App {
    type Target = Ctx;

    fn deref(&self) -> &Ctx {
        &self.ctx
    }
}

impl Deref for Session {
    type Target = Ctx;

    fn deref(&self) -> &Ctx {
        &self.ctx
    }
}

macro_rules! capabilities {
    ($($(#[$doc:meta])* $name:ident: $($role:ident)|+;)*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Session);

        impl Capability for $name {
            fn of(session: &Session) -> Option<Self> {
                matches!(session.role, $(Role::$role)|+).then(|| Self(session.clone()))
            }
        }

        impl Deref for $name {
            type Target = Session;

            fn deref(&self) -> &Session {
                &self.0
            }
        }
    )*};
}

capabilities! {
    /// May read the channel's shows, campaigns and figures.
    Analyst: Owner | Producer | Operator | Moderator | Analyst;
    /// May publish and reject comments.
    Moderator: Owner | Producer | Operator | Moderator;
    /// May run what has been built.
    Operator: Owner | Producer | Operator;
    /// May build shows and campaigns.
    Producer: Owner | Producer;
    /// May change members and API keys.
    Owner: Owner;
}
