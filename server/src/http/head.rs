//! The head of every request, before any route is asked, and what every answer says to a browser. An answer that has
//! words of its own about one of these (a page, its policy) keeps them.

use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::uri::Authority;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::idle::Connection;
use super::media::Media;
use super::reply::{Refusal, Reply};
use super::{Shared, body, plain, span};
use crate::config::Stage;

/// All names and values: a token has at most 4 KiB, and the rest is small.
const BYTES_MAX: usize = 16 * 1024;
const ADDRESS_BYTES_MAX: usize = 4 * 1024;

/// Of these there is one or none. Two of them are read one way here and another way by what stands in front.
const ONCE: [HeaderName; 8] = [
    header::AUTHORIZATION,
    header::CONTENT_ENCODING,
    header::CONTENT_TYPE,
    header::HOST,
    header::ORIGIN,
    HeaderName::from_static("sec-fetch-site"),
    HeaderName::from_static("idempotency-key"),
    HeaderName::from_static("traceparent"),
];

const NOTHING_TO_LOAD: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// # Errors
/// What the routes fail with.
pub async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let busy = request
        .request()
        .conn_data::<Arc<Connection>>()
        .map(Connection::busy);
    let is_production = shared(request.request())
        .is_some_and(|shared| shared.platform.config.environment == Stage::Production);
    let mut response = match check(request.request()) {
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
        Err(refusal) => {
            let refused = refuse(refusal, request.request());
            request.into_response(refused)
        }
    };
    say(response.headers_mut(), is_production);
    // Until the last byte has gone out, or the connection with it.
    Ok(response.map_body(|_, body| body::keep(body, busy)))
}

fn shared(request: &HttpRequest) -> Option<&Data<Shared>> {
    request.app_data()
}

fn check(request: &HttpRequest) -> Result<(), Refusal> {
    let refuse = |status, message| Err(Refusal::new(status, message));
    let address = request.uri().path_and_query().map_or("", |whole| whole.as_str());
    if address.len() > ADDRESS_BYTES_MAX {
        return refuse(StatusCode::URI_TOO_LONG, "the address is too long");
    }
    let headers = request.headers();
    let bytes: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if bytes > BYTES_MAX {
        return refuse(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "the headers are too large",
        );
    }
    if ONCE.iter().any(|name| headers.get_all(name).count() > 1) {
        return refuse(StatusCode::BAD_REQUEST, "a header that may come once came twice");
    }
    if !is_one_host(request) {
        return refuse(StatusCode::BAD_REQUEST, "the request names no host, or two");
    }
    Ok(())
}

/// A host in the request line would count instead of the header, for whoever reads both.
fn is_one_host(request: &HttpRequest) -> bool {
    let named = match request.headers().get(header::HOST).map(HeaderValue::to_str) {
        None => None,
        Some(Ok(host)) => match host.parse::<Authority>() {
            Ok(host) if !host.as_str().contains('@') => Some(host),
            _ => return false,
        },
        Some(Err(_)) => return false,
    };
    request
        .uri()
        .authority()
        .is_none_or(|line| named.is_some_and(|host| host == *line))
}

/// In the form of whoever was asked.
fn refuse(refusal: Refusal, request: &HttpRequest) -> HttpResponse {
    let Some(shared) = shared(request) else {
        return HttpResponse::new(refusal.status);
    };
    if !request.path().ends_with("/graphql") {
        return plain::refuse(refusal, request, &shared.platform);
    }
    let media = Media::accepted(request.headers()).unwrap_or(Media::Json);
    let trace_id = span::trace_id(request.headers(), &shared.platform.random);
    Reply::refuse(refusal, media, &trace_id)
        .traced(&trace_id)
        .into_response()
}

fn say(headers: &mut HeaderMap, is_production: bool) {
    let mut defaults = vec![
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, NOTHING_TO_LOAD),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    if is_production {
        // The load balancer ends TLS; that there is TLS is for a browser to remember.
        defaults.push((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    }
    for (name, value) in defaults {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}
