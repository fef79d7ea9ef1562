//! Whoever may change members.

use std::sync::Arc;

use tenants::{ControlTx, TenantId};
use uuid::Uuid;

use super::{AccountManager, Member, Owner, Role, Scope, store};
use crate::audit::{self, Event};
use crate::ctx::{IdSource, Platform};
use crate::doer::Doer;
use crate::error::{Error, Result};
use crate::ids::MemberId;

/// A channel's owner, for that channel; an account manager, for the platform and for a channel's first owner; whoever runs
/// the `ovation` command, for all.
pub struct Steward {
    platform: Arc<Platform>,
    ids: Arc<IdSource>,
    doer: Arc<Doer>,
    reach: Reach,
    /// None for the command line, whose user is no member.
    oneself: Option<MemberId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Channel(TenantId),
    /// No channel's members: whoever could give one of them a password would be inside, and nobody would have let them in.
    Platform,
    All,
}

impl From<&Owner> for Steward {
    fn from(owner: &Owner) -> Self {
        Self {
            platform: owner.platform.clone(),
            ids: owner.ids.clone(),
            doer: owner.doer.clone(),
            reach: Reach::Channel(owner.tenant.id()),
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
            reach: Reach::Platform,
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
            reach: Reach::All,
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
        match self.reach {
            Reach::Channel(tenant) => member.tenant() == Some(tenant),
            Reach::Platform => member.tenant().is_none(),
            Reach::All => true,
        }
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
        match (self.reach, channel) {
            (Reach::Channel(_), Some(_)) => Err(Error::bad_input(
                "channel",
                "only account managers name a channel",
            )),
            (Reach::Channel(_), None) if of_platform => {
                Err(Error::bad_input("role", "account managers are of the platform"))
            }
            (Reach::Channel(tenant), None) => Ok(Some(Scope::Tenant(tenant))),
            (_, None) if of_platform => Ok(Some(Scope::Platform)),
            (_, None) => Err(Error::bad_input("channel", "name the channel of the new member")),
            (_, Some(_)) if of_platform => Err(Error::bad_input(
                "channel",
                "account managers are of the platform, not of a channel",
            )),
            (Reach::Platform, Some(_)) if role != Role::Owner => Err(Error::bad_input(
                "role",
                "the channel's first owner alone, who adds everybody else",
            )),
            (_, Some(slug)) => Ok(self
                .platform
                .registry
                .find(slug)
                .map(|entry| Scope::Tenant(entry.id))),
        }
    }

    /// Whether the channel's owner has to do it: where there is one, nobody else adds members.
    pub(super) async fn leaves_it_to_the_owner(&self, tx: &ControlTx, scope: Scope) -> Result<bool> {
        let is_guest = self.reach == Reach::Platform && scope != Scope::Platform;
        Ok(is_guest && store::count_by_role(tx, scope, Role::Owner).await? > 0)
    }
}
