//! What a token of a channel's own provider says. It may say more than is asked for here, but nothing twice.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use super::super::Refused;

const AUDIENCES_MAX: usize = 16;

#[derive(Debug)]
pub(in crate::keyring) struct Claims(HashMap<String, Value>);

impl Claims {
    pub(in crate::keyring) fn parse(payload: &[u8]) -> Result<Self, Refused> {
        serde_json::from_slice(payload).map_err(|_| Refused::Invalid)
    }

    pub(in crate::keyring) fn issuer(&self) -> Option<&str> {
        self.0.get("iss")?.as_str()
    }

    /// One, or a list of them.
    pub(in crate::keyring) fn audiences(&self) -> Result<Vec<&str>, Refused> {
        match self.0.get("aud") {
            Some(Value::String(one)) => Ok(vec![one]),
            Some(Value::Array(many)) if many.len() <= AUDIENCES_MAX => many
                .iter()
                .map(|one| one.as_str().ok_or(Refused::Invalid))
                .collect(),
            _ => Err(Refused::Invalid),
        }
    }

    /// None: it does not say. A time is whole seconds since 1970, as a number.
    pub(super) fn time(&self, name: &str) -> Result<Option<DateTime<Utc>>, Refused> {
        let Some(value) = self.0.get(name) else {
            return Ok(None);
        };
        let seconds = value.as_i64().ok_or(Refused::Invalid)?;
        DateTime::from_timestamp(seconds, 0)
            .map(Some)
            .ok_or(Refused::Invalid)
    }

    /// Text, or a whole number: many apps count their users.
    pub(super) fn name(&self, name: &str) -> Option<Cow<'_, str>> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.into()),
            Value::Number(number) if number.is_u64() => Some(number.to_string().into()),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Claims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Once;

        impl<'de> Visitor<'de> for Once {
            type Value = Claims;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("claims, each once")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Claims, A::Error> {
                let mut claims = HashMap::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if claims.insert(name, value).is_some() {
                        return Err(A::Error::custom("a claim stands twice"));
                    }
                }
                Ok(Claims(claims))
            }
        }

        deserializer.deserialize_map(Once)
    }
}
