//! What is refused early: large bodies, query bombs, strangers, who is over the channel's budget.

use std::fmt::Write;
use std::time::{Duration, Instant};

use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::server::{CCTV, Server};

#[tokio::test]
async fn a_body_is_at_most_64_kib() {
    let server = Server::start().await;
    let token = server.token("cctv", "v1");
    let just = format!(
        "{{\"query\":\"{{ __typename }}\",\"x\":\"{}\"}}",
        "y".repeat(65_000)
    );
    assert_eq!(
        server
            .ask(Method::POST, "/graphql")
            .token(&token)
            .body(just)
            .send()
            .await
            .status,
        200
    );
    for size in [65_537, 20_000_000] {
        let ask = server
            .ask(Method::POST, "/graphql")
            .token(&token)
            .body(vec![b' '; size]);
        ask.send().await.is_refused(413, "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn a_body_without_a_length_is_bounded_too() {
    let server = Server::start().await;
    let mut connection = TcpStream::connect(server.address).await.unwrap();
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    connection.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..100 {
        let chunk = format!("4000\r\n{}\r\n", " ".repeat(0x4000));
        // The server may have closed the connection by now.
        if connection.write_all(chunk.as_bytes()).await.is_err() {
            break;
        }
    }
    let mut answer = Vec::new();
    let read = connection.read_to_end(&mut answer);
    let _ = tokio::time::timeout(Duration::from_secs(5), read)
        .await
        .expect("the connection is closed");
    let answer = String::from_utf8_lossy(&answer);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 413"),
        "{answer}"
    );
}

#[tokio::test]
async fn a_fragment_bomb_costs_nothing() {
    let server = Server::start().await;
    let token = server.token("cctv", "v1");
    let mut bomb = "{ ...f0 }".to_owned();
    for level in 0..30 {
        let next = level + 1;
        write!(bomb, " fragment f{level} on Query {{ ...f{next} ...f{next} }}").unwrap();
    }
    bomb.push_str(" fragment f30 on Query { __typename }");
    let started = Instant::now();
    server
        .audience(&bomb)
        .token(&token)
        .send()
        .await
        .is_refused(400, "QUERY_TOO_COMPLEX");
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn who_shows_nothing_good_is_nobody() {
    let server = Server::start_with(
        "environment = \"production\"\naudience_documents = \"any\"",
        &[CCTV],
    )
    .await;
    let token = server.token("cctv", "v1");
    let nobody = server.audience("{ __typename }").send().await;
    nobody.is_refused(401, "UNAUTHENTICATED");
    assert_eq!(nobody.header("www-authenticate"), "Bearer");
    let (head, _) = token.rsplit_once('.').unwrap();
    for bad in [
        "nonsense",
        "ovk_nonsense",
        &format!("{head}."),
        &format!("{head}.AAAA"),
    ] {
        server
            .audience("{ __typename }")
            .token(bad)
            .send()
            .await
            .is_refused(401, "UNAUTHENTICATED");
        server
            .console("{ __typename }")
            .token(bad)
            .send()
            .await
            .is_refused(401, "UNAUTHENTICATED");
    }
    // What opens one door is worthless at the other.
    server
        .console("{ __typename }")
        .token(&token)
        .send()
        .await
        .is_refused(401, "UNAUTHENTICATED");
    let basic = server
        .audience("{ __typename }")
        .header("authorization", "Basic YTpi")
        .send()
        .await;
    basic.is_refused(401, "UNAUTHENTICATED");
    // And the schema is not for strangers to read.
    let schema = server
        .audience("{ __schema { types { name } } }")
        .token(&token)
        .send()
        .await;
    assert!(!schema.body.contains("RedPacketCampaign"), "{schema:?}");
}

#[tokio::test]
async fn during_development_who_shows_nothing_is_let_in() {
    let server = Server::start().await;
    let nobody = server.audience("{ __typename }").send().await;
    assert_eq!(nobody.body, r#"{"data":{"__typename":"Query"}}"#);
    // Whoever shows something is not taken for nobody.
    let stranger = server.audience("{ __typename }").token("a.b.c").send().await;
    stranger.is_refused(401, "UNAUTHENTICATED");
}

#[tokio::test]
async fn over_its_budget_a_channel_is_told_to_wait() {
    let rate = "requests_per_second = 20000\nburst = 60000";
    assert!(CCTV.contains(rate));
    let small = CCTV.replace(rate, "requests_per_second = 1\nburst = 3");
    let server = Server::start_with("", &[&small]).await;
    let token = server.token("cctv", "v1");
    for _ in 0..3 {
        assert_eq!(
            server
                .audience("{ __typename }")
                .token(&token)
                .send()
                .await
                .status,
            200
        );
    }
    let refused = server.audience("{ __typename").token(&token).send().await;
    refused.is_refused(429, "RATE_LIMITED");
    let wait = refused.json()["errors"][0]["extensions"]["retryAfterMs"]
        .as_u64()
        .unwrap();
    assert!((100..2000).contains(&wait), "{wait}");
    assert!(["1", "2"].contains(&refused.header("retry-after")));
    assert!(
        server
            .get("/metrics")
            .send()
            .await
            .body
            .contains(r#"ovation_admissions_total{result="refused",tenant="cctv"} 1"#)
    );
    // Nobody is no channel's: signing in stays possible.
    assert_eq!(server.console("{ __typename }").send().await.status, 200);
}

#[tokio::test]
async fn the_console_is_asked_by_its_own_pages() {
    let server = Server::start().await;
    let own = format!("http://{}", server.address);
    let ask = || server.console("{ __typename }");
    assert_eq!(
        ask()
            .header("origin", &own)
            .header("sec-fetch-site", "same-origin")
            .send()
            .await
            .status,
        200
    );
    ask()
        .header("origin", "https://evil.example")
        .send()
        .await
        .is_refused(403, "FORBIDDEN");
    ask()
        .header("sec-fetch-site", "cross-site")
        .send()
        .await
        .is_refused(403, "FORBIDDEN");
}

#[tokio::test]
async fn lists_are_short_and_lists_of_lists_shorter() {
    let server = Server::start().await;
    let token = server.token("cctv", "v1");
    let ask = async |query: &str, variables: serde_json::Value| {
        let ask = server.ask(Method::POST, "/graphql").token(&token);
        ask.json(&serde_json::json!({ "query": query, "variables": variables }))
            .send()
            .await
    };
    let vote = "mutation ($ids: [ID!]!) { castVote(campaignId: \"camp_x\", optionIds: $ids) { outcome } }";
    let ids = |count: usize| serde_json::json!({ "ids": vec!["option_x"; count] });
    assert_eq!(ask(vote, ids(100)).await.code(), "BAD_USER_INPUT");
    for many in [101, 5_000] {
        ask(vote, ids(many)).await.is_refused(400, "QUERY_TOO_COMPLEX");
    }
    let scattered = serde_json::json!({ "ids": [], "more": vec![vec![1; 90]; 90] });
    ask(vote, scattered).await.is_refused(400, "QUERY_TOO_COMPLEX");
    let pages = |first: &str| {
        format!(
            "{{ channel {{ shows(first: {first}) {{ nodes {{ campaigns {{ ... on LuckyDrawCampaign {{ winners(first: {first}) {{ nodes {{ prize {{ id name }} }} }} }} }} }} }} }} }}"
        )
    };
    assert_eq!(ask(&pages("20"), serde_json::json!({})).await.status, 200);
    ask(&pages("100"), serde_json::json!({}))
        .await
        .is_refused(400, "QUERY_TOO_COMPLEX");
    let given = format!("query ($n: Int) {}", pages("$n"));
    assert_eq!(ask(&given, serde_json::json!({ "n": 20 })).await.status, 200);
    for n in [serde_json::json!(100), serde_json::json!(1_000_000_000)] {
        ask(&given, serde_json::json!({ "n": n }))
            .await
            .is_refused(400, "QUERY_TOO_COMPLEX");
    }
}

#[tokio::test]
async fn numbers_at_their_ends_are_numbers() {
    let server = Server::start().await;
    let token = server.token("cctv", "v1");
    let query = "query ($n: Int) { viewer { grants(first: $n) { nodes { id } } } }";
    for number in [
        "101",
        "-1",
        "2147483647",
        "2147483648",
        "-9223372036854775808",
        "18446744073709551616",
        "1e999",
        "1.5",
        "-0.0",
        "\"1\"",
        "[1]",
        "true",
    ] {
        let body = format!("{{\"query\": {query:?}, \"variables\": {{\"n\": {number}}}}}");
        let answer = server
            .ask(Method::POST, "/graphql")
            .token(&token)
            .body(body)
            .send()
            .await;
        assert!(
            ["BAD_USER_INPUT", "QUERY_TOO_COMPLEX"].contains(&answer.code().as_str()),
            "{number}: {answer:?}"
        );
    }
}
