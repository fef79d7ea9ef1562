//! One span a request: route, tenant, operation, outcome. Not the address or the agent of the caller, not the query
//! string: those are a viewer's.

use std::ops::Deref;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use data_encoding::HEXLOWER;
use opentelemetry::propagation::Extractor;
use opentelemetry::trace::{TraceContextExt, TraceId as Exported};
use tracing::Span;
use tracing::field::Empty;
use tracing_actix_web::RootSpanBuilder;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::random::Random;
use crate::telemetry;

pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let route = request.match_pattern().unwrap_or_else(|| "none".to_owned());
        open(request.method(), &route, request.headers())
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        close(&span, status);
    }
}

#[must_use]
pub fn open(method: &Method, route: &str, headers: &HeaderMap) -> Span {
    let span = tracing::info_span!(
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = %method,
        http.route = route,
        http.response.status_code = Empty,
        tenant = Empty,
        operation = Empty,
        outcome = Empty,
    );
    let parent = incoming(headers);
    if parent.span().span_context().is_valid() {
        // Refused only where no traces are taken.
        let _ = span.set_parent(parent);
    }
    span
}

pub fn close(span: &Span, status: StatusCode) {
    span.record("http.response.status_code", status.as_u16());
    span.record(
        "otel.status_code",
        if status.is_server_error() { "ERROR" } else { "OK" },
    );
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(|name| name.as_str()).collect()
    }
}

fn incoming(headers: &HeaderMap) -> opentelemetry::Context {
    opentelemetry::global::get_text_map_propagator(|propagator| propagator.extract(&Headers(headers)))
}

/// Parsed once: by its text it would be so for each request.
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// What a caller can name to us: 32 hexadecimal digits.
#[derive(Clone, Copy, Debug)]
pub struct TraceId([u8; 32]);

impl TraceId {
    fn of_bytes(bytes: [u8; 16]) -> Self {
        let mut digits = [0; 32];
        HEXLOWER.encode_mut(&bytes, &mut digits);
        Self(digits)
    }

    /// As the value of a header.
    #[must_use]
    pub fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_bytes(&self.0).ok()
    }
}

impl Deref for TraceId {
    type Target = str;

    fn deref(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The id of the trace that goes out, else of the one that came in, else made up.
#[must_use]
pub fn trace_id(headers: &HeaderMap, random: &Random) -> TraceId {
    let valid = |context: opentelemetry::Context| {
        let trace = context.span().span_context().trace_id();
        (trace != Exported::INVALID).then(|| TraceId::of_bytes(trace.to_bytes()))
    };
    let ours = telemetry::exports_traces()
        .then(|| Span::current().context())
        .and_then(valid);
    let theirs = || {
        headers
            .contains_key(TRACEPARENT)
            .then(|| incoming(headers))
            .and_then(valid)
    };
    ours.or_else(theirs)
        .unwrap_or_else(|| TraceId::of_bytes(random.bytes()))
}
