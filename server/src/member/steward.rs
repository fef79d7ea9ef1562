//! Whoever may change members.

use std::sync::Arc;

use tenants::{ControlTx, TenantId};
use uuid::Uuid;

use super::{AccountManager, Member, Owner, Role, Scope};
use crate::audit::{self, Event};
use crate::ctx::{IdSource, Platform};
use crate::doer::Doer;
use crate::error::{Error, Result};
use crate::ids::MemberId;

/// A channel's owner, for that channel; an account manager, or whoever runs the `ovation` command, for every channel and
/// for the platform.
pub struct Steward {
    platform: Arc<Platform>,
    ids: Arc<IdSource>,
    doer: Arc<Doer>,
    within: Option<TenantId>,
    /// None for the command line, whose user is no member.
    oneself: Option<MemberId>,
}

impl From<&Owner> for Steward {
    fn from(owner: &Owner) -> Self {
        Self {
            platform: owner.platform.clone(),
            ids: owner.ids.clone(),
            doer: owner.doer.clone(),
            within: Some(owner.tenant.id()),
            oneself: Some(owner.member),
        }
    }
}

impl From<&AccountManager> for Steward {
    fn from(manager: &AccountManager) -> Self {
        Self {
            platform: manager.platform.clone(),
            ids: manager.ids.clone(),
            doer: manager.doer.clone(),
            within: None,
            oneself: Some(manager.member),
        }
    }
}

impl Steward {
    /// For the command line: who can run it can read the database, too.
    #[must_use]
    pub fn of_command_line(platform: Arc<Platform>) -> Self {
        Self {
            platform,
            ids: Arc::default(),
            doer: Arc::new(Doer::command_line()),
            within: None,
            oneself: None,
        }
    }

    pub(super) fn platform(&self) -> &Platform {
        &self.platform
    }

    /// Writes down what is done to a member, with the change itself.
    pub(super) async fn record(&self, tx: &ControlTx, scope: Scope, event: Event) -> Result<()> {
        audit::append(tx, &self.platform, &self.doer, scope, event).await
    }

    pub(super) fn new_id<T: From<Uuid>>(&self) -> T {
        T::from(self.ids.next(&self.platform))
    }

    /// Another channel's member is as good as none.
    pub(super) fn reaches(&self, member: &Member) -> bool {
        self.within.is_none_or(|tenant| member.tenant() == Some(tenant))
    }

    /// One's own password and second factor are changed by whoever still has the old ones, and not by virtue of office:
    /// else a desk that somebody walked away from is enough to take the account over.
    pub(super) fn refuse_oneself(&self, id: MemberId, instead: &'static str) -> Result<()> {
        match self.oneself {
            Some(oneself) if oneself == id => Err(Error::Forbidden(instead)),
            _ => Ok(()),
        }
    }

    /// Where a new member of this role belongs. None: there is no such channel.
    pub(super) fn scope_for(&self, channel: Option<&str>, role: Role) -> Result<Option<Scope>> {
        let of_platform = role == Role::AccountManager;
        match (self.within, channel) {
            (Some(_), Some(_)) => Err(Error::bad_input(
                "channel",
                "only account managers name a channel",
            )),
            (Some(_), None) if of_platform => {
                Err(Error::bad_input("role", "account managers are of the platform"))
            }
            (Some(tenant), None) => Ok(Some(Scope::Tenant(tenant))),
            (None, None) if of_platform => Ok(Some(Scope::Platform)),
            (None, None) => Err(Error::bad_input("channel", "name the channel of the new member")),
            (None, Some(_)) if of_platform => Err(Error::bad_input(
                "channel",
                "account managers are of the platform, not of a channel",
            )),
            (None, Some(slug)) => Ok(self
                .platform
                .registry
                .find(slug)
                .map(|entry| Scope::Tenant(entry.id))),
        }
    }
}
