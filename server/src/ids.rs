//! Typed ids. Inside a UUID, outside `prefix_` and 26 letters and digits: opaque, unguessable, and a `show_…` can't be
//! passed off as a `camp_…`. A grant's says where it stands in the ledger.

use data_encoding::BASE32_DNSSEC;
use uuid::Uuid;

use crate::error::{Error, Result};

/// What follows the prefix of the longest, a grant's, and what that stands for.
const LETTERS_MAX: usize = 39;
const BYTES_MAX: usize = 24;

/// A kind of thing that has an id, by the prefix of the id.
pub trait Prefixed: Copy {
    const PREFIX: &'static str;
    /// As in "there is no such show".
    const NOUN: &'static str;

    fn to_bytes(self) -> impl AsRef<[u8]>;

    /// None: not of the right length, or of none that there can be.
    fn from_bytes(bytes: &[u8]) -> Option<Self>;

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
        if prefix != Self::PREFIX || rest.len() > LETTERS_MAX || rest.bytes().any(|b| b.is_ascii_uppercase())
        {
            return Err(wrong());
        }
        let mut bytes = [0; BYTES_MAX];
        let length = BASE32_DNSSEC.decode_len(rest.len()).map_err(|_| wrong())?;
        let bytes = &mut bytes[..length];
        BASE32_DNSSEC
            .decode_mut(rest.as_bytes(), bytes)
            .map_err(|_| wrong())?;
        Self::from_bytes(bytes).ok_or_else(wrong)
    }

    fn encode(self) -> String {
        format!(
            "{}_{}",
            Self::PREFIX,
            BASE32_DNSSEC.encode(self.to_bytes().as_ref())
        )
    }
}

macro_rules! display {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.encode())
            }
        }
    };
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

            fn to_bytes(self) -> impl AsRef<[u8]> {
                self.0.into_bytes()
            }

            fn from_bytes(bytes: &[u8]) -> Option<Self> {
                Uuid::from_slice(bytes).ok().map(Self)
            }
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

        display!($name);
    )*};
}

ids! {
    ChannelId "chan" "channel";
    ShowId "show" "show";
    SegmentId "seg" "segment";
    CampaignId "camp" "campaign";
    CommentId "comment" "comment";
    PrizeId "prize" "prize";
    OptionId "option" "option";
    MemberId "member" "member";
    ApiKeyId "key" "API key";
    SessionId "sess" "session";
    EventId "event" "audit event";
    SupportGrantId "support" "support access";
}

/// A slot of a campaign: there is one grant of it at most. Whoever writes it, and however often, it is the same, and the
/// record needs no index to find it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantId {
    pub campaign: CampaignId,
    /// At most [`i64::MAX`], as the record has it.
    pub slot: u64,
}

impl Prefixed for GrantId {
    const PREFIX: &'static str = "grant";
    const NOUN: &'static str = "grant";

    fn to_bytes(self) -> impl AsRef<[u8]> {
        let mut bytes = [0; 24];
        bytes[..16].copy_from_slice(self.campaign.0.as_bytes());
        bytes[16..].copy_from_slice(&self.slot.to_be_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (campaign, slot) = bytes.split_first_chunk::<16>()?;
        let slot = u64::from_be_bytes(slot.try_into().ok()?);
        i64::try_from(slot).ok()?;
        Some(Self {
            campaign: CampaignId(Uuid::from_bytes(*campaign)),
            slot,
        })
    }
}

display!(GrantId);

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
        fn a_grant_s_id_reads_back(bits: u128, slot in 0..=i64::MAX.unsigned_abs()) {
            let id = GrantId { campaign: CampaignId(Uuid::from_u128(bits)), slot };
            prop_assert_eq!(GrantId::parse(&id.encode(), "id").ok(), Some(id));
            prop_assert_eq!(id.encode().len(), "grant_".len() + LETTERS_MAX);
            let beyond = GrantId { slot: slot | 1 << 63, ..id };
            prop_assert!(GrantId::parse(&beyond.encode(), "id").is_err());
            prop_assert!(GrantId::parse(&CampaignId(Uuid::from_u128(bits)).encode().replace("camp", "grant"), "id").is_err());
        }

        #[test]
        fn whatever_is_no_id_is_an_error(text in ".*") {
            prop_assert_eq!(CampaignId::parse(&text, "id").map_err(|e| e.code()).err(), Some("BAD_USER_INPUT"));
        }
    }
}
