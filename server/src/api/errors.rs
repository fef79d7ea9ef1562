//! How faults leave the house: every error has a code, and none says anything of the inside.

use async_graphql::{Response, ServerError, Value};

use crate::error::Error;

/// A flood of field errors would answer a small request with a large reply.
const ERRORS_MAX: usize = 20;

/// Gives each error its `extensions`: `code`, and where there is one `field`, `retryAfterMs` or `traceId`. Faults of our
/// own are logged in full and published as `INTERNAL` with the trace id only.
pub fn publish(response: &mut Response, trace_id: &str) {
    response.errors.truncate(ERRORS_MAX);
    for error in &mut response.errors {
        publish_one(error, trace_id);
    }
}

fn publish_one(error: &mut ServerError, trace_id: &str) {
    let source = error.source.take();
    let mut extensions = error.extensions.take().unwrap_or_default();
    match source
        .as_deref()
        .and_then(|source| source.downcast_ref::<Error>())
    {
        Some(fault) => {
            extensions.set("code", fault.code());
            if let Error::BadInput { field, .. } = fault {
                extensions.set("field", field.as_str());
            }
            if let Error::QuotaExceeded { quota, .. } = fault {
                extensions.set("quota", *quota);
            }
            if let Some(wait) = fault.retry_after() {
                extensions.set(
                    "retryAfterMs",
                    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1),
                );
            }
            if let Error::Internal(cause) = fault {
                tracing::error!(trace_id, path = ?error.path, error = format!("{cause:#}"), "internal error");
                "internal error".clone_into(&mut error.message);
                extensions.set("traceId", trace_id);
            }
        }
        // Parsing, validation, variables: async-graphql's own words, about the caller's document alone.
        None if extensions.get("code").is_none() => extensions.set("code", validation_code(&error.message)),
        None => {}
    }
    error.extensions = Some(extensions);
}

fn validation_code(message: &str) -> Value {
    let too_complex = [
        "Query is too complex.",
        "Query is nested too deep.",
        "too deep",
        "too complex",
    ];
    let code = if too_complex.iter().any(|text| message.contains(text)) {
        "QUERY_TOO_COMPLEX"
    } else {
        "BAD_USER_INPUT"
    };
    Value::from(code)
}
