//! The JSON around a query: `query` or the hash of a published one, `operationName`, `variables`, `extensions`. One operation a request: a list of them
//! is refused, so that one request is one unit of the tenant's budget.

use async_graphql::Variables;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::persisted::{self, Hash};

#[derive(Debug)]
pub struct Envelope {
    /// None: the document is named by its hash.
    pub query: Option<String>,
    pub document_id: Option<DocumentId>,
    pub operation_name: Option<String>,
    pub variables: Variables,
}

impl Envelope {
    /// # Errors
    /// `BAD_USER_INPUT` that names the part at fault.
    pub fn parse(body: &[u8]) -> Result<Self> {
        // Serde stops at 128 levels, at lone surrogates and at bytes that are not UTF-8.
        let value: Value = serde_json::from_slice(body)
            .map_err(|error| Error::bad_input("body", format!("the body is not valid JSON: {error}")))?;
        let Value::Object(mut fields) = value else {
            return Err(Error::bad_input(
                "body",
                "the body must be one JSON object (no batches)",
            ));
        };
        let query = string(&mut fields, "query")?;
        let operation_name = string(&mut fields, "operationName")?;
        let named = string(&mut fields, "documentId")?.map(|id| DocumentId::parse(&id));
        let variables = object(&mut fields, "variables")?;
        let hashed = persisted_query(object(&mut fields, "extensions")?)?;
        let document_id = match (named, hashed) {
            (Some(named), Some(hashed)) if named != hashed => {
                return Err(Error::bad_input("documentId", "two documents are named"));
            }
            (named, hashed) => named.or(hashed),
        };
        if query.is_none() && document_id.is_none() {
            return Err(Error::bad_input("query", "query is missing"));
        }
        if operation_name.as_ref().is_some_and(|name| name.contains('\0')) || variables.iter().any(has_nul) {
            return Err(Error::bad_input("variables", "a NUL character is not allowed"));
        }
        Ok(Self {
            query,
            document_id,
            operation_name,
            variables: Variables::from_json(Value::Object(variables)),
        })
    }
}

/// How a published document is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentId {
    Sha256(Hash),
    /// Of a form that none of ours has.
    Other,
}

impl DocumentId {
    /// `sha256:` and 64 hexadecimal digits (GraphQL over HTTP), or the digits alone.
    fn parse(id: &str) -> Self {
        persisted::parse_hash(id.strip_prefix("sha256:").unwrap_or(id)).map_or(Self::Other, Self::Sha256)
    }
}

/// `{"persistedQuery": {"version": 1, "sha256Hash": "…"}}`
fn persisted_query(mut extensions: Map<String, Value>) -> Result<Option<DocumentId>> {
    let wrong = || Error::bad_input("extensions", "persistedQuery is {version: 1, sha256Hash: \"…\"}");
    match extensions.remove("persistedQuery") {
        Some(Value::Object(persisted)) => match (persisted.get("version"), persisted.get("sha256Hash")) {
            (Some(version), Some(Value::String(hash))) if version.as_u64() == Some(1) => {
                Ok(Some(DocumentId::parse(hash)))
            }
            _ => Err(wrong()),
        },
        Some(Value::Null) | None => Ok(None),
        Some(_) => Err(wrong()),
    }
}

fn string(fields: &mut Map<String, Value>, name: &str) -> Result<Option<String>> {
    match fields.remove(name) {
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Null) | None => Ok(None),
        Some(_) => Err(Error::bad_input(name, format!("{name} must be a string"))),
    }
}

fn object(fields: &mut Map<String, Value>, name: &str) -> Result<Map<String, Value>> {
    match fields.remove(name) {
        Some(Value::Object(object)) => Ok(object),
        Some(Value::Null) | None => Ok(Map::new()),
        Some(_) => Err(Error::bad_input(name, format!("{name} must be an object"))),
    }
}

fn has_nul((name, value): (&String, &Value)) -> bool {
    fn inside(value: &Value) -> bool {
        match value {
            Value::String(text) => text.contains('\0'),
            Value::Array(items) => items.iter().any(inside),
            Value::Object(fields) => fields.iter().any(has_nul),
            _ => false,
        }
    }
    name.contains('\0') || inside(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_specification_names() {
        let all = br#"{"query":"{a}","operationName":"b","variables":{"c":1},"extensions":{"d":2},"more":3}"#;
        let envelope = Envelope::parse(all).unwrap();
        assert_eq!(envelope.query.as_deref(), Some("{a}"));
        assert_eq!(envelope.operation_name.as_deref(), Some("b"));
        assert_eq!(envelope.variables.len(), 1);
        let nulls = br#"{"query":"{a}","operationName":null,"variables":null,"extensions":null}"#;
        assert!(Envelope::parse(nulls).is_ok());
    }

    #[test]
    fn refuses_everything_else_by_name() {
        let deep = format!(
            r#"{{"query":"{{a}}","variables":{{"v":{}{}}}}}"#,
            "[".repeat(500),
            "]".repeat(500)
        );
        for (body, field) in [
            (&b""[..], "body"),
            (b"{", "body"),
            (b"[{\"query\":\"{a}\"}]", "body"),
            (b"\"{a}\"", "body"),
            (b"{\"query\":\"\xff\"}", "body"),
            (br#"{"query":"{a}","variables":{"v":"\ud800"}}"#, "body"),
            (deep.as_bytes(), "body"),
            (b"{}", "query"),
            (br#"{"query":null}"#, "query"),
            (br#"{"query":7}"#, "query"),
            (br#"{"query":"{a}","operationName":7}"#, "operationName"),
            (br#"{"query":"{a}","variables":[]}"#, "variables"),
            (br#"{"query":"{a}","variables":"{}"}"#, "variables"),
            (br#"{"query":"{a}","extensions":0}"#, "extensions"),
            (br#"{"documentId":7}"#, "documentId"),
            (br#"{"extensions":{"persistedQuery":7}}"#, "extensions"),
            (br#"{"extensions":{"persistedQuery":{"version":2,"sha256Hash":""}}}"#, "extensions"),
            (br#"{"extensions":{"persistedQuery":{"version":1,"sha256Hash":7}}}"#, "extensions"),
            (
                br#"{"documentId":"a","extensions":{"persistedQuery":{"version":1,"sha256Hash":"0000000000000000000000000000000000000000000000000000000000000000"}}}"#,
                "documentId",
            ),
            (
                br#"{"query":"{a}","variables":{"v":[{"w":"\u0000"}]}}"#,
                "variables",
            ),
            (br#"{"query":"{a}","variables":{"\u0000":1}}"#, "variables"),
        ] {
            match Envelope::parse(body) {
                Err(Error::BadInput { field: named, .. }) => assert_eq!(named, field),
                other => panic!("{other:?} for {}", String::from_utf8_lossy(body)),
            }
        }
    }
}
