//! A suspended channel is refused at once, and everywhere; nothing of it goes on by itself.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use ovation::ids::{CampaignId, Prefixed};
use ovation::member::AccountManager;
use ovation::{campaign, tenant, work};
use reqwest::StatusCode;
use serde_json::json;

use crate::contract::stage::{Campaign, Channel, Profile, vote};

on_both_profiles!(
    a_suspension_is_heard_by_every_node,
    nothing_opens_by_itself_meanwhile,
    only_a_guest_who_was_there_is_told,
);

fn manager(channel: &Channel) -> AccountManager {
    AccountManager::of_command_line(channel.server.platform.clone())
}

const WHO: &str = "{ viewer { id } }";

async fn a_suspension_is_heard_by_every_node(channel: &Channel) {
    if channel.server.profile == Profile::Embedded {
        return; // One node alone may have the files.
    }
    let other = channel.server.another().await;
    let workers = work::start(&other.platform);
    let there = channel.on(other.clone()).viewer("ann");
    there.data(WHO, json!({})).await;
    tenant::suspend(&manager(channel), &channel.slug).await.unwrap();
    let (since, here) = (Instant::now(), channel.viewer("ann"));
    assert_eq!(here.code(WHO, json!({})).await, "CHANNEL_SUSPENDED");
    let refused = loop {
        let answer = there.caller.ask(WHO, json!({})).await;
        if answer.status != 200 {
            break answer;
        }
        assert!(
            since.elapsed() < Duration::from_secs(5),
            "the other node has not heard of it"
        );
        tokio::task::yield_now().await;
    };
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (403, "CHANNEL_SUSPENDED")
    );
    let said = refused.body.to_string();
    assert!(!said.contains(&channel.slug), "{said}");
    channel.neighbour().await.viewer("ann").data(WHO, json!({})).await;
    tenant::resume(&manager(channel), &channel.slug).await.unwrap();
    here.data(WHO, json!({})).await;
    workers.stop().await;
}

/// A neighbour's campaigns tell that the worker came by: when its second one opens, ours has been looked at once.
async fn nothing_opens_by_itself_meanwhile(channel: &Channel) {
    let neighbour = channel.neighbour().await;
    let due = async |of: &Channel, show: &str, minutes: i64| {
        let campaign = of
            .desk
            .create_show(show)
            .await
            .draft(vote(&["a", "b"], 1, true))
            .await;
        let opens_at = of.ctx().now() + TimeDelta::minutes(minutes);
        let query =
            "mutation ($id: ID!, $at: DateTime!) { scheduleCampaign(id: $id, opensAt: $at) { outcome } }";
        of.desk
            .data(query, json!({ "id": campaign.id, "at": opens_at }))
            .await;
        campaign
    };
    let ours = due(channel, "one", 1).await;
    let (first, second) = (due(&neighbour, "one", 1).await, due(&neighbour, "two", 10).await);
    tenant::suspend(&manager(channel), &channel.slug).await.unwrap();
    let workers = work::start(&channel.server.platform);
    for next in [&first, &second] {
        channel.server.pass(TimeDelta::minutes(6));
        while next.seen("status").await["status"] != "OPEN" {
            tokio::task::yield_now().await;
        }
    }
    tenant::resume(&manager(channel), &channel.slug).await.unwrap();
    // Its time to open has passed, so it opens now and not before: the first look after the resumption.
    while ours.seen("status").await["status"] != "OPEN" {
        tokio::task::yield_now().await;
    }
    workers.stop().await;
    assert!(
        opened_at(channel, &ours).await > opened_at(&neighbour, &second).await,
        "it has opened while it was suspended"
    );
}

async fn opened_at(of: &Channel, opened: &Campaign) -> Option<DateTime<Utc>> {
    let id = CampaignId::parse(&opened.id, "id").unwrap();
    campaign::find(&of.ctx(), id).await.unwrap().unwrap().opened_at
}

async fn only_a_guest_who_was_there_is_told(channel: &Channel) {
    let ask = |cookie: Option<String>| {
        let address = format!("{}/live/{}/guest", channel.server.base, channel.slug);
        let ask = reqwest::Client::new()
            .post(address)
            .json(&json!({ "nickname": "ann" }));
        match cookie {
            Some(cookie) => ask.header("cookie", cookie),
            None => ask,
        }
        .send()
    };
    let welcome = ask(None).await.unwrap();
    assert_eq!(welcome.status(), StatusCode::OK);
    let cookie = welcome.headers()["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    tenant::suspend(&manager(channel), &channel.slug).await.unwrap();
    let told = ask(Some(cookie)).await.unwrap();
    assert_eq!(told.status(), StatusCode::FORBIDDEN);
    assert!(told.text().await.unwrap().contains("CHANNEL_SUSPENDED"));
    // A stranger hears what is heard of a channel that never was.
    let stranger = ask(None).await.unwrap();
    assert_eq!(stranger.status(), StatusCode::NOT_FOUND);
    tenant::resume(&manager(channel), &channel.slug).await.unwrap();
}
