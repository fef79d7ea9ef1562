//! A token that has been verified is remembered, but no longer than it is good for.

use chrono::TimeDelta;
use ovation::{tenant, viewer};
use serde_json::json;

use crate::contract::stage::Channel;

on_both_profiles!(
    a_known_token_dies_at_its_hour,
    a_known_token_is_refused_while_its_channel_is_suspended,
    a_known_token_speaks_for_one_viewer,
);

const WHO: &str = "{ viewer { id nickname } channel { slug } }";

async fn a_known_token_dies_at_its_hour(channel: &Channel) {
    let ann = channel.viewer("ann");
    for _ in 0..3 {
        ann.data(WHO, json!({})).await;
    }
    let lifetime = channel.server.platform.config.viewer_token_seconds;
    channel.server.pass(TimeDelta::seconds(i64::from(lifetime) - 5));
    ann.data(WHO, json!({})).await;
    channel.server.pass(TimeDelta::seconds(5));
    assert_eq!(ann.code(WHO, json!({})).await, "UNAUTHENTICATED");
    channel.viewer("ann").data(WHO, json!({})).await;
}

async fn a_known_token_is_refused_while_its_channel_is_suspended(channel: &Channel) {
    let (ann, neighbour) = (channel.viewer("ann"), channel.neighbour().await);
    let bob = neighbour.viewer("bob");
    for viewer in [&ann, &bob] {
        viewer.data(WHO, json!({})).await;
    }
    let manager = channel.server.manager();
    tenant::suspend(&manager, &channel.slug).await.unwrap();
    assert_eq!(ann.code(WHO, json!({})).await, "CHANNEL_SUSPENDED");
    bob.data(WHO, json!({})).await;
    tenant::resume(&manager, &channel.slug).await.unwrap();
    ann.data(WHO, json!({})).await;
}

/// Each gets an answer of their own, however alike the tokens are; and one that differs in a letter is nobody's.
async fn a_known_token_speaks_for_one_viewer(channel: &Channel) {
    let neighbour = channel.neighbour().await;
    for round in 0..2 {
        for number in 0..40 {
            let (of, id) = ([channel, &neighbour][number % 2], format!("v{}", number / 2));
            let said = of.viewer(&id).data(WHO, json!({})).await;
            assert_eq!(
                (&said["viewer"]["id"], &said["channel"]["slug"]),
                (&json!(id), &json!(of.slug)),
                "{round}"
            );
        }
    }
    let platform = &channel.server.platform;
    let token = viewer::create_token(platform, channel.entry().id, "ann", "Ann")
        .unwrap()
        .token;
    let caller = channel.server.audience();
    caller.bearer(&token).data(WHO, json!({})).await;
    for at in [0, token.len() / 2, token.len() - 40, token.len() - 3] {
        let mut forged = token.clone().into_bytes();
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).unwrap();
        assert_eq!(
            caller.bearer(&forged).code(WHO, json!({})).await,
            "UNAUTHENTICATED",
            "{at}"
        );
    }
}
