//! Refusals of what is not GraphQL: `{"error":{"code","message",…}}`, with the same codes.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use super::reply::Refusal;
use super::span;
use crate::ctx::Platform;
use crate::error::Error;

#[derive(Serialize)]
struct Refused {
    error: Reason,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reason {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u128>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<String>,
}

pub fn refuse(refusal: Refusal, request: &HttpRequest, platform: &Platform) -> HttpResponse {
    let Refusal { status, error } = refusal;
    let retry_after = error.retry_after();
    let mut reason = Reason {
        code: error.code(),
        message: error.to_string(),
        retry_after_ms: retry_after.map(|wait| wait.as_millis()),
        trace_id: None,
    };
    if let Error::Internal(cause) = error {
        let trace_id = span::trace_id(request.headers(), &platform.random).to_string();
        tracing::error!(trace_id, error = format!("{cause:#}"), "internal error");
        "internal error".clone_into(&mut reason.message);
        reason.trace_id = Some(trace_id);
    }
    let mut response = HttpResponseBuilder::new(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(wait) = retry_after {
        response.insert_header((
            header::RETRY_AFTER,
            wait.as_millis().div_ceil(1000).max(1).to_string(),
        ));
    }
    response.json(Refused { error: reason })
}
