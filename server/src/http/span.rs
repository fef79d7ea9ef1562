//! One span a request: route, tenant, operation, outcome. Not the address or the agent of the caller, not the query
//! string: those are a viewer's.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderMap;
use opentelemetry::propagation::Extractor;
use opentelemetry::trace::TraceContextExt;
use tracing::Span;
use tracing::field::Empty;
use tracing_actix_web::RootSpanBuilder;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::random::Random;

pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let route = request.match_pattern().unwrap_or_else(|| "none".to_owned());
        let span = tracing::info_span!(
            "request",
            otel.name = format!("{} {route}", request.method()),
            otel.kind = "server",
            otel.status_code = Empty,
            http.request.method = %request.method(),
            http.route = route,
            http.response.status_code = Empty,
            tenant = Empty,
            operation = Empty,
            outcome = Empty,
        );
        let parent = incoming(request.headers());
        if parent.span().span_context().is_valid() {
            // Refused only where no traces are taken.
            let _ = span.set_parent(parent);
        }
        span
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("http.response.status_code", status.as_u16());
        span.record(
            "otel.status_code",
            if status.is_server_error() { "ERROR" } else { "OK" },
        );
    }
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

/// What a caller can name to us: the id of the trace that goes out, else of the one that came in, else made up.
#[must_use]
pub fn trace_id(headers: &HeaderMap, random: &Random) -> String {
    let ours = Span::current().context();
    for context in [ours, incoming(headers)] {
        let span = context.span();
        if span.span_context().is_valid() {
            return span.span_context().trace_id().to_string();
        }
    }
    data_encoding::HEXLOWER.encode(&random.bytes::<16>())
}
