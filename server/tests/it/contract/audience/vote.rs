//! A vote: each viewer chooses once, and every choice is counted.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::contract::stage::{Campaign, Channel, Viewer, text, vote};

on_both_profiles!(
    a_viewer_votes_once,
    what_can_not_be_chosen_is_invalid_and_uses_nothing_up,
    hidden_counts_are_shown_when_the_vote_is_over,
    every_choice_is_in_the_results,
);

async fn options(vote: &Campaign) -> Vec<String> {
    let seen = vote.seen("results { option { id } }").await;
    let results = seen["results"].as_array().unwrap().iter();
    results.map(|result| text(&result["option"]["id"])).collect()
}

/// As viewers see them: up to some hundred milliseconds old, so a test looks once, when all is still.
async fn votes(viewer: &Viewer, vote: &Campaign) -> Value {
    let seen = viewer.sees(vote, "Vote", "options { votes }").await;
    seen["options"]
        .as_array()
        .unwrap()
        .iter()
        .map(|option| option["votes"].clone())
        .collect()
}

async fn a_viewer_votes_once(channel: &Channel) {
    let vote = channel.show().await.open_vote(&["小品", "相声", "歌舞"], 2).await;
    let ann = channel.viewer("ann");
    let options = options(&vote).await;
    assert_eq!(ann.cast(&vote, &[&options[2], &options[0]]).await, "COUNTED");
    assert_eq!(ann.cast(&vote, &[&options[2], &options[0]]).await, "ALREADY");
    assert_eq!(
        ann.cast(&vote, &[&options[1]]).await,
        "ALREADY",
        "another choice changes nothing"
    );
    assert_eq!(votes(&ann, &vote).await, json!([1, 0, 1]));
    let mine = ann.sees(&vote, "Vote", "myChoices maxChoices").await;
    assert_eq!(
        mine,
        json!({ "myChoices": [options[0], options[2]], "maxChoices": 2 })
    );
    assert_eq!(
        channel.viewer("bob").sees(&vote, "Vote", "myChoices").await,
        json!({ "myChoices": [] })
    );
    vote.pause().await;
    assert_eq!(
        channel.viewer("bob").cast(&vote, &[&options[0]]).await,
        "NOT_OPEN"
    );
}

async fn what_can_not_be_chosen_is_invalid_and_uses_nothing_up(channel: &Channel) {
    let show = channel.show().await;
    let (vote, other) = (
        show.open_vote(&["甲", "乙", "丙"], 2).await,
        show.open_vote(&["子", "丑"], 1).await,
    );
    let ann = channel.viewer("ann");
    let (own, foreign) = (options(&vote).await, options(&other).await);
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    for wrong in [
        &[][..],
        &[own[0], own[0]],
        &[own[0], own[1], own[2]],
        &[&foreign[0]],
        &[own[0], &foreign[0]],
    ] {
        assert_eq!(ann.cast(&vote, wrong).await, "INVALID", "{wrong:?}");
    }
    assert_eq!(ann.cast(&vote, &[own[0]]).await, "COUNTED");
    assert_eq!(votes(&ann, &vote).await, json!([1, 0, 0]));
}

async fn hidden_counts_are_shown_when_the_vote_is_over(channel: &Channel) {
    let hidden = channel.show().await.open(vote(&["甲", "乙"], 1, false)).await;
    let ann = channel.viewer("ann");
    let options = options(&hidden).await;
    ann.cast(&hidden, &[&options[1]]).await;
    assert_eq!(votes(&ann, &hidden).await, json!([null, null]));
    hidden.close().await;
    assert_eq!(votes(&ann, &hidden).await, json!([0, 1]));
}

async fn every_choice_is_in_the_results(channel: &Channel) {
    let vote = channel.show().await.open_vote(&["甲", "乙", "丙"], 3).await;
    let viewers = channel.viewers(40);
    let options = options(&vote).await;
    let cast = viewers.iter().enumerate().map(|(number, viewer)| {
        let chosen: Vec<&str> = options[..=number % 3].iter().map(String::as_str).collect();
        let vote = &vote;
        async move { viewer.cast(vote, &chosen).await }
    });
    assert!(join_all(cast).await.iter().all(|outcome| outcome == "COUNTED"));
    assert_eq!(votes(&viewers[0], &vote).await, json!([40, 26, 13]));
    vote.close().await;
    let seen = vote
        .seen("results { option { label } votes } totals { ballots }")
        .await;
    assert_eq!(seen["totals"]["ballots"], 40);
    let line = |result: &Value| format!("{} {}", text(&result["option"]["label"]), result["votes"]);
    let results: Vec<String> = seen["results"].as_array().unwrap().iter().map(line).collect();
    assert_eq!(results, ["甲 40", "乙 26", "丙 13"]);
    vote.settle().await;
}
