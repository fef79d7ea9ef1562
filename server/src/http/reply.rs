//! An answer of either API, before it is actix's. Every one has the form of GraphQL, also those that come before GraphQL
//! began, and every error in it a code.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use async_graphql::{Response, ServerError, Value};
use serde::Serialize;
use tenants::Tenant;

use super::form::Form;
use super::guard;
use super::media::Media;
use crate::api::errors;
use crate::error::Error;
use crate::idempotency::Stored;

/// What a caller names to us when they ask about an answer.
pub const TRACE_ID: HeaderName = HeaderName::from_static("trace-id");

/// A request that HTTP alone is enough to refuse.
#[derive(Debug)]
pub struct Refusal {
    pub status: StatusCode,
    pub error: Error,
}

impl Refusal {
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            error: Error::bad_input("request", message),
        }
    }
}

/// The status by the fault alone, for what was refused before the schema was asked.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let status = match &error {
            Error::Unauthenticated => StatusCode::UNAUTHORIZED,
            Error::Forbidden(_) | Error::ChannelSuspended => StatusCode::FORBIDDEN,
            Error::NotFound(_) => StatusCode::NOT_FOUND,
            Error::BadInput { .. } | Error::UnknownDocument | Error::TooComplex(_) => StatusCode::BAD_REQUEST,
            Error::RateLimited { .. } | Error::QuotaExceeded { .. } => StatusCode::TOO_MANY_REQUESTS,
            Error::Overloaded { .. } | Error::ChannelReadOnly { .. } | Error::ChannelUnavailable { .. } => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { status, error }
    }
}

pub struct Reply {
    pub status: StatusCode,
    /// Of the first error, or `OK`.
    pub code: &'static str,
    /// Whose caller it was, where that has been proved.
    pub tenant: Option<Tenant>,
    /// Whether the schema carried something out: then every name in the request is one of the schema.
    pub was_carried_out: bool,
    form: Form,
    body: Vec<u8>,
    retry_after: Option<Duration>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// The order that the specification of GraphQL advises; `data` is absent where nothing was carried out.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    extensions: &'a std::collections::BTreeMap<String, Value>,
}

impl Reply {
    /// Before the schema was asked: 4xx or 5xx in either media type.
    pub fn refuse(refusal: impl Into<Refusal>, form: Form) -> Self {
        let Refusal { status, error } = refusal.into();
        let retry_after = error.retry_after();
        let mut response = Response::from_errors(vec![guard::fault(error)]);
        errors::publish(&mut response, &form.trace_id);
        Self {
            retry_after,
            ..Self::with_status(&response, status, form)
        }
    }

    /// What the schema answered, published already.
    pub fn of(response: &Response, form: Form) -> Self {
        let status = if was_carried_out(response) || form.media == Media::Json {
            StatusCode::OK
        } else {
            StatusCode::BAD_REQUEST
        };
        let mut reply = Self::with_status(response, status, form);
        // Another major version of the `http` crate than actix has.
        for (name, value) in &response.http_headers {
            if let (Ok(name), Ok(value)) = (
                HeaderName::from_bytes(name.as_str().as_bytes()),
                HeaderValue::from_bytes(value.as_bytes()),
            ) {
                reply.headers.push((name, value));
            }
        }
        reply
    }

    fn with_status(response: &Response, status: StatusCode, form: Form) -> Self {
        let was_carried_out = was_carried_out(response);
        let body = Body {
            errors: &response.errors,
            data: was_carried_out.then_some(&response.data),
            extensions: &response.extensions,
        };
        Self {
            status,
            code: response.errors.first().map_or("OK", code),
            was_carried_out,
            // Nothing in it can fail to be JSON; should it, an empty body is still no lie.
            ..Self::carried_out(serde_json::to_vec(&body).unwrap_or_default(), form)
        }
    }

    /// Everything that was asked for, in bytes.
    pub fn carried_out(body: Vec<u8>, form: Form) -> Self {
        Self {
            status: StatusCode::OK,
            code: "OK",
            tenant: None,
            was_carried_out: true,
            form,
            body,
            retry_after: None,
            headers: Vec::new(),
        }
    }

    /// What was answered to the same request before.
    pub fn again(stored: Stored, form: Form) -> Self {
        Self {
            status: StatusCode::from_u16(stored.status).unwrap_or(StatusCode::OK),
            was_carried_out: false,
            ..Self::carried_out(stored.body, form)
        }
    }

    /// To be answered again, byte for byte.
    pub fn stored(&self) -> Stored {
        Stored {
            status: self.status.as_u16(),
            body: self.body.clone(),
        }
    }

    pub fn of_tenant(self, tenant: Option<Tenant>) -> Self {
        Self { tenant, ..self }
    }

    /// How long a caller that was refused is to stay away.
    pub const fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    pub fn into_response(self) -> HttpResponse {
        let mut response = HttpResponse::with_body(self.status, BoxBody::new(self.body));
        let headers = response.headers_mut();
        let media = HeaderValue::from_static(self.form.media.content_type());
        headers.insert(header::CONTENT_TYPE, media);
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        );
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        headers.insert(header::VARY, HeaderValue::from_static("Accept"));
        if let Some(wait) = self.retry_after {
            let seconds = wait.as_millis().div_ceil(1000).max(1);
            let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        for (name, value) in self.headers {
            headers.append(name, value);
        }
        if let Some(trace_id) = self.form.trace_id.header() {
            headers.append(TRACE_ID, trace_id);
        }
        response
    }
}

/// A request error (parsing, validation, variables) belongs to no field; what a field's error nulls has a path.
fn was_carried_out(response: &Response) -> bool {
    response.data != Value::Null || response.errors.iter().any(|error| !error.path.is_empty())
}

const CODES: [&str; 13] = [
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "NOT_FOUND",
    "BAD_USER_INPUT",
    "PERSISTED_QUERY_NOT_FOUND",
    "QUERY_TOO_COMPLEX",
    "RATE_LIMITED",
    "QUOTA_EXCEEDED",
    "CHANNEL_SUSPENDED",
    "CHANNEL_READ_ONLY",
    "CHANNEL_UNAVAILABLE",
    "OVERLOADED",
    "INTERNAL",
];

/// As published; one of a few, so that it can be a label.
pub fn code(error: &ServerError) -> &'static str {
    let published = error
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get("code"));
    let Some(Value::String(published)) = published else {
        return "INTERNAL";
    };
    CODES
        .into_iter()
        .find(|code| code == published)
        .unwrap_or("OTHER")
}
