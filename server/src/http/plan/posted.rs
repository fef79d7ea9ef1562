//! The JSON of a request as a plan reads it: in place, and only in the form that requests mostly have. Whatever else may
//! be said in it (see [`super::super::envelope`]) is left to the reader that knows all of it, and its errors.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::persisted::{self, Hash};

#[derive(Default)]
pub(super) struct Posted<'a> {
    query: Option<Option<Text<'a>>>,
    document_id: Option<Option<Text<'a>>>,
    operation_name: Option<Option<Text<'a>>>,
    variables: Option<Given<'a>>,
    extensions: Option<Option<Object<Extensions<'a>>>>,
}

#[derive(Default)]
struct Extensions<'a> {
    persisted_query: Option<Object<PersistedQuery<'a>>>,
}

#[derive(Default)]
struct PersistedQuery<'a> {
    version: Option<u8>,
    sha256_hash: Option<Text<'a>>,
}

/// The fields of an object, each of them once. (What `derive` makes would take a list in the place of an object.)
trait Fields<'de>: Default {
    fn field<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error>;
}

struct Object<T>(T);

fn set<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut Option<T>,
    map: &mut A,
) -> Result<(), A::Error> {
    if slot.is_some() {
        return Err(A::Error::custom("twice"));
    }
    *slot = Some(map.next_value()?);
    Ok(())
}

impl<'de> Fields<'de> for Posted<'de> {
    fn field<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "query" => set(&mut self.query, map),
            "documentId" => set(&mut self.document_id, map),
            "operationName" => set(&mut self.operation_name, map),
            "variables" => set(&mut self.variables, map),
            "extensions" => set(&mut self.extensions, map),
            _ => Err(A::Error::custom("something else")),
        }
    }
}

impl<'de> Fields<'de> for Extensions<'de> {
    fn field<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "persistedQuery" => set(&mut self.persisted_query, map),
            _ => Err(A::Error::custom("something else")),
        }
    }
}

impl<'de> Fields<'de> for PersistedQuery<'de> {
    fn field<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "version" => set(&mut self.version, map),
            "sha256Hash" => set(&mut self.sha256_hash, map),
            _ => Err(A::Error::custom("something else")),
        }
    }
}

impl<'de, T: Fields<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map<T>(PhantomData<T>);

        impl<'de, T: Fields<'de>> Visitor<'de> for Map<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = T::default();
                while let Some(Text(name)) = map.next_key()? {
                    fields.field(&name, &mut map)?;
                }
                Ok(Object(fields))
            }
        }

        deserializer.deserialize_map(Map(PhantomData))
    }
}

/// The variables, in the order in which they came.
#[derive(Default)]
pub(super) struct Given<'a>(pub(super) Vec<(Cow<'a, str>, Variable<'a>)>);

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Variable<'a> {
    Null,
    Text(Cow<'a, str>),
    Texts(Vec<Cow<'a, str>>),
    Whole(i64),
}

/// More than any plan has.
const VARIABLES_MAX: usize = 16;
/// As for any request (`guard::AUDIENCE`).
const TEXTS_MAX: usize = 100;

impl<'a> Posted<'a> {
    pub(super) fn parse(body: &'a [u8]) -> Option<Self> {
        let posted: Object<Self> = serde_json::from_slice(body).ok()?;
        Some(posted.0)
    }

    /// None: no document, or two, or one in a form of its own, or words beside a name, which must be that document's own.
    pub(super) fn document(&self) -> Option<Document<'_>> {
        let id = self.document_id.as_ref().and_then(Option::as_ref);
        let query = self.query.as_ref().and_then(Option::as_ref);
        let extensions = self.extensions.as_ref().and_then(Option::as_ref);
        let persisted = extensions.and_then(|extensions| extensions.0.persisted_query.as_ref());
        let hash = match (id, persisted, query) {
            (Some(Text(id)), None, None) => id,
            (None, Some(Object(named)), None) if named.version == Some(1) => &named.sha256_hash.as_ref()?.0,
            (None, None, Some(Text(words))) => return Some(Document::Words(words)),
            _ => return None,
        };
        persisted::parse_hash(hash.strip_prefix("sha256:").unwrap_or(hash)).map(Document::Hash)
    }

    pub(super) fn operation_name(&self) -> Option<&str> {
        self.operation_name.as_ref()?.as_ref().map(|name| &*name.0)
    }

    pub(super) fn variables(&self) -> &Given<'a> {
        static NONE: Given<'static> = Given(Vec::new());
        self.variables.as_ref().unwrap_or(&NONE)
    }
}

/// How a request names its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Document<'a> {
    Hash(Hash),
    Words(&'a str),
}

/// No store of ours can keep a NUL; who sends one is told so elsewhere.
fn clean<E: Error>(text: Cow<'_, str>) -> Result<Cow<'_, str>, E> {
    if text.contains('\0') {
        return Err(E::custom("a NUL"));
    }
    Ok(text)
}

impl<'de: 'a, 'a> Deserialize<'de> for Given<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;

        impl<'de> Visitor<'de> for Map {
            type Value = Given<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object or null")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Given::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut given: Vec<(Cow<'de, str>, Variable<'de>)> = Vec::new();
                while let Some(Text(name)) = map.next_key()? {
                    let is_again = given.iter().any(|(known, _)| *known == name);
                    if is_again || given.len() == VARIABLES_MAX {
                        return Err(A::Error::custom("a variable twice, or too many"));
                    }
                    given.push((name, map.next_value()?));
                }
                Ok(Given(given))
            }
        }

        deserializer.deserialize_any(Map)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Variable<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;

        impl<'de> Visitor<'de> for One {
            type Value = Variable<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text, a list of it, a whole number or null")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Variable::Null)
            }

            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Variable::Whole(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                i64::try_from(number).map(Variable::Whole).map_err(E::custom)
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                clean(Cow::Borrowed(text)).map(Variable::Text)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                clean(Cow::Owned(text.to_owned())).map(Variable::Text)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut texts = Vec::new();
                while let Some(Text(text)) = items.next_element()? {
                    if texts.len() == TEXTS_MAX {
                        return Err(A::Error::custom("too many"));
                    }
                    texts.push(text);
                }
                Ok(Variable::Texts(texts))
            }
        }

        deserializer.deserialize_any(One)
    }
}

/// Text, borrowed where it has no escapes in it.
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Variable::deserialize(deserializer)? {
            Variable::Text(text) => Ok(Self(text)),
            _ => Err(D::Error::custom("text is wanted")),
        }
    }
}
