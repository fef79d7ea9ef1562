//! A comment wall: what is written once is there once; and only by who may write there.

use chrono::TimeDelta;
use serde_json::json;

use crate::contract::stage::{Campaign, Channel, Viewer, comment_wall, text};

on_both_profiles!(
    a_comment_is_posted_once_however_often_it_is_sent,
    a_wall_that_is_not_open_takes_nothing,
    a_long_comment_is_too_long_by_what_a_reader_counts,
    who_writes_too_fast_is_told_so,
    what_is_no_line_of_text_is_bad_input,
    reactions_are_counted_while_the_wall_is_open,
    a_comment_carries_the_segment_on_air,
);

pub fn outcome(answer: &(String, Option<String>)) -> &str {
    &answer.0
}

/// As any viewer reads the wall, newest first.
pub async fn bodies(viewer: &Viewer, wall: &Campaign) -> Vec<String> {
    let seen = viewer
        .sees(wall, "CommentWall", "comments(first: 100) { nodes { body } }")
        .await;
    seen["comments"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|comment| text(&comment["body"]))
        .collect()
}

async fn a_comment_is_posted_once_however_often_it_is_sent(channel: &Channel) {
    let wall = channel.show().await.open_wall(json!({})).await;
    let (ann, bob) = (channel.viewer("ann"), channel.viewer("bob"));
    let first = ann.comment(&wall, "c1", "新年好！").await;
    assert_eq!(outcome(&first), "PUBLISHED");
    assert_eq!(ann.comment(&wall, "c1", "新年好！").await, first);
    assert_eq!(
        ann.comment(&wall, "c1", "something else").await,
        first,
        "the first one stands"
    );
    let second = ann.comment(&wall, "c2", "  好看 ").await;
    assert_ne!(second, first);
    assert_ne!(
        bob.comment(&wall, "c1", "恭喜").await,
        first,
        "another viewer's c1 is another comment"
    );
    assert_eq!(bodies(&bob, &wall).await, ["恭喜", "好看", "新年好！"]);
    assert_eq!(wall.seen("totals { comments }").await["totals"]["comments"], 3);
}

async fn a_wall_that_is_not_open_takes_nothing(channel: &Channel) {
    let wall = channel.show().await.draft(comment_wall(json!({}))).await;
    wall.must("scheduleCampaign").await;
    let ann = channel.viewer("ann");
    assert_eq!(
        ann.comment(&wall, "c1", "早").await,
        ("NOT_OPEN".to_owned(), None)
    );
    wall.must("openCampaign").await;
    let posted = ann.comment(&wall, "c1", "早").await;
    assert_eq!(outcome(&posted), "PUBLISHED");
    wall.close().await;
    assert_eq!(outcome(&ann.comment(&wall, "c2", "晚").await), "NOT_OPEN");
    assert_eq!(
        ann.comment(&wall, "c1", "早").await,
        posted,
        "a retry is told what was done"
    );
}

async fn a_long_comment_is_too_long_by_what_a_reader_counts(channel: &Channel) {
    let wall = channel.show().await.open_wall(json!({ "maxLength": 5 })).await;
    let ann = channel.viewer("ann");
    assert_eq!(
        outcome(&ann.comment(&wall, "c1", "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧").await),
        "PUBLISHED"
    );
    for (number, long) in ["六个字的评论", &"字".repeat(20_000), &"a".repeat(60_000)]
        .iter()
        .enumerate()
    {
        let answer = ann.comment(&wall, &format!("l{number}"), long).await;
        assert_eq!(answer, ("TOO_LONG".to_owned(), None));
    }
    // What is longer than a request may be does not come as far as the wall.
    let huge = ann
        .caller
        .ask(
            POST,
            json!({ "id": wall.id, "body": "a".repeat(100_000), "client": "h" }),
        )
        .await;
    assert_eq!((huge.status, huge.code().as_str()), (413, "BAD_USER_INPUT"));
    assert_eq!(bodies(&ann, &wall).await.len(), 1);
}

async fn who_writes_too_fast_is_told_so(channel: &Channel) {
    let wall = channel
        .show()
        .await
        .open_wall(json!({ "minIntervalSeconds": 3600 }))
        .await;
    let ann = channel.viewer("ann");
    assert_eq!(outcome(&ann.comment(&wall, "c1", "一").await), "PUBLISHED");
    assert_eq!(outcome(&ann.comment(&wall, "c2", "二").await), "TOO_FAST");
    assert_eq!(
        outcome(&ann.comment(&wall, "c1", "一").await),
        "PUBLISHED",
        "a retry is not a second one"
    );
    assert_eq!(
        outcome(&channel.viewer("bob").comment(&wall, "c1", "三").await),
        "PUBLISHED"
    );
    channel.server.pass(TimeDelta::hours(1));
    assert_eq!(outcome(&ann.comment(&wall, "c2", "二").await), "PUBLISHED");
}

const POST: &str = "mutation ($id: ID!, $body: String!, $client: ID!) { \
    postComment(campaignId: $id, body: $body, clientId: $client) { outcome } }";

async fn what_is_no_line_of_text_is_bad_input(channel: &Channel) {
    let wall = channel.show().await.open_wall(json!({})).await;
    let ann = channel.viewer("ann");
    for body in ["", "   ", "a\0b", "a\nb", "a\u{202e}b", "\u{7}"] {
        let code = ann
            .code(POST, json!({ "id": wall.id, "body": body, "client": "c1" }))
            .await;
        assert_eq!(code, "BAD_USER_INPUT", "{body:?}");
    }
    for client in ["", "c\0", "c\n", &"c".repeat(65)] {
        let code = ann
            .code(POST, json!({ "id": wall.id, "body": "好", "client": client }))
            .await;
        assert_eq!(code, "BAD_USER_INPUT", "{client:?}");
    }
    assert_eq!(bodies(&ann, &wall).await, Vec::<String>::new());
}

async fn reactions_are_counted_while_the_wall_is_open(channel: &Channel) {
    let wall = channel
        .show()
        .await
        .open_wall(json!({ "reactions": ["applause", "heart"] }))
        .await;
    let ann = channel.viewer("ann");
    assert!(ann.react(&wall, "applause", 7).await);
    assert!(ann.react(&wall, "heart", 1).await);
    assert!(!ann.react(&wall, "tomato", 1).await);
    let query = "mutation ($id: ID!, $count: Int) { react(campaignId: $id, reaction: \"heart\", count: $count) { accepted } }";
    for count in [0, -1, 101, i32::MAX] {
        assert_eq!(
            ann.code(query, json!({ "id": wall.id, "count": count })).await,
            "BAD_USER_INPUT"
        );
    }
    assert_eq!(
        ann.data(query, json!({ "id": wall.id })).await["react"]["accepted"],
        true,
        "one, when no count is given"
    );
    wall.pause().await;
    assert!(!ann.react(&wall, "applause", 1).await);
    channel.flush().await;
    let outcomes = wall.seen("totals { outcomes { outcome count } }").await["totals"]["outcomes"].clone();
    let expected =
        json!([{ "outcome": "REACTION:applause", "count": 7 }, { "outcome": "REACTION:heart", "count": 2 }]);
    assert_eq!(outcomes, expected);
}

async fn a_comment_carries_the_segment_on_air(channel: &Channel) {
    let show = channel.show().await;
    let wall = show.open_wall(json!({})).await;
    channel.desk.transit("startShow", &show.id).await;
    let segment = show.add_segment("小品：不差钱").await;
    show.take(Some(&segment)).await;
    let (_, id) = channel.viewer("ann").comment(&wall, "c1", "好").await;
    let query = "query ($id: ID!) { node(id: $id) { ... on Comment { segment { id title } } } }";
    let found = channel.viewer("bob").data(query, json!({ "id": id })).await;
    assert_eq!(
        found["node"]["segment"],
        json!({ "id": segment, "title": "小品：不差钱" })
    );
}
