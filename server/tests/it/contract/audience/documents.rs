//! Published documents: what viewers may ask where nothing else is trusted.

use std::sync::Arc;

use data_encoding::HEXLOWER;
use ovation::member::Role;
use ovation::persisted::hash_of;
use serde_json::{Value, json};

use crate::contract::stage::{Caller, Channel, Plan, Profile, Server};

const MINE: &str = "query Mine($first: Int) { viewer { id grants(first: $first) { nodes { id } } } }";
const PUBLISH: &str = "mutation ($input: PublishDocumentsInput!) { publishDocuments(input: $input) { outcome published unchanged rejected { hash reason } } }";
const RETIRE: &str = "mutation ($hashes: [String!]!) { retireDocuments(hashes: $hashes) { retired } }";

/// As [`on_both_profiles`], on a server that trusts nothing else.
macro_rules! where_only_these_are_trusted {
    ($($test:ident),+ $(,)?) => {$(
        mod $test {
            use super::{Profile, trusted};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn embedded() {
                super::$test(&trusted(Profile::Embedded).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn full() {
                super::$test(&trusted(Profile::Full).await).await;
            }
        }
    )+};
}

where_only_these_are_trusted!(
    only_what_was_published_is_executed,
    a_document_is_one_channels_until_it_is_retired,
    a_manifest_is_published_whole_or_not_at_all,
    the_channels_app_and_its_owner_publish,
);

async fn trusted(profile: Profile) -> Arc<Server> {
    Server::start_with(profile, "audience_documents = \"trusted\"\n").await
}

fn hash(text: &str) -> String {
    HEXLOWER.encode(&hash_of(text))
}

fn manifest(texts: &[&str]) -> Value {
    let documents: Vec<Value> = texts
        .iter()
        .map(|text| json!({ "hash": hash(text), "text": text }))
        .collect();
    json!({ "input": { "documents": documents } })
}

/// Every way to name a document.
fn namings(text: &str) -> [Value; 5] {
    let hash = hash(text);
    let persisted = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    [
        json!({ "documentId": format!("sha256:{hash}") }),
        json!({ "documentId": hash }),
        json!({ "extensions": persisted }),
        json!({ "query": text }),
        json!({ "query": text, "extensions": persisted }),
    ]
}

async fn unknown(caller: &Caller, body: &Value) -> Value {
    let answer = caller.post(body.to_string()).await;
    let said = (answer.status, answer.code());
    assert_eq!(said, (400, "PERSISTED_QUERY_NOT_FOUND".to_owned()), "{body}");
    answer.body
}

async fn only_what_was_published_is_executed(server: &Arc<Server>) {
    let channel = Channel::new(server, &Plan::default()).await;
    let ann = channel.viewer("ann").caller;
    // Also after it has been sent: nothing of a caller's is kept.
    for _ in 0..2 {
        for body in namings(MINE) {
            unknown(&ann, &body).await;
        }
    }
    for nonsense in [
        "",
        "sha256:",
        "sha256:zz",
        "x-mine:a",
        "../../etc/passwd",
        "SHA256:00",
    ] {
        unknown(&ann, &json!({ "documentId": nonsense })).await;
    }
    let published = channel.desk.data(PUBLISH, manifest(&[MINE])).await;
    assert_eq!(
        published["publishDocuments"],
        json!({ "outcome": "PUBLISHED", "published": 1, "unchanged": 0, "rejected": [] })
    );
    let again = channel.desk.data(PUBLISH, manifest(&[MINE])).await;
    assert_eq!(again["publishDocuments"]["unchanged"], 1);
    for mut body in namings(MINE) {
        body["variables"] = json!({ "first": 3 });
        let answer = ann.post(body.to_string()).await;
        assert_eq!(
            (answer.status, &answer.body["data"]["viewer"]["id"]),
            (200, &json!("ann")),
            "{body}"
        );
    }
    // Under its own hash alone, by its own name, with its own variables.
    let (id, other) = (hash(MINE), "query Other { __typename }");
    for (body, code) in [
        (json!({ "documentId": id, "query": other }), "BAD_USER_INPUT"),
        (
            json!({ "documentId": id, "operationName": "Other" }),
            "BAD_USER_INPUT",
        ),
        (
            json!({ "documentId": id, "variables": { "first": "x" } }),
            "BAD_USER_INPUT",
        ),
        (
            json!({ "documentId": id, "variables": { "first": vec![1; 200] } }),
            "QUERY_TOO_COMPLEX",
        ),
        (
            json!({ "query": format!("{MINE} ") }),
            "PERSISTED_QUERY_NOT_FOUND",
        ),
    ] {
        assert_eq!(ann.post(body.to_string()).await.code(), code, "{body}");
    }
}

async fn a_document_is_one_channels_until_it_is_retired(server: &Arc<Server>) {
    let channel = Channel::new(server, &Plan::default()).await;
    let neighbour = channel.neighbour().await;
    let (ann, bob) = (channel.viewer("ann").caller, neighbour.viewer("bob").caller);
    let (id, other) = (hash(MINE), "query Other { __typename }");
    channel.desk.data(PUBLISH, manifest(&[MINE])).await;
    // Next door it has never been.
    for (foreign, never) in namings(MINE).iter().zip(namings(other)) {
        assert_eq!(unknown(&bob, foreign).await, unknown(&bob, &never).await);
    }
    // Another node finds it when it is asked, and hears of its end.
    let other_node = channel.on(server.another().await);
    let there = other_node.viewer("ann").caller;
    let named = json!({ "documentId": id });
    assert_eq!(there.post(named.to_string()).await.status, 200);
    assert_eq!(
        channel
            .desk
            .data(RETIRE, json!({ "hashes": [id, hash(other)] }))
            .await["retireDocuments"]["retired"],
        1
    );
    unknown(&ann, &named).await;
    let platform = &other_node.server.platform;
    platform.documents.refresh(&platform.registry).await.unwrap();
    unknown(&there, &named).await;
    let listed = channel
        .desk
        .data(
            "{ documents { nodes { hash operation cost retiredAt } } }",
            json!({}),
        )
        .await;
    let listed = &listed["documents"]["nodes"];
    assert_eq!(
        (&listed[0]["hash"], &listed[0]["operation"]),
        (&json!(id), &json!("Mine"))
    );
    assert!(
        listed[0]["retiredAt"].is_string() && listed[0]["cost"].as_i64() > Some(100),
        "{listed}"
    );
    // Back again.
    channel.desk.data(PUBLISH, manifest(&[MINE])).await;
    assert_eq!(ann.post(named.to_string()).await.status, 200);
}

async fn a_manifest_is_published_whole_or_not_at_all(server: &Arc<Server>) {
    let channel = Channel::new(server, &Plan::default()).await;
    let pages = "query Pages { channel { shows(first: 100) { nodes { campaigns { ... on LuckyDrawCampaign { winners(first: 100) { nodes { entryNumber nickname prize { id } } } } } } } } }";
    let large = format!("query Large {{ __typename }} # {}", "x".repeat(16_384));
    let bad = [
        "{ __typename }",
        "query A { __typename } query B { __typename }",
        "query Broken {",
        "query Unknown { nothing }",
        "query Wrong { campaign(id: 7.5) { id } }",
        "query Unused($a: Int) { __typename }",
        "subscription Live { grants { id } }",
        "fragment Alone on Viewer { id }",
        pages,
        &large,
    ];
    for text in bad {
        let answer = channel.desk.data(PUBLISH, manifest(&[MINE, text])).await["publishDocuments"].clone();
        assert_eq!(
            (&answer["outcome"], &answer["published"]),
            (&json!("REJECTED"), &json!(0)),
            "{text}"
        );
        let rejected = answer["rejected"].as_array().unwrap();
        assert_eq!(rejected.len(), 1, "{answer}");
        assert_eq!(rejected[0]["hash"], hash(text));
    }
    let mut forged = manifest(&[MINE]);
    for other in [
        hash("query Other { __typename }"),
        hash(MINE).to_uppercase(),
        "x".to_owned(),
    ] {
        forged["input"]["documents"][0]["hash"] = json!(other);
        assert_eq!(
            channel.desk.data(PUBLISH, forged.clone()).await["publishDocuments"]["outcome"],
            "REJECTED",
            "{other}"
        );
    }
    let none = channel
        .desk
        .data("{ documents { nodes { hash } } }", json!({}))
        .await;
    assert_eq!(none["documents"]["nodes"], json!([]));
}

async fn the_channels_app_and_its_owner_publish(server: &Arc<Server>) {
    let channel = Channel::new(server, &Plan::default()).await;
    // The channel's app publishes from its build; a producer does not.
    let producer = channel.member(Role::Producer).await;
    assert_eq!(producer.code(PUBLISH, manifest(&[MINE])).await, "FORBIDDEN");
    assert_eq!(
        producer.code("{ documents { nodes { hash } } }", json!({})).await,
        "FORBIDDEN"
    );
    let key = "mutation { createApiKey(input: { name: \"build\" }) { secret } }";
    let secret = channel.desk.data(key, json!({})).await["createApiKey"]["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    let app = server.console().bearer(&secret);
    let answer = app.ask(PUBLISH, manifest(&[MINE])).await;
    assert_eq!(
        answer.body["data"]["publishDocuments"]["outcome"], "PUBLISHED",
        "{answer:?}"
    );
    assert_eq!(
        server.console().ask(PUBLISH, manifest(&[MINE])).await.code(),
        "UNAUTHENTICATED"
    );
    // Nor can more than a thousand be kept.
    for batch in 0..11 {
        let texts: Vec<String> = (0..100)
            .map(|number| format!("query N{batch}x{number} {{ __typename }}"))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let outcome =
            channel.desk.data(PUBLISH, manifest(&texts)).await["publishDocuments"]["outcome"].clone();
        assert_eq!(
            outcome,
            if batch < 9 { "PUBLISHED" } else { "TOO_MANY" },
            "{batch}"
        );
    }
}
