//! Requests that are sent again.

use std::sync::Arc;

use chrono::TimeDelta;
use ovation::ctx::IdSource;
use ovation::idempotency::{self, Begun, Reservation, Stored};

use crate::support::platform::Node;

async fn begin(node: &Node, scope: &str, key: &str, body: &str) -> Result<Begun, &'static str> {
    idempotency::begin(&node.platform, scope, key, body.as_bytes())
        .await
        .map_err(|error| error.code())
}

async fn run(node: &Node, key: &str, body: &str) -> (Reservation, Arc<IdSource>) {
    match begin(node, "member_1", key, body).await {
        Ok(Begun::Run(reservation, ids)) => (reservation, ids),
        other => panic!("{other:?}"),
    }
}

fn answer() -> Stored {
    Stored {
        status: 200,
        body: br#"{"data":{"createApiKey":{"secret":"shown-once"}}}"#.to_vec(),
    }
}

#[tokio::test]
async fn the_same_request_again_gets_the_response_of_the_first() {
    let node = Node::bare().await;
    let (reservation, _) = run(&node, "k", "body").await;
    idempotency::finish(&node.platform, reservation, &answer())
        .await
        .unwrap();
    for other in [&node, &node.another().await] {
        let again = begin(other, "member_1", "k", "body").await.unwrap();
        assert!(matches!(again, Begun::Replay(stored) if stored == answer()));
    }
    assert!(!node.record_holds(b"shown-once"), "a secret in it is sealed");
}

#[tokio::test]
async fn another_request_under_the_same_key_is_refused_and_another_caller_has_keys_of_its_own() {
    let node = Node::bare().await;
    let (reservation, _) = run(&node, "k", "body").await;
    assert_eq!(
        begin(&node, "member_1", "k", "other").await.err(),
        Some("BAD_USER_INPUT")
    );
    idempotency::finish(&node.platform, reservation, &answer())
        .await
        .unwrap();
    assert_eq!(
        begin(&node, "member_1", "k", "other").await.err(),
        Some("BAD_USER_INPUT")
    );
    assert!(matches!(
        begin(&node, "member_2", "k", "other").await,
        Ok(Begun::Run(..))
    ));
}

#[tokio::test]
async fn while_it_is_carried_out_the_same_request_waits_unless_the_node_has_died() {
    let node = Node::bare().await;
    let (dead, ids) = run(&node, "k", "body").await;
    assert_eq!(
        begin(&node, "member_1", "k", "body").await.err(),
        Some("OVERLOADED")
    );
    node.pass(TimeDelta::seconds(61));
    let (second, same) = run(&node, "k", "body").await;
    let (first_id, second_id) = (ids.next(&node.platform), same.next(&node.platform));
    assert_eq!(first_id, second_id, "nothing is doubled: the ids are the same");
    assert_ne!(ids.next(&node.platform), first_id);
    // The first one was not dead after all: its late answer does not count.
    let late = Stored {
        status: 500,
        body: Vec::new(),
    };
    idempotency::finish(&node.platform, dead, &late).await.unwrap();
    assert_eq!(
        begin(&node, "member_1", "k", "body").await.err(),
        Some("OVERLOADED")
    );
    idempotency::finish(&node.platform, second, &answer())
        .await
        .unwrap();
    assert!(
        matches!(begin(&node, "member_1", "k", "body").await, Ok(Begun::Replay(stored)) if stored == answer())
    );
}

#[tokio::test]
async fn a_request_that_failed_through_our_fault_runs_again_at_once_with_the_same_ids() {
    let node = Node::bare().await;
    let (reservation, ids) = run(&node, "k", "body").await;
    idempotency::release(&node.platform, reservation).await.unwrap();
    let (_, same) = run(&node, "k", "body").await;
    assert_eq!(ids.next(&node.platform), same.next(&node.platform));
}

#[tokio::test]
async fn of_many_at_once_one_is_carried_out() {
    let node = Node::bare().await;
    let begun = futures::future::join_all((0..20).map(|_| begin(&node, "member_1", "k", "body"))).await;
    assert_eq!(
        begun.iter().filter(|b| matches!(b, Ok(Begun::Run(..)))).count(),
        1
    );
    assert!(
        begun
            .iter()
            .all(|b| matches!(b, Ok(Begun::Run(..)) | Err("OVERLOADED")))
    );
}

#[tokio::test]
async fn after_a_day_a_key_may_be_used_for_something_else_and_makes_other_ids() {
    let node = Node::bare().await;
    let (reservation, ids) = run(&node, "k", "body").await;
    idempotency::finish(&node.platform, reservation, &answer())
        .await
        .unwrap();
    node.pass(TimeDelta::hours(25));
    idempotency::forget_old(&node.platform).await.unwrap();
    let (_, others) = run(&node, "k", "other").await;
    assert_ne!(ids.next(&node.platform), others.next(&node.platform));
}

#[tokio::test]
async fn a_key_is_1_to_128_visible_ascii_characters() {
    let node = Node::bare().await;
    for key in ["", " ", "a b", "a\n", "é", "\0", &"k".repeat(129)] {
        assert_eq!(
            begin(&node, "member_1", key, "body").await.err(),
            Some("BAD_USER_INPUT"),
            "{key:?}"
        );
    }
    assert!(begin(&node, "member_1", &"~".repeat(128), "body").await.is_ok());
}
