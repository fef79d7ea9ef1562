//! Where a request comes from. Behind proxies the connection's other end is the last of them; each appends the address
//! it was asked from to `X-Forwarded-For`, so that the operator's own number of proxies tells which entry can be
//! believed. What stands further left was written by the caller.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName};

use crate::doer::Origin;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

#[must_use]
pub fn of(request: &HttpRequest, proxies: usize, trace_id: &str) -> Origin {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let address = forwarded(request.headers(), proxies).or(peer);
    let agent = request.headers().get(header::USER_AGENT);
    Origin::of_request(
        address.map(|address| address.to_canonical().to_string()),
        agent.and_then(|agent| agent.to_str().ok()),
        trace_id.to_owned(),
    )
}

fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let lines: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .filter_map(|value| value.to_str().ok())
        .collect();
    let entries: Vec<&str> = lines.iter().flat_map(|line| line.split(',')).collect();
    let place = entries.len().checked_sub(proxies)?;
    entries.get(place)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn seen(proxies: usize, lines: &[&str]) -> Option<String> {
        let request = TestRequest::get().peer_addr("10.0.0.9:1".parse().unwrap());
        let request = lines.iter().fold(request, |request, line| {
            request.append_header(("x-forwarded-for", *line))
        });
        of(&request.to_http_request(), proxies, "t").address
    }

    #[test]
    fn only_what_our_own_proxies_wrote_is_believed() {
        let forged = ["6.6.6.6, 203.0.113.7", "10.0.0.8"];
        assert_eq!(seen(0, &forged).as_deref(), Some("10.0.0.9"));
        assert_eq!(seen(1, &forged).as_deref(), Some("10.0.0.8"));
        assert_eq!(seen(2, &forged).as_deref(), Some("203.0.113.7"));
        assert_eq!(
            seen(2, &["10.0.0.8"]).as_deref(),
            Some("10.0.0.9"),
            "too few entries"
        );
        assert_eq!(seen(1, &["unknown"]).as_deref(), Some("10.0.0.9"), "no address");
    }

    #[test]
    fn an_agent_is_cut_and_printable() {
        let long = "x".repeat(500);
        let request = TestRequest::get().insert_header(("user-agent", format!("a\tb{long}")));
        let agent = of(&request.to_http_request(), 0, "t").agent.unwrap();
        assert!(agent.starts_with("abx") && agent.len() == Origin::AGENT_CHARS_MAX);
    }
}
