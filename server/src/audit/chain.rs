//! What is hashed, to the byte, so that anyone can recompute it.
//!
//! A link is a JSON object with exactly these members, where absent values are `null`:
//!
//! ```text
//! action   "campaign.open"
//! actor    {"id": "member_…" or null, "kind": "member"}
//! after    an object, or null
//! at       when it happened: RFC 3339 in UTC with six digits of a second, "2026-11-21T12:00:00.000000Z"
//! before   an object, or null
//! channel  "chan_…" or null
//! id       the event's UUID, in small letters with hyphens
//! origin   SHA-256, in small hexadecimal, of the text that says from where; or null
//! prev     the hash of the link before, in small hexadecimal; before the first, the SHA-256 of "ovation audit 1 " and the scope
//! scope    the tenant's id as 32 hexadecimal digits, or "platform"
//! seq      1, 2, 3, …
//! target   "camp_…" or null
//! trace    the request's trace id, or null
//! v        1
//! ```
//!
//! It is written as RFC 8785 says (no spaces, members sorted by name, numbers are integers only), in UTF-8. Its hash is
//! the SHA-256 of these bytes. In Python: `sha256(json.dumps(link, sort_keys=True, separators=(",", ":"),
//! ensure_ascii=False).encode()).hexdigest()`.

use aws_lc_rs::digest;
use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::entity::Model;

const VERSION: u8 = 1;

#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}

/// What comes before a chain's first link: no link of one chain fits another.
#[must_use]
pub fn genesis(scope: &str) -> [u8; 32] {
    sha256(format!("ovation audit 1 {scope}").as_bytes())
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub id: Option<String>,
    pub kind: String,
}

/// The members stand in the order in which they are hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub action: String,
    pub actor: Actor,
    pub after: Option<Value>,
    pub at: String,
    pub before: Option<Value>,
    pub channel: Option<String>,
    pub id: String,
    pub origin: Option<String>,
    pub prev: String,
    pub scope: String,
    pub seq: i64,
    pub target: Option<String>,
    pub trace: Option<String>,
    pub v: u8,
}

impl Link {
    #[must_use]
    pub fn of(row: &Model) -> Self {
        // What is no JSON any more was tampered with; as a string it has another hash.
        let facts = |text: &Option<String>| {
            text.as_ref()
                .map(|text| serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone())))
        };
        Self {
            action: row.action.clone(),
            actor: Actor {
                id: row.actor_id.clone(),
                kind: row.actor_kind.clone(),
            },
            after: facts(&row.after),
            at: time(row.at),
            before: facts(&row.before),
            channel: row.channel.clone(),
            id: row.id.hyphenated().to_string(),
            origin: row.origin_hash.as_ref().map(|hash| HEXLOWER.encode(hash)),
            prev: HEXLOWER.encode(&row.prev_hash),
            scope: row.scope.clone(),
            seq: row.seq,
            target: row.target.clone(),
            trace: row.trace.clone(),
            v: VERSION,
        }
    }

    /// The bytes that are hashed.
    #[must_use]
    pub fn canonical(&self) -> String {
        // A struct of strings, integers and sorted maps: writing it can't fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        sha256(self.canonical().as_bytes())
    }
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Both were made by the line of Python above.
    #[test]
    fn the_recipe_stands() {
        let link = Link {
            action: "campaign.open".to_owned(),
            actor: Actor {
                id: Some("member_x".to_owned()),
                kind: "member".to_owned(),
            },
            after: Some(json!({ "z": 1, "a": "春晚 \"1\"\n" })),
            at: time(DateTime::from_timestamp_micros(1_795_233_600_000_001).unwrap()),
            before: None,
            channel: None,
            id: "00000000-0000-7000-8000-000000000001".to_owned(),
            origin: None,
            prev: HEXLOWER.encode(&genesis("platform")),
            scope: "platform".to_owned(),
            seq: 1,
            target: Some("camp_x".to_owned()),
            trace: None,
            v: 1,
        };
        insta::assert_snapshot!(link.canonical(), @r#"{"action":"campaign.open","actor":{"id":"member_x","kind":"member"},"after":{"a":"春晚 \"1\"\n","z":1},"at":"2026-11-21T04:00:00.000001Z","before":null,"channel":null,"id":"00000000-0000-7000-8000-000000000001","origin":null,"prev":"3e60ea14b7e65fa5730abc09b94865a0cc6e668cfb55b23e26769c0d26b18dee","scope":"platform","seq":1,"target":"camp_x","trace":null,"v":1}"#);
        insta::assert_snapshot!(HEXLOWER.encode(&link.hash()), @"234e4eb187229c4c6a9450a564612a38979cc1c06a334c3d62bc424c2eed4fc6");
    }
}
