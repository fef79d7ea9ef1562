//! Whoever has signed in, for what concerns nobody else: their sessions, their password, their second factor.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tenants::ControlTx;

use super::{AccountManager, Session, SessionKey};
use crate::audit::{self, Event};
use crate::ctx::{Platform, Scope};
use crate::doer::Doer;
use crate::error::Result;
use crate::ids::MemberId;

#[derive(Clone)]
pub struct Oneself {
    pub platform: Arc<Platform>,
    pub doer: Arc<Doer>,
    pub scope: Scope,
    pub member: MemberId,
    pub key: SessionKey,
    pub expires_at: DateTime<Utc>,
}

impl From<&Session> for Oneself {
    fn from(session: &Session) -> Self {
        Self {
            platform: session.ctx.platform.clone(),
            doer: session.ctx.doer.clone(),
            scope: Scope::Tenant(session.ctx.tenant.id()),
            member: session.member,
            key: session.key,
            expires_at: session.expires_at,
        }
    }
}

impl From<&AccountManager> for Oneself {
    fn from(manager: &AccountManager) -> Self {
        Self {
            platform: manager.platform.clone(),
            doer: manager.doer.clone(),
            scope: Scope::Platform,
            member: manager.member,
            key: manager.key,
            expires_at: manager.expires_at,
        }
    }
}

impl Oneself {
    /// Writes down what somebody has done to what is their own, with the change itself.
    pub(super) async fn record(&self, tx: &ControlTx, event: Event) -> Result<()> {
        audit::append(tx, &self.platform, &self.doer, self.scope, event).await
    }
}

/// Signed in with a password alone where that is not enough: may set up a second factor and leave, and do nothing else.
/// Whoever is wholly signed in may that, too.
#[derive(Clone)]
pub struct Enroller(Oneself);

impl Enroller {
    /// For authentication: a session that lacks a second factor which its member must have.
    #[must_use]
    pub const fn new(oneself: Oneself) -> Self {
        Self(oneself)
    }

    #[must_use]
    pub const fn member(&self) -> MemberId {
        self.0.member
    }

    #[must_use]
    pub const fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at
    }

    pub(super) const fn oneself(&self) -> &Oneself {
        &self.0
    }
}

impl From<Oneself> for Enroller {
    fn from(oneself: Oneself) -> Self {
        Self(oneself)
    }
}
