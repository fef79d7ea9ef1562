//! Who does something, and from where. Authentication makes it with the request, a worker and the command line for
//! themselves; the audit log writes it down.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::ids::{ApiKeyId, MemberId, Prefixed};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, async_graphql::Enum)]
#[graphql(name = "AuditActorKind")]
pub enum Kind {
    /// Of the channel's own staff.
    Member,
    /// The channel's back end, with an API key.
    App,
    /// Of the platform.
    AccountManager,
    /// An account manager inside a channel that has let support in.
    Support,
    /// The platform by itself: a worker that opens what is due.
    System,
    CommandLine,
    /// Somebody who has not proved who they are, such as whoever fails to sign in.
    Stranger,
    Viewer,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Member,
        Self::App,
        Self::AccountManager,
        Self::Support,
        Self::System,
        Self::CommandLine,
        Self::Stranger,
        Self::Viewer,
    ];

    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// As it is recorded: part of what is hashed, so never changed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::App => "app",
            Self::AccountManager => "account_manager",
            Self::Support => "support",
            Self::System => "system",
            Self::CommandLine => "command_line",
            Self::Stranger => "stranger",
            Self::Viewer => "viewer",
        }
    }
}

/// From where. Personal, so it is kept apart from what is hashed, and erased when its time is over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The caller's IP address.
    pub address: Option<String>,
    /// What the browser or program calls itself, at most [`Origin::AGENT_CHARS_MAX`] characters.
    pub agent: Option<String>,
    /// The name of the operating system's user, for the command line.
    pub user: Option<String>,
    /// The request's trace: not personal.
    pub trace: Option<String>,
}

impl Origin {
    pub const AGENT_CHARS_MAX: usize = 200;

    #[must_use]
    pub fn of_request(address: Option<String>, agent: Option<&str>, trace: String) -> Self {
        let printable = |text: &str| {
            text.chars()
                .filter(|c| !c.is_control())
                .take(Self::AGENT_CHARS_MAX)
                .collect()
        };
        Self {
            address,
            agent: agent.map(printable),
            user: None,
            trace: Some(trace),
        }
    }

    /// The address, or for IPv6 the /64 around it: a household or a host has all of that to itself.
    #[must_use]
    pub fn network(&self) -> Option<IpNet> {
        let address: IpAddr = self.address.as_deref()?.parse().ok()?;
        let bits = if address.is_ipv4() { 32 } else { 64 };
        IpNet::new(address, bits).ok().map(|net| net.trunc())
    }

    fn of_command_line() -> Self {
        Self {
            user: std::env::var("USER").ok().filter(|user| !user.is_empty()),
            ..Self::default()
        }
    }
}

#[derive(Clone, Debug)]
pub struct Doer {
    pub kind: Kind,
    /// `member_…` or `key_…`; none where the kind says all.
    pub id: Option<String>,
    pub origin: Origin,
}

impl Doer {
    const fn nameless(kind: Kind, origin: Origin) -> Self {
        Self {
            kind,
            id: None,
            origin,
        }
    }

    #[must_use]
    pub fn member(id: MemberId, origin: Origin) -> Self {
        Self {
            id: Some(id.encode()),
            ..Self::nameless(Kind::Member, origin)
        }
    }

    #[must_use]
    pub fn account_manager(id: MemberId, origin: Origin) -> Self {
        Self {
            id: Some(id.encode()),
            ..Self::nameless(Kind::AccountManager, origin)
        }
    }

    #[must_use]
    pub fn support(id: MemberId, origin: Origin) -> Self {
        Self {
            id: Some(id.encode()),
            ..Self::nameless(Kind::Support, origin)
        }
    }

    #[must_use]
    pub fn app(id: ApiKeyId, origin: Origin) -> Self {
        Self {
            id: Some(id.encode()),
            ..Self::nameless(Kind::App, origin)
        }
    }

    #[must_use]
    pub const fn viewer(origin: Origin) -> Self {
        Self::nameless(Kind::Viewer, origin)
    }

    #[must_use]
    pub const fn stranger(origin: Origin) -> Self {
        Self::nameless(Kind::Stranger, origin)
    }

    #[must_use]
    pub fn system() -> Self {
        Self::nameless(Kind::System, Origin::default())
    }

    #[must_use]
    pub fn command_line() -> Self {
        Self::nameless(Kind::CommandLine, Origin::of_command_line())
    }

    /// What these do to a channel stands in the platform's own chain, too.
    #[must_use]
    pub const fn is_of_platform(&self) -> bool {
        matches!(self.kind, Kind::AccountManager | Kind::CommandLine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_caller_is_its_network() {
        let network = |address: &str| {
            let origin = Origin {
                address: Some(address.to_owned()),
                ..Origin::default()
            };
            origin.network().map(|net| net.to_string())
        };
        assert_eq!(network("192.0.2.7").as_deref(), Some("192.0.2.7/32"));
        assert_eq!(
            network("2001:db8:1:2:3:4:5:6").as_deref(),
            Some("2001:db8:1:2::/64")
        );
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("nonsense"), None);
    }
}
