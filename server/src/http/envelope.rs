//! The JSON around a query: `query`, `operationName`, `variables`, `extensions`. One operation a request: a list of them
//! is refused, so that one request is one unit of the tenant's budget.

use async_graphql::Variables;
use serde_json::{Map, Value};

use crate::error::{Error, Result};

#[derive(Debug)]
pub struct Envelope {
    pub query: String,
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
        let query = match fields.remove("query") {
            Some(Value::String(query)) => query,
            Some(Value::Null) | None => return Err(Error::bad_input("query", "query is missing")),
            Some(_) => return Err(Error::bad_input("query", "query must be a string")),
        };
        let operation_name = match fields.remove("operationName") {
            Some(Value::String(name)) => Some(name),
            Some(Value::Null) | None => None,
            Some(_) => {
                return Err(Error::bad_input(
                    "operationName",
                    "operationName must be a string",
                ));
            }
        };
        let variables = object(&mut fields, "variables")?;
        // Nothing of ours reads extensions yet; their form is still checked.
        object(&mut fields, "extensions")?;
        if operation_name.as_ref().is_some_and(|name| name.contains('\0')) || variables.iter().any(has_nul) {
            return Err(Error::bad_input("variables", "a NUL character is not allowed"));
        }
        Ok(Self {
            query,
            operation_name,
            variables: Variables::from_json(Value::Object(variables)),
        })
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
        assert_eq!(envelope.query, "{a}");
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
