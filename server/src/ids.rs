//! Typed ids. Inside a UUID, outside `prefix_` and 26 letters and digits: opaque, unguessable, and a `show_…` can't be
//! passed off as a `camp_…`.

use data_encoding::BASE32_DNSSEC;
use uuid::Uuid;

use crate::error::{Error, Result};

/// A kind of thing that has an id, by the prefix of the id.
pub trait Prefixed: Copy + From<Uuid> + Into<Uuid> {
    const PREFIX: &'static str;
    /// As in "there is no such show".
    const NOUN: &'static str;

    /// # Errors
    /// `BAD_USER_INPUT` on a wrong prefix or on what is no id at all.
    fn parse(text: &str, field: &str) -> Result<Self> {
        let wrong = || {
            Error::bad_input(
                field,
                format!("an id of a {} is wanted: {}_…", Self::NOUN, Self::PREFIX),
            )
        };
        let (prefix, rest) = text.split_once('_').ok_or_else(wrong)?;
        if prefix != Self::PREFIX || rest.len() != 26 || rest.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(wrong());
        }
        let bytes = BASE32_DNSSEC.decode(rest.as_bytes()).map_err(|_| wrong())?;
        Uuid::from_slice(&bytes).map(Self::from).map_err(|_| wrong())
    }

    fn encode(self) -> String {
        format!(
            "{}_{}",
            Self::PREFIX,
            BASE32_DNSSEC.encode(self.into().as_bytes())
        )
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal $noun:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl Prefixed for $name {
            const PREFIX: &'static str = $prefix;
            const NOUN: &'static str = $noun;
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.encode())
            }
        }
    )*};
}

ids! {
    ChannelId "chan" "channel";
    ShowId "show" "show";
    SegmentId "seg" "segment";
    CampaignId "camp" "campaign";
    GrantId "grant" "grant";
    CommentId "comment" "comment";
    PrizeId "prize" "prize";
    OptionId "option" "option";
    MemberId "member" "member";
    ApiKeyId "key" "API key";
    SessionId "sess" "session";
    EventId "event" "audit event";
    SupportGrantId "support" "support access";
}

/// The prefix of any of our ids, for `node(id)`. None: it is none of ours.
#[must_use]
pub fn prefix_of(id: &str) -> Option<&str> {
    id.split_once('_').map(|(prefix, _)| prefix)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_id_reads_back_and_only_under_its_own_prefix(bits: u128) {
            let id = CampaignId(Uuid::from_u128(bits));
            prop_assert_eq!(CampaignId::parse(&id.encode(), "id").ok(), Some(id));
            prop_assert!(ShowId::parse(&id.encode(), "id").is_err());
            prop_assert!(CampaignId::parse(&id.encode().to_uppercase(), "id").is_err());
        }

        #[test]
        fn whatever_is_no_id_is_an_error(text in ".*") {
            prop_assert_eq!(CampaignId::parse(&text, "id").map_err(|e| e.code()).err(), Some("BAD_USER_INPUT"));
        }
    }
}
