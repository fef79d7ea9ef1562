//! `Idempotency-Key`: a mutation that is sent again is carried out once.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::contract::stage::{Channel, text};

on_both_profiles!(
    the_same_key_makes_one_show,
    another_request_under_the_same_key_is_refused,
    sent_many_times_at_once_it_is_carried_out_once,
    a_key_is_one_members_own,
    what_is_no_key_is_bad_input,
);

const CREATE: &str =
    "mutation ($input: CreateShowInput!) { createShow(input: $input) { outcome show { id } } }";

fn show(slug: &str) -> Value {
    json!({ "input": { "slug": slug, "title": "晚会", "startsAt": "2027-02-05T12:00:00Z", "endsAt": "2027-02-05T16:00:00Z" } })
}

async fn count(channel: &Channel) -> usize {
    let shows = channel
        .desk
        .data("{ shows(first: 100) { nodes { id } } }", json!({}))
        .await;
    shows["shows"]["nodes"].as_array().unwrap().len()
}

async fn the_same_key_makes_one_show(channel: &Channel) {
    let caller = channel.desk.caller.with("idempotency-key", "key-1");
    let first = caller.ask(CREATE, show("gala")).await;
    assert_eq!(first.data()["createShow"]["outcome"], "SAVED");
    for _ in 0..2 {
        let again = caller.ask(CREATE, show("gala")).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body));
    }
    assert_eq!(count(channel).await, 1);
    // A secret that is shown once is shown once more to whoever lost the answer.
    let caller = channel.desk.caller.with("idempotency-key", "key-2");
    let query = "mutation { createApiKey(input: { name: \"后端\" }) { secret } }";
    assert_eq!(
        caller.ask(query, json!({})).await.body,
        caller.ask(query, json!({})).await.body
    );
}

async fn another_request_under_the_same_key_is_refused(channel: &Channel) {
    let caller = channel.desk.caller.with("idempotency-key", "key-1");
    caller.data(CREATE, show("gala")).await;
    let refused = caller.ask(CREATE, show("other")).await;
    assert_eq!(refused.code(), "BAD_USER_INPUT");
    assert_eq!(refused.extensions()["field"], "Idempotency-Key");
    assert_eq!(count(channel).await, 1);
}

async fn sent_many_times_at_once_it_is_carried_out_once(channel: &Channel) {
    let caller = channel.desk.caller.with("idempotency-key", "key-1");
    let answers = join_all((0..8).map(|_| caller.ask_patiently(CREATE, show("gala")))).await;
    let ids: Vec<String> = answers
        .iter()
        .map(|answer| text(&answer.data()["createShow"]["show"]["id"]))
        .collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(count(channel).await, 1);
}

async fn a_key_is_one_members_own(channel: &Channel) {
    let neighbour = channel.neighbour().await;
    for desk in [&channel.desk, &neighbour.desk] {
        let caller = desk.caller.with("idempotency-key", "key-1");
        assert_eq!(
            caller.data(CREATE, show("gala")).await["createShow"]["outcome"],
            "SAVED"
        );
    }
    assert_eq!((count(channel).await, count(&neighbour).await), (1, 1));
}

async fn what_is_no_key_is_bad_input(channel: &Channel) {
    for key in ["", "a b", &"k".repeat(129)] {
        let caller = channel.desk.caller.with("idempotency-key", key);
        assert_eq!(
            caller.code(CREATE, show("gala")).await,
            "BAD_USER_INPUT",
            "{key:?}"
        );
    }
    assert_eq!(count(channel).await, 0);
}
