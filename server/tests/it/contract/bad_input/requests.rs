//! Requests that are none.

use serde_json::json;

use super::Played;
use crate::contract::stage::{Caller, Channel};

on_both_profiles!(
    what_is_no_request_is_refused,
    what_the_schema_does_not_have_is_refused,
    what_is_too_large_is_refused,
    wrong_values_are_refused,
);

/// The same for both doors, with a credential that is good.
fn doors(channel: &Channel) -> [Caller; 2] {
    [channel.viewer("ann").caller, channel.desk.caller.clone()]
}

async fn what_is_no_request_is_refused(channel: &Channel) {
    let played = Played::new(channel).await;
    for door in doors(channel) {
        for body in [
            "",
            "{",
            "null",
            "42",
            "[]",
            "{}",
            "\"{ __typename }\"",
            "{\"query\": 7}",
            "{\"query\": \"{ __typename }\", \"variables\": []}",
            "{\"query\": \"\u{0}\"}",
            "[{\"query\": \"{ __typename }\"}, {\"query\": \"{ __typename }\"}]",
        ] {
            let answer = door.post(body).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (400, "BAD_USER_INPUT"),
                "{body}"
            );
        }
        let answer = door.post(&b"{\"query\": \"\xff\xfe\"}"[..]).await;
        assert_eq!(answer.code(), "BAD_USER_INPUT");
    }
    played.nothing_has_changed().await;
}

async fn what_the_schema_does_not_have_is_refused(channel: &Channel) {
    let played = Played::new(channel).await;
    for door in doors(channel) {
        for query in [
            "{",
            "{ }",
            "{ nothing }",
            "query ($id: ID!) { node(id: $id) { id } }",
            "mutation { dropEverything { outcome } }",
            "subscription { grants { id } }",
            "{ node(id: \"x\", tenant: \"y\") { id } }",
            "{ node { id } }",
            "{ ...nothing }",
            "{ node(id: 7.5) { id } }",
            "query a { __typename } query a { __typename }",
        ] {
            let answer = door.ask(query, json!({})).await;
            assert!(!answer.codes().is_empty(), "{query}");
            assert!(
                answer.codes().iter().all(|code| *code == "BAD_USER_INPUT"),
                "{query}: {answer:?}"
            );
            assert!(
                answer.body.get("data").is_none(),
                "{query}: nothing was carried out"
            );
        }
    }
    played.nothing_has_changed().await;
}

async fn what_is_too_large_is_refused(channel: &Channel) {
    let played = Played::new(channel).await;
    for door in doors(channel) {
        let huge = door
            .ask("{ __typename }", json!({ "x": "x".repeat(70_000) }))
            .await;
        assert_eq!((huge.status, huge.code().as_str()), (413, "BAD_USER_INPUT"));
        let aliases: String = (0..60).map(|number| format!("a{number}: __typename ")).collect();
        let deep = format!("{}{}", "{ a ".repeat(60), "}".repeat(60));
        for query in [format!("{{ {aliases} }}"), deep] {
            assert_eq!(door.code(&query, json!({})).await, "QUERY_TOO_COMPLEX");
        }
    }
    let grabs: String = (0..30)
        .map(|number| {
            format!(
                "g{number}: grabRedPacket(campaignId: \"{}\") {{ outcome }} ",
                played.campaigns[0].id
            )
        })
        .collect();
    assert_eq!(
        channel
            .viewer("bob")
            .code(&format!("mutation {{ {grabs} }}"), json!({}))
            .await,
        "QUERY_TOO_COMPLEX"
    );
    played.nothing_has_changed().await;
}

async fn wrong_values_are_refused(channel: &Channel) {
    let played = Played::new(channel).await;
    let (ann, wall) = (channel.viewer("ann"), &played.campaigns[3]);
    let comment = "mutation ($id: ID!, $body: String!, $client: ID!) { postComment(campaignId: $id, body: $body, clientId: $client) { outcome } }";
    for (body, client) in [
        (json!(null), json!("c2")),
        (json!(7), json!("c2")),
        (json!(["好"]), json!("c2")),
        (json!({}), json!("c2")),
        (json!("a\u{0}b"), json!("c2")),
        (json!("好"), json!(null)),
        (json!("好"), json!("\u{0}")),
    ] {
        let code = ann
            .code(comment, json!({ "id": wall.id, "body": body, "client": client }))
            .await;
        assert_eq!(code, "BAD_USER_INPUT", "{body} {client}");
    }
    let create = "mutation ($input: CreateShowInput!) { createShow(input: $input) { outcome } }";
    let good = json!({ "slug": "next", "title": "好", "startsAt": "2027-02-05T12:00:00Z", "endsAt": "2027-02-05T16:00:00Z" });
    for (field, value) in [
        ("slug", json!(null)),
        ("slug", json!("../etc")),
        ("title", json!("a\u{0}b")),
        ("title", json!("字".repeat(10_000))),
        ("startsAt", json!("2027-02-30T12:00:00Z")),
        ("startsAt", json!("9999999-01-01T00:00:00Z")),
        ("startsAt", json!(0)),
        ("tenantId", json!("t")),
    ] {
        let mut input = good.clone();
        input[field] = value.clone();
        assert_eq!(
            channel.desk.code(create, json!({ "input": input })).await,
            "BAD_USER_INPUT",
            "{field} {value}"
        );
    }
    played.nothing_has_changed().await;
}
