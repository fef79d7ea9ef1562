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
