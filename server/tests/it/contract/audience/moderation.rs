//! What is blocked, held or rejected on a comment wall is seen by nobody but who wrote it.

use serde_json::{Value, json};

use super::comment_wall::{bodies, outcome};
use crate::contract::stage::Channel;

on_both_profiles!(
    a_blocked_word_is_found_in_whatever_dress,
    what_is_held_waits_for_a_moderator,
);

async fn a_blocked_word_is_found_in_whatever_dress(channel: &Channel) {
    let wall = channel
        .show()
        .await
        .open_wall(json!({ "blockedWords": ["坏词", "spam"] }))
        .await;
    let (ann, bob) = (channel.viewer("ann"), channel.viewer("bob"));
    for (number, body) in ["这是坏词呀", "坏 · 词", "S.P.A.M", "ＳＰＡＭ!"]
        .iter()
        .enumerate()
    {
        assert_eq!(
            outcome(&ann.comment(&wall, &format!("c{number}"), body).await),
            "REJECTED",
            "{body}"
        );
    }
    assert_eq!(bodies(&bob, &wall).await, Vec::<String>::new());
    let rejected = wall
        .seen("comments(status: REJECTED) { nodes { body viewerId status } }")
        .await;
    assert_eq!(rejected["comments"]["nodes"].as_array().map(Vec::len), Some(4));
}

async fn what_is_held_waits_for_a_moderator(channel: &Channel) {
    let wall = channel
        .show()
        .await
        .open_wall(json!({ "moderation": "HOLD" }))
        .await;
    let (ann, bob) = (channel.viewer("ann"), channel.viewer("bob"));
    let (held, id) = ann.comment(&wall, "c1", "等一等").await;
    let id = id.unwrap();
    assert_eq!(held, "HELD");
    assert_eq!(bodies(&bob, &wall).await, Vec::<String>::new());
    assert_eq!(
        (ann.node(&id).await.as_deref(), bob.node(&id).await),
        (Some("Comment"), None)
    );
    assert_eq!(decide(channel, &id, "PUBLISH").await, "PUBLISHED");
    assert_eq!(bodies(&bob, &wall).await, ["等一等"]);
    assert_eq!(bob.node(&id).await.as_deref(), Some("Comment"));
    assert_eq!(
        outcome(&ann.comment(&wall, "c1", "等一等").await),
        "PUBLISHED",
        "a retry tells how it stands now"
    );
    assert_eq!(decide(channel, &id, "REJECT").await, "REJECTED");
    assert_eq!((bodies(&bob, &wall).await.len(), bob.node(&id).await), (0, None));
}

/// The comment's new status.
async fn decide(channel: &Channel, id: &str, decision: &str) -> Value {
    let query = "mutation ($id: ID!, $to: ModerationDecision!) { moderateComment(id: $id, decision: $to) { outcome comment { status } } }";
    let payload = channel
        .desk
        .data(query, json!({ "id": id, "to": decision }))
        .await["moderateComment"]
        .clone();
    assert_eq!(payload["outcome"], "DONE");
    payload["comment"]["status"].clone()
}
