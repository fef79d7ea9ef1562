//! Which pages of other origins may call the Audience API: those that a channel's manifest names, for that channel's
//! viewers, and whoever asks at the channel's own address. A preflight carries no token and so is answered alike for every
//! origin, that nobody may learn from it where a channel has its pages; the question itself is carried out only for an
//! origin of the token's own channel, and only such a page can read the answer.

use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use tenants::Tenant;

use super::same_site;
use crate::error::{Error, Result};

/// Two hours: what the most patient browser keeps.
const PREFLIGHT_SECONDS: &str = "7200";

pub async fn preflight(request: HttpRequest) -> HttpResponse {
    let mut response = HttpResponse::NoContent();
    response.insert_header((header::VARY, "Origin"));
    let Some(origin) = origin(request.headers()) else {
        return response.insert_header((header::ALLOW, "POST, OPTIONS")).finish();
    };
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

/// Before anything is carried out for a viewer of this channel.
///
/// # Errors
/// `FORBIDDEN` for a page that is none of the channel's.
pub fn check(headers: &HeaderMap, tenant: &Tenant) -> Result<()> {
    match headers.get(header::ORIGIN) {
        Some(origin) if !origin.to_str().is_ok_and(|origin| is_of(origin, headers, tenant)) => {
            Err(Error::Forbidden("this page is none of the channel's"))
        }
        _ => Ok(()),
    }
}

/// Lets the page read the answer, if it is one of the channel's. What was refused before a channel was known says nothing
/// of any channel, and may be read by every page.
pub fn allow(response: &mut HttpResponse, headers: &HeaderMap, tenant: Option<&Tenant>) {
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = origin(headers) else {
        return;
    };
    if !tenant.is_none_or(|tenant| is_of(origin, headers, tenant)) {
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

fn is_of(origin: &str, headers: &HeaderMap, tenant: &Tenant) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let mut allowed = tenant.manifest().allowed_origins.iter();
    allowed.any(|allowed| allowed == origin) || host.is_some_and(|host| same_site::is_at(origin, host))
}

fn origin(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok())
}
