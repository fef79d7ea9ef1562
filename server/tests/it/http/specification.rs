//! GraphQL over HTTP, by its MUSTs and SHOULDs.

use reqwest::Method;
use serde_json::json;

use crate::support::server::Server;

const GRAPHQL: &str = "application/graphql-response+json";
const GRAPHQL_UTF8: &str = "application/graphql-response+json; charset=utf-8";
const JSON: &str = "application/json";
const JSON_UTF8: &str = "application/json; charset=utf-8";

#[tokio::test]
async fn the_answer_has_the_media_type_that_is_asked_for() {
    let server = Server::start().await;
    let token = server.token("cctv", "v1");
    for (accept, content_type) in [
        (GRAPHQL, GRAPHQL_UTF8),
        (JSON, JSON_UTF8),
        ("*/*", GRAPHQL_UTF8),
        ("application/*", GRAPHQL_UTF8),
        (
            "application/graphql-response+json, application/json;q=0.9",
            GRAPHQL_UTF8,
        ),
        ("application/json, */*;q=0.1", JSON_UTF8),
    ] {
        let answer = server
            .audience("{ __typename }")
            .token(&token)
            .header("accept", accept)
            .send()
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.header("content-type"), content_type, "{accept}");
        assert_eq!(answer.header("cache-control"), "private, no-store");
        assert_eq!(answer.json(), json!({ "data": { "__typename": "Query" } }));
    }
    server
        .audience("{ __typename }")
        .token(&token)
        .header("accept", "text/html")
        .send()
        .await
        .is_refused(406, "BAD_USER_INPUT");
}

#[tokio::test]
async fn only_json_is_a_body() {
    let server = Server::start().await;
    let token = server.token("cctv", "v1");
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
    ] {
        let answer = server
            .ask(Method::POST, "/graphql")
            .token(&token)
            .header("content-type", content_type);
        answer.send().await.is_refused(415, "BAD_USER_INPUT");
    }
    server
        .ask(Method::POST, "/console/graphql")
        .send()
        .await
        .is_refused(415, "BAD_USER_INPUT");
    let compressed = server
        .audience("{ __typename }")
        .token(&token)
        .header("content-encoding", "gzip");
    compressed.send().await.is_refused(415, "BAD_USER_INPUT");
}

#[tokio::test]
async fn operations_come_by_post() {
    let server = Server::start().await;
    for path in ["/graphql", "/console/graphql"] {
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = server
                .ask(method, &format!("{path}?query=%7B__typename%7D"))
                .send()
                .await;
            answer.is_refused(405, "BAD_USER_INPUT");
            assert_eq!(answer.header("allow"), "POST");
        }
    }
}

/// What is no GraphQL request is 400 in either media type.
#[tokio::test]
async fn a_malformed_request_is_400() {
    let server = Server::start().await;
    let token = server.token("cctv", "v1");
    let deep = format!(
        r#"{{"query":"{{__typename}}","variables":{{"v":{}{}}}}}"#,
        "[".repeat(5000),
        "]".repeat(5000)
    );
    let malformed: [&[u8]; 14] = [
        b"",
        b"{",
        b"null",
        b"\xff\xfe",
        b"[{\"query\":\"{__typename}\"}]",
        b"{}",
        b"{\"query\":null}",
        b"{\"query\":1}",
        b"{\"query\":\"{__typename}\",\"variables\":[]}",
        b"{\"query\":\"{__typename}\",\"extensions\":\"\"}",
        b"{\"query\":\"{__typename}\",\"operationName\":1}",
        b"{\"query\":\"{__typename}\",\"variables\":{\"v\":\"\\u0000\"}}",
        b"{\"query\":\"{__typename}\",\"variables\":{\"v\":\"\\ud800\"}}",
        deep.as_bytes(),
    ];
    for accept in [GRAPHQL, JSON] {
        for body in malformed {
            let ask = server
                .ask(Method::POST, "/graphql")
                .token(&token)
                .header("accept", accept)
                .body(body);
            ask.send().await.is_refused(400, "BAD_USER_INPUT");
        }
    }
}

/// What is a request but can't be carried out is 400 in the new media type, 200 in the old, and has no data.
#[tokio::test]
async fn a_request_error_has_no_data() {
    let server = Server::start().await;
    let token = server.token("cctv", "v1");
    for (body, code) in [
        (json!({ "query": "{" }), "BAD_USER_INPUT"),
        (json!({ "query": "" }), "BAD_USER_INPUT"),
        (json!({ "query": "{ nothing }" }), "BAD_USER_INPUT"),
        (
            json!({ "query": "query ($id: ID!) { campaign(id: $id) { id } }" }),
            "BAD_USER_INPUT",
        ),
        (
            json!({ "query": "query a { __typename } query b { __typename }" }),
            "BAD_USER_INPUT",
        ),
        (
            json!({ "query": "query a { __typename }", "operationName": "b" }),
            "BAD_USER_INPUT",
        ),
        (json!({ "query": "subscription { a }" }), "BAD_USER_INPUT"),
        (
            json!({ "query": "{ ...a } fragment a on Query { ...a }" }),
            "QUERY_TOO_COMPLEX",
        ),
        (
            json!({ "query": "{ __typename @skip(if: \"\\u0000\") }" }),
            "BAD_USER_INPUT",
        ),
    ] {
        for (accept, status) in [(GRAPHQL, 400), (JSON, 200)] {
            let ask = server
                .ask(Method::POST, "/graphql")
                .token(&token)
                .header("accept", accept)
                .json(&body);
            ask.send().await.is_refused(status, code);
        }
    }
}

/// What was carried out in part is 200, with data and errors.
#[tokio::test]
async fn a_field_error_has_data() {
    let server = Server::start().await;
    let token = server.token("cctv", "v1");
    let answer = server
        .audience("{ node(id: \"nonsense\") { id } __typename }")
        .token(&token)
        .send()
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.code(), "BAD_USER_INPUT");
    assert_eq!(answer.json()["data"]["__typename"], "Query");
}

#[tokio::test]
async fn names_choose_the_operation() {
    let server = Server::start().await;
    let token = server.token("cctv", "v1");
    let body = json!({ "query": "query a { x: __typename } query b { y: __typename }", "operationName": "b", "variables": null, "extensions": {} });
    let answer = server
        .ask(Method::POST, "/graphql")
        .token(&token)
        .json(&body)
        .send()
        .await;
    assert_eq!(answer.json(), json!({ "data": { "y": "Query" } }));
}

/// Also where one has to wait for the record and the next does not.
#[tokio::test]
async fn fields_stand_in_the_order_of_the_selection() {
    let server = Server::start().await;
    let token = server.token("cctv", "v1");
    let query = "{ viewer { grants { nodes { id } } nickname n: id } channel { shows { nodes { id } } slug } a: __typename }";
    let answer = server.audience(query).token(&token).send().await;
    assert_eq!(
        answer.body,
        r#"{"data":{"viewer":{"grants":{"nodes":[]},"nickname":"v1","n":"v1"},"channel":{"shows":{"nodes":[]},"slug":"cctv"},"a":"Query"}}"#
    );
}
