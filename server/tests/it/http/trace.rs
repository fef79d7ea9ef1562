//! The trace that comes in is the trace that goes out.

use std::time::Duration;

use crate::support::server::Server;
use crate::support::spans::spans;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

#[tokio::test]
async fn a_traceparent_is_followed() {
    let server = Server::start().await;
    let token = server.token("cctv", "a-viewer-with-a-name");
    let query = "query Mine { viewer { nickname } }";
    let answer = server
        .audience(query)
        .token(&token)
        .header("traceparent", &format!("00-{TRACE}-{PARENT}-01"));
    assert_eq!(answer.send().await.status, 200);
    let mut ours = Vec::new();
    for _ in 0..50 {
        ours = spans().of_trace(TRACE);
        if !ours.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let root = ours
        .iter()
        .find(|span| span.parent_span_id.to_string() == PARENT)
        .expect("a span of this trace");
    assert_eq!(root.name, "POST /graphql");
    let attribute = |key: &str| {
        let found = root
            .attributes
            .iter()
            .find(|attribute| attribute.key.as_str() == key);
        found
            .map(|attribute| attribute.value.to_string())
            .unwrap_or_default()
    };
    assert_eq!(
        (attribute("tenant"), attribute("operation"), attribute("outcome")),
        ("cctv".into(), "Mine".into(), "OK".into())
    );
    let all = format!("{ours:?}");
    assert!(!all.contains("a-viewer-with-a-name") && !all.contains(&token));
}
