//! The head of every request, before any route is asked, and what every answer says to a browser. An answer that has
//! words of its own about one of these (a page, its policy) keeps them.

use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{RequestHead, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::uri::Authority;
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::form::Form;
use super::idle::Connection;
use super::reply::Refusal;
use super::{Shared, body, plain};

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
    let is_production = shared(request.request()).is_some_and(|shared| shared.is_production());
    let is_draining = shared(request.request()).is_some_and(|shared| shared.drain.has_begun());
    let mut response = match check(request.request().head()) {
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
        Err(refusal) => {
            let refused = refuse(refusal, request.request());
            request.into_response(refused)
        }
    };
    if is_draining {
        // Whoever kept it for a next request finds another node.
        response
            .response_mut()
            .head_mut()
            .set_connection_type(ConnectionType::Close);
    }
    say(response.headers_mut(), is_production);
    // Until the last byte has gone out, or the connection with it.
    Ok(response.map_body(|_, body| body::keep(body, busy)))
}

fn shared(request: &HttpRequest) -> Option<&Data<Shared>> {
    request.app_data()
}

/// # Errors
/// What is too large, or may be read in two ways.
pub fn check(head: &RequestHead) -> Result<(), Refusal> {
    let refuse = |status, message| Err(Refusal::new(status, message));
    let address = head.uri.path_and_query().map_or("", |whole| whole.as_str());
    if address.len() > ADDRESS_BYTES_MAX {
        return refuse(StatusCode::URI_TOO_LONG, "the address is too long");
    }
    let headers = &head.headers;
    let (mut bytes, mut count) = (0, 0);
    for (name, value) in headers {
        bytes += name.as_str().len() + value.len();
        count += 1;
    }
    if bytes > BYTES_MAX {
        return refuse(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "the headers are too large",
        );
    }
    let some_came_twice = count > headers.len_keys();
    if some_came_twice && ONCE.iter().any(|name| headers.get_all(name).count() > 1) {
        return refuse(StatusCode::BAD_REQUEST, "a header that may come once came twice");
    }
    if !is_one_host(head) {
        return refuse(StatusCode::BAD_REQUEST, "the request names no host, or two");
    }
    Ok(())
}

/// A host in the request line would count instead of the header, for whoever reads both.
fn is_one_host(head: &RequestHead) -> bool {
    let host = head.headers.get(header::HOST);
    let line = head.uri.authority();
    if line.is_none() && host.is_none_or(is_plain) {
        return true;
    }
    let named = match host.map(HeaderValue::to_str) {
        None => None,
        Some(Ok(host)) => match host.parse::<Authority>() {
            Ok(host) if !host.as_str().contains('@') => Some(host),
            _ => return false,
        },
        Some(Err(_)) => return false,
    };
    line.is_none_or(|line| named.is_some_and(|host| host == *line))
}

/// A name and perhaps a port, which needs no closer look.
fn is_plain(host: &HeaderValue) -> bool {
    let host = host.as_bytes();
    let (name, port) = match host.iter().position(|byte| *byte == b':') {
        Some(colon) => (&host[..colon], &host[colon + 1..]),
        None => (host, &b"0"[..]),
    };
    let is_named = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let is_port = !port.is_empty() && port.len() <= 5 && port.iter().all(u8::is_ascii_digit);
    !name.is_empty() && name.iter().all(is_named) && is_port
}

/// In the form of whoever was asked.
fn refuse(refusal: Refusal, request: &HttpRequest) -> HttpResponse {
    let Some(shared) = shared(request) else {
        return HttpResponse::new(refusal.status);
    };
    if !request.path().ends_with("/graphql") {
        return plain::refuse(refusal, request, &shared.platform);
    }
    Form::of_refused(request.headers(), &shared.platform)
        .refuse(refusal)
        .into_response()
}

/// What every answer says, and in production what comes last.
const DEFAULTS: [(HeaderName, &str); 6] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::CONTENT_SECURITY_POLICY, NOTHING_TO_LOAD),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    // The load balancer ends TLS; that there is TLS is for a browser to remember.
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
];

pub fn say(headers: &mut HeaderMap, is_production: bool) {
    let count = if is_production {
        DEFAULTS.len()
    } else {
        DEFAULTS.len() - 1
    };
    for (name, value) in &DEFAULTS[..count] {
        if !headers.contains_key(name) {
            headers.insert(name.clone(), HeaderValue::from_static(value));
        }
    }
}
