//! Which pages of other origins may call the Audience API: those that a channel's manifest names, for that channel's
//! viewers. A preflight carries no token, so it is answered for the origins of all channels; the answer itself can be
//! read only by an origin of the token's own channel.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use tenants::{Registry, Status, Tenant};

use super::Shared;

/// Two hours: what the most patient browser keeps.
const PREFLIGHT_SECONDS: &str = "7200";

pub async fn preflight(shared: Data<Shared>, request: HttpRequest) -> HttpResponse {
    let mut response = HttpResponse::NoContent();
    response.insert_header((header::VARY, "Origin"));
    let Some(origin) = origin(request.headers()) else {
        return response.insert_header((header::ALLOW, "POST, OPTIONS")).finish();
    };
    if !is_known(&shared.platform.registry, origin) {
        return response.status(StatusCode::FORBIDDEN).finish();
    }
    response
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, origin))
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "POST"))
        .insert_header((
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Accept, Authorization, Content-Type, Traceparent, Tracestate",
        ))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS))
        .finish()
}

/// Lets the page read the answer, if it is one of the channel's. What was refused before a channel was known says nothing
/// of any channel, and may be read by a page of each.
pub fn allow(
    response: &mut HttpResponse,
    request: &HttpRequest,
    registry: &Registry,
    tenant: Option<&Tenant>,
) {
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = origin(request.headers()) else {
        return;
    };
    let is_allowed = match tenant {
        Some(tenant) => tenant
            .manifest()
            .allowed_origins
            .iter()
            .any(|allowed| allowed == origin),
        None => is_known(registry, origin),
    };
    if !is_allowed {
        return;
    }
    if let Ok(origin) = HeaderValue::from_str(origin) {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("Retry-After, Trace-Id"),
        );
    }
}

fn origin(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok())
}

fn is_known(registry: &Registry, origin: &str) -> bool {
    registry.list().iter().any(|entry| {
        entry.status == Status::Active
            && entry
                .manifest
                .allowed_origins
                .iter()
                .any(|allowed| allowed == origin)
    })
}
