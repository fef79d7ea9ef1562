//! Whose request it is, by its address. `X-Forwarded-For` counts only where the proxies between are known
//! (`trusted_proxies`): everybody else may write into it what they like.

use std::net::IpAddr;

use actix_web::dev::RequestHead;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use ipnet::IpNet;

use crate::doer::Origin;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

#[must_use]
pub fn of(head: &RequestHead, trusted: &[IpNet], trace_id: &str) -> Origin {
    let peer = head.peer_addr.map(|peer| peer.ip().to_canonical());
    let address = peer.map(|peer| behind(peer, &head.headers, trusted));
    let agent = head.headers.get(header::USER_AGENT);
    Origin::of_request(
        address.map(|address| address.to_string()),
        agent.and_then(|agent| agent.to_str().ok()),
        trace_id.to_owned(),
    )
}

/// From the nearest hop outwards, the first that is none of our proxies. What stands before it is hearsay.
fn behind(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_ours = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    if !is_ours(peer) {
        return peer;
    }
    let lines: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .filter_map(|value| value.to_str().ok())
        .collect();
    let mut nearest = peer;
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        nearest = address.to_canonical();
        if !is_ours(nearest) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn address(peer: &str, forwarded: &[&'static str], trusted: &[&str]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        let request = TestRequest::post().peer_addr(format!("{peer}:9").parse().unwrap());
        let request = forwarded.iter().fold(request, |request, line| {
            request.append_header((FORWARDED_FOR, *line))
        });
        of(request.to_http_request().head(), &trusted, "t")
            .address
            .unwrap()
    }

    #[test]
    fn a_stranger_can_not_say_who_it_is() {
        assert_eq!(address("192.0.2.1", &["198.51.100.7"], &[]), "192.0.2.1");
        assert_eq!(
            address("192.0.2.1", &["198.51.100.7"], &["10.0.0.0/8"]),
            "192.0.2.1"
        );
    }

    #[test]
    fn a_proxy_of_ours_is_believed_as_far_as_it_saw_itself() {
        let ours = ["10.0.0.0/8", "fd00::/8"];
        assert_eq!(address("10.0.0.1", &["198.51.100.7"], &ours), "198.51.100.7");
        assert_eq!(address("[fd00::1]", &["2001:db8::7"], &ours), "2001:db8::7");
        // What the client wrote itself stands before what the proxies added.
        assert_eq!(
            address("10.0.0.1", &["1.1.1.1, 198.51.100.7, 10.0.0.2"], &ours),
            "198.51.100.7"
        );
        assert_eq!(
            address("10.0.0.1", &["1.1.1.1", "198.51.100.7"], &ours),
            "198.51.100.7"
        );
        assert_eq!(address("10.0.0.1", &["nonsense, 10.0.0.3"], &ours), "10.0.0.3");
        assert_eq!(address("10.0.0.1", &["nonsense"], &ours), "10.0.0.1");
        assert_eq!(address("10.0.0.1", &[], &ours), "10.0.0.1");
        assert_eq!(
            address("10.0.0.1", &["::ffff:198.51.100.7"], &ours),
            "198.51.100.7"
        );
    }
    #[test]
    fn an_agent_is_cut_and_printable() {
        let long = "x".repeat(500);
        let request = TestRequest::get().insert_header(("user-agent", format!("a\tb{long}")));
        let agent = of(request.to_http_request().head(), &[], "t").agent.unwrap();
        assert!(agent.starts_with("abx") && agent.len() == Origin::AGENT_CHARS_MAX);
    }
}
