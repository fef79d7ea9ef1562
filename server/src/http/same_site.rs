//! The console's session is a cookie, which a browser sends along whoever asks. So a browser's request must come from the
//! console itself. A program (an app with an API key) sends neither of these headers.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderName};
use url::Url;

use crate::error::{Error, Result};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// # Errors
/// `FORBIDDEN` for a page of another origin.
pub fn check(request: &HttpRequest) -> Result<()> {
    let text = |name: HeaderName| {
        request
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    let site_is_ours = text(SEC_FETCH_SITE).is_none_or(|site| matches!(site, "same-origin" | "none"));
    let origin_is_ours =
        text(header::ORIGIN).is_none_or(|origin| text(header::HOST).is_some_and(|host| is_at(origin, host)));
    if site_is_ours && origin_is_ours {
        Ok(())
    } else {
        Err(Error::Forbidden("only the console's own pages may ask"))
    }
}

/// By host and port. The scheme is the load balancer's, which ends TLS, and is not known here.
pub(super) fn is_at(origin: &str, host: &str) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else {
        return false;
    };
    if authority.eq_ignore_ascii_case(host) {
        return true;
    }
    // `host:443` and `host` are one place to https.
    let with_port = |authority: &str| {
        Url::parse(&format!("{scheme}://{authority}"))
            .ok()
            .map(|url| (url.host_str().map(str::to_owned), url.port_or_known_default()))
    };
    matches!((with_port(authority), with_port(host)), (Some(a), Some(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn is_ours(headers: &[(&'static str, &'static str)]) -> bool {
        let request = headers.iter().fold(TestRequest::post(), |request, header| {
            request.insert_header(*header)
        });
        check(&request.to_http_request()).is_ok()
    }

    #[test]
    fn only_our_own_pages() {
        let host = ("host", "ovation.example");
        assert!(is_ours(&[host]));
        assert!(is_ours(&[
            host,
            ("origin", "https://ovation.example"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(is_ours(&[
            ("host", "ovation.example:443"),
            ("origin", "https://ovation.example")
        ]));
        assert!(is_ours(&[
            ("host", "127.0.0.1:8080"),
            ("origin", "http://127.0.0.1:8080")
        ]));
        assert!(!is_ours(&[host, ("origin", "https://evil.example")]));
        assert!(!is_ours(&[host, ("origin", "null")]));
        assert!(!is_ours(&[host, ("origin", "https://ovation.example:8443")]));
        assert!(!is_ours(&[
            host,
            ("origin", "https://ovation.example.evil.example")
        ]));
        assert!(!is_ours(&[host, ("sec-fetch-site", "cross-site")]));
        assert!(!is_ours(&[host, ("sec-fetch-site", "same-site")]));
        assert!(!is_ours(&[("origin", "https://ovation.example")]));
    }
}
