//! A lucky draw: its seed is committed to before the first entry, and anyone can repeat it afterwards.

use std::collections::BTreeSet;

use futures::future::join_all;
use ovation::verify_draw;
use serde_json::{Value, json};

use crate::contract::stage::{Campaign, Channel, lucky_draw, text};

on_both_profiles!(
    entries_are_numbered_and_a_viewer_has_one,
    the_winners_are_drawn_once_and_only_when_closed,
    what_was_published_repeats_the_draw,
    a_changed_list_is_refused,
    a_draw_with_more_prizes_than_entries_gives_each_viewer_one,
    a_draw_that_is_not_drawn_can_not_be_settled,
);

const PRIZES: [(&str, u32, &str); 2] = [("电视机", 1, "5000.00"), ("茶杯", 3, "20.00")];

async fn entries_are_numbered_and_a_viewer_has_one(channel: &Channel) {
    let draw = channel.show().await.open_draw(&PRIZES).await;
    let viewers = channel.viewers(30);
    let entries = join_all(viewers.iter().map(|viewer| viewer.enter(&draw))).await;
    let numbers: BTreeSet<u64> = entries.iter().map(|(_, number)| number.unwrap()).collect();
    assert!(
        entries.iter().all(|(outcome, _)| outcome == "ENTERED"),
        "{entries:?}"
    );
    assert_eq!(numbers.len(), 30, "{entries:?}");
    for (viewer, (_, number)) in viewers.iter().zip(&entries) {
        assert_eq!(viewer.enter(&draw).await, ("ALREADY".to_owned(), *number));
    }
    let seen = viewers[0]
        .sees(&draw, "LuckyDraw", "entries entered myEntryNumber seed")
        .await;
    assert_eq!(
        seen,
        json!({ "entries": 30, "entered": true, "myEntryNumber": entries[0].1, "seed": null })
    );
    draw.pause().await;
    assert_eq!(
        channel.viewer("late").enter(&draw).await,
        ("NOT_OPEN".to_owned(), None)
    );
    let list = draw
        .seen("entries(first: 100) { nodes { number viewerId } }")
        .await;
    let nodes = list["entries"]["nodes"].as_array().unwrap();
    let listed: Vec<u64> = nodes
        .iter()
        .map(|entry| entry["number"].as_u64().unwrap())
        .collect();
    assert_eq!(listed, numbers.into_iter().collect::<Vec<_>>(), "in order");
}

async fn the_winners_are_drawn_once_and_only_when_closed(channel: &Channel) {
    let draw = channel.show().await.draft(lucky_draw(&PRIZES)).await;
    draw.must("scheduleCampaign").await;
    let ann = channel.viewer("ann");
    let fields = "seedCommitment seed winners { nodes { nickname entryNumber prize { name } } }";
    let before = ann.sees(&draw, "LuckyDraw", fields).await;
    assert_eq!(
        before["seedCommitment"].as_str().map(str::len),
        Some(64),
        "before the first entry"
    );
    draw.must("openCampaign").await;
    join_all(channel.viewers(10).iter().map(|viewer| viewer.enter(&draw))).await;
    assert_eq!(draw.draw().await, "NOT_CLOSED");
    draw.close().await;
    assert_eq!(draw.draw().await, "DRAWN");
    let after = ann.sees(&draw, "LuckyDraw", fields).await;
    assert_eq!(draw.draw().await, "ALREADY");
    assert_eq!(ann.sees(&draw, "LuckyDraw", fields).await, after);
    assert_eq!(after["seedCommitment"], before["seedCommitment"]);
    assert_eq!(after["seed"].as_str().map(str::len), Some(64));
    let winners = after["winners"]["nodes"].as_array().unwrap();
    let prizes: Vec<&Value> = winners.iter().map(|winner| &winner["prize"]["name"]).collect();
    assert_eq!(prizes, ["电视机", "茶杯", "茶杯", "茶杯"]);
    for winner in winners {
        let winner = channel.viewer(&text(&winner["nickname"]));
        let mine = winner
            .sees(
                &draw,
                "LuckyDraw",
                "myGrant { status award { ... on PrizeAward { prize { name } } } }",
            )
            .await;
        assert_eq!(mine["myGrant"]["status"], "GRANTED");
    }
    draw.settle().await;
}

async fn what_was_published_repeats_the_draw(channel: &Channel) {
    let draw = drawn(channel, 25).await;
    let head = verify_draw::run(published(channel, &draw).await.1.as_bytes()).unwrap();
    assert_eq!(
        (head.campaign, head.entries, head.winners.len()),
        (draw.id.clone(), 25, 4)
    );
    let seen = draw
        .seen("draw { seed seedCommitment entriesDigest winners { entryNumber } }")
        .await;
    assert_eq!(seen["draw"]["seed"], head.seed);
    assert_eq!(seen["draw"]["entriesDigest"], head.entries_digest);
    let winners: Vec<u64> = head.winners.iter().map(|winner| winner.entry_number).collect();
    let shown = seen["draw"]["winners"].as_array().unwrap().iter();
    assert_eq!(
        shown
            .map(|winner| winner["entryNumber"].as_u64().unwrap())
            .collect::<Vec<_>>(),
        winners
    );
}

async fn a_changed_list_is_refused(channel: &Channel) {
    let draw = drawn(channel, 12).await;
    let (_, text) = published(channel, &draw).await;
    let lines: Vec<&str> = text.lines().collect();
    let without_one: Vec<&str> = [&lines[..5], &lines[6..]].concat();
    let swapped: Vec<&str> = [&lines[..3], &[lines[4], lines[3]], &lines[5..]].concat();
    let mut head: Value = serde_json::from_str(lines[0]).unwrap();
    head["seed"] = json!("00".repeat(32));
    let other_seed = [head.to_string(), lines[1..].join("\n")].join("\n");
    let mut head: Value = serde_json::from_str(lines[0]).unwrap();
    head["winners"].as_array_mut().unwrap().swap(0, 1);
    let other_winners = [head.to_string(), lines[1..].join("\n")].join("\n");
    for tampered in [
        without_one.join("\n"),
        swapped.join("\n"),
        other_seed,
        other_winners,
    ] {
        assert!(verify_draw::run(tampered.as_bytes()).is_err(), "{tampered}");
    }
}

async fn a_draw_with_more_prizes_than_entries_gives_each_viewer_one(channel: &Channel) {
    let draw = drawn(channel, 2).await;
    let winners = draw
        .seen("draw { winners { viewerId } } totals { granted remaining }")
        .await;
    let viewers: BTreeSet<String> = winners["draw"]["winners"]
        .as_array()
        .unwrap()
        .iter()
        .map(|winner| text(&winner["viewerId"]))
        .collect();
    assert_eq!(viewers.len(), 2);
    assert_eq!(winners["totals"], json!({ "granted": 2, "remaining": 2 }));
}

async fn a_draw_that_is_not_drawn_can_not_be_settled(channel: &Channel) {
    let draw = channel.show().await.open_draw(&PRIZES).await;
    assert_eq!(published(channel, &draw).await.0, 404);
    draw.close().await;
    let query = "mutation ($id: ID!) { settleCampaign(id: $id) { outcome from to reason } }";
    let refused = draw.desk.data(query, json!({ "id": draw.id })).await["settleCampaign"].clone();
    insta::allow_duplicates! {
    insta::assert_json_snapshot!(refused, @r#"
    {
      "from": "CLOSED",
      "outcome": "INCOMPLETE",
      "reason": "the winners have not been drawn",
      "to": "SETTLED"
    }
    "#);
    }
    assert_eq!(published(channel, &draw).await.0, 404);
}

async fn drawn(channel: &Channel, entries: usize) -> Campaign {
    let draw = channel.show().await.open_draw(&PRIZES).await;
    join_all(channel.viewers(entries).iter().map(|viewer| viewer.enter(&draw))).await;
    draw.close().await;
    assert_eq!(draw.draw().await, "DRAWN");
    draw
}

/// As anyone may load it: status and text.
async fn published(channel: &Channel, draw: &Campaign) -> (u16, String) {
    let address = format!("{}/live/{}/draws/{}", channel.server.base, channel.slug, draw.id);
    let response = reqwest::get(address).await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}
