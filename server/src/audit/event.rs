//! What a rule says about what it has done, and the entry that is made of it.

use std::fmt::Display;

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::chain::{self, Link};
use super::entity::Model;
use crate::ctx::{Platform, Scope};
use crate::doer::Doer;
use crate::error::{Error, Result};
use crate::ids::{ChannelId, Prefixed};

/// A value longer than this, in bytes of JSON, is recorded by its hash.
const VALUE_BYTES_MAX: usize = 4096;

/// `campaign.open` of `camp_…`, with the facts before and after. Facts are ids, roles, settings and amounts: never a
/// name of a person, an e-mail, an address or a viewer's id, for they can't be taken out again.
#[derive(Clone, Debug)]
pub struct Event {
    action: &'static str,
    target: Option<String>,
    before: Option<Value>,
    after: Option<Value>,
}

impl Event {
    /// `action` is a noun and a verb; it is part of what is hashed, so an action keeps its name for good.
    #[must_use]
    pub fn new(action: &'static str, target: impl Display) -> Self {
        Self {
            target: Some(target.to_string()),
            ..Self::of_nothing(action)
        }
    }

    /// For what has no object, such as signing in with an unknown name.
    #[must_use]
    pub const fn of_nothing(action: &'static str) -> Self {
        Self {
            action,
            target: None,
            before: None,
            after: None,
        }
    }

    #[must_use]
    pub fn before(mut self, facts: Value) -> Self {
        self.before = Some(facts);
        self
    }

    #[must_use]
    pub fn after(mut self, facts: Value) -> Self {
        self.after = Some(facts);
        self
    }

    /// Of two objects, what differs between them.
    #[must_use]
    pub fn change(self, before: Value, after: Value) -> Self {
        let (Value::Object(mut before), Value::Object(mut after)) = (before, after) else {
            return self;
        };
        let same: Vec<String> = before
            .iter()
            .filter(|(key, value)| after.get(*key) == Some(*value))
            .map(|(key, _)| key.clone())
            .collect();
        for key in same {
            before.remove(&key);
            after.remove(&key);
        }
        self.before(Value::Object(before)).after(Value::Object(after))
    }
}

/// A value that was too long to be recorded in full.
#[derive(Serialize)]
pub struct TooLong {
    pub bytes: usize,
    pub sha256: String,
}

/// Long members of an object give way to their hash.
fn shortened(facts: Value) -> Value {
    let short = |value: Value| {
        let text = value.to_string();
        if text.len() <= VALUE_BYTES_MAX {
            return value;
        }
        let sha256 = HEXLOWER.encode(&chain::sha256(text.as_bytes()));
        json!(TooLong {
            bytes: text.len(),
            sha256
        })
    };
    match facts {
        Value::Object(facts) => {
            let facts = facts.into_iter().map(|(key, value)| (key, short(value)));
            Value::Object(facts.collect::<Map<_, _>>())
        }
        other => short(other),
    }
}

/// From where, as it is kept: with a salt, so that after it is forgotten nobody can find it by trying addresses.
#[derive(Serialize, Deserialize)]
struct Whence {
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<String>,
    salt: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
}

/// An event with everything that was known when it happened. Also how it waits in a tenant's outbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) id: Uuid,
    pub(super) at: DateTime<Utc>,
    actor_kind: String,
    actor_id: Option<String>,
    action: String,
    channel: Option<String>,
    target: Option<String>,
    before: Option<String>,
    after: Option<String>,
    trace: Option<String>,
    origin: Option<String>,
}

impl Entry {
    pub(super) fn new(platform: &Platform, doer: &Doer, scope: Scope, event: Event) -> Result<Self> {
        let text = |facts: Option<Value>| facts.map(|facts| shortened(facts).to_string());
        let from = &doer.origin;
        let is_known = from.address.is_some() || from.agent.is_some() || from.user.is_some();
        let whence = Whence {
            address: from.address.clone(),
            agent: from.agent.clone(),
            salt: HEXLOWER.encode(&platform.random.bytes::<16>()),
            user: from.user.clone(),
        };
        Ok(Self {
            id: platform.fresh_id(),
            at: platform.clock.now(),
            actor_kind: doer.kind.name().to_owned(),
            actor_id: doer.id.clone(),
            action: event.action.to_owned(),
            channel: scope.tenant().map(|tenant| ChannelId(tenant.uuid()).encode()),
            target: event.target,
            before: text(event.before),
            after: text(event.after),
            trace: from.trace.clone(),
            origin: is_known
                .then(|| serde_json::to_string(&whence))
                .transpose()
                .map_err(Error::internal)?,
        })
    }

    /// As the link after `prev_hash`.
    pub(super) fn row(&self, scope: &str, seq: i64, prev_hash: Vec<u8>) -> Model {
        let entry = self.clone();
        let mut row = Model {
            scope: scope.to_owned(),
            seq,
            id: entry.id,
            at: entry.at,
            actor_kind: entry.actor_kind,
            actor_id: entry.actor_id,
            action: entry.action,
            channel: entry.channel,
            target: entry.target,
            before: entry.before,
            after: entry.after,
            trace: entry.trace,
            origin_hash: entry
                .origin
                .as_ref()
                .map(|origin| chain::sha256(origin.as_bytes()).to_vec()),
            origin: entry.origin,
            prev_hash,
            hash: Vec::new(),
        };
        row.hash = Link::of(&row).hash().to_vec();
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_what_differs() {
        let event = Event::new("show.update", "show_x").change(
            json!({ "title": "a", "starts_at": 1 }),
            json!({ "title": "b", "starts_at": 1 }),
        );
        assert_eq!(event.before, Some(json!({ "title": "a" })));
        assert_eq!(event.after, Some(json!({ "title": "b" })));
    }

    #[test]
    fn what_is_long_gives_way_to_its_hash() {
        let facts = shortened(json!({ "words": vec!["x"; 5000], "max": 3 }));
        assert_eq!(facts["max"], 3);
        assert_eq!(facts["words"]["bytes"], 20_001);
        assert_eq!(facts["words"]["sha256"].as_str().unwrap().len(), 64);
    }
}
