//! An owner rotates and revokes.

use std::time::{Duration, Instant};

use ovation::member::Role;
use ovation::work;
use serde_json::{Value, json};

use super::provider::{Provider, Signer};
use super::{WHO, asks, is_refused, turn};
use crate::contract::stage::{Channel, Profile, Viewer, text};

on_both_profiles!(
    the_old_key_lives_out_its_tokens_time_and_a_revoked_one_does_not,
    a_key_of_ones_own_identity_is_denied_for_good,
    only_an_owner_reaches_keys_and_only_their_channels,
    every_node_hears_of_it_within_five_seconds,
);

const KEYS: &str = "{ signingKeys { kid status algorithm since retiredAt expiresAt revokedAt } }";
const ROTATE: &str = "mutation { rotateSigningKey { signingKey { kid status } } }";
const REVOKE: &str =
    "mutation ($kid: String!) { revokeSigningKey(kid: $kid) { outcome signingKeys { kid status } } }";

async fn statuses(channel: &Channel) -> Vec<(String, String)> {
    let keys = channel.desk.data(KEYS, json!({})).await["signingKeys"].clone();
    let keys = keys.as_array().unwrap().iter();
    keys.map(|key| (text(&key["kid"]), text(&key["status"])))
        .collect()
}

async fn revoke(channel: &Channel, kid: &str) -> Value {
    let payload = channel.desk.data(REVOKE, json!({ "kid": kid })).await;
    payload["revokeSigningKey"]["outcome"].clone()
}

async fn is_in(viewer: &Viewer) -> bool {
    viewer.caller.ask(WHO, json!({})).await.status == 200
}

async fn the_old_key_lives_out_its_tokens_time_and_a_revoked_one_does_not(channel: &Channel) {
    let first = statuses(channel).await;
    assert_eq!(first.len(), 1);
    let kid = first[0].0.clone();
    let ann = channel.viewer("ann");
    let rotated = channel.desk.data(ROTATE, json!({})).await["rotateSigningKey"]["signingKey"].clone();
    let bob = channel.viewer("bob");
    assert!(is_in(&ann).await && is_in(&bob).await);
    let (new, retired) = ("SIGNING".to_owned(), "RETIRED".to_owned());
    assert_eq!(
        statuses(channel).await,
        [(text(&rotated["kid"]), new), (kid.clone(), retired)]
    );
    assert_eq!(revoke(channel, &kid).await, "REVOKED");
    is_refused(&channel.server, &ann.token).await;
    assert!(is_in(&bob).await);
    assert_eq!(revoke(channel, &kid).await, "ALREADY");
    // The one that signs: another one does from then on.
    assert_eq!(revoke(channel, &text(&rotated["kid"])).await, "REVOKED");
    assert!(!is_in(&bob).await);
    assert!(is_in(&channel.viewer("cid")).await);
    let now: Vec<String> = statuses(channel)
        .await
        .into_iter()
        .map(|(_, status)| status)
        .collect();
    assert_eq!(now, ["SIGNING", "REVOKED", "REVOKED"]);
}

async fn a_key_of_ones_own_identity_is_denied_for_good(channel: &Channel) {
    let (bad, good) = (Signer::new("k1", 1), Signer::new("k2", 2));
    let provider = Provider::start(vec![bad.jwk(), good.jwk()]).await;
    provider.serves(channel).await;
    turn(channel).await;
    asks(&channel.server, &bad.token(channel, "u-1")).await;
    assert_eq!(revoke(channel, "k1").await, "REVOKED");
    is_refused(&channel.server, &bad.token(channel, "u-1")).await;
    asks(&channel.server, &good.token(channel, "u-2")).await;
    channel.server.pass(chrono::TimeDelta::seconds(301));
    turn(channel).await;
    is_refused(&channel.server, &bad.token(channel, "u-1")).await;
    assert_eq!(revoke(channel, "k1").await, "ALREADY");
    // A neighbour's key of that name is another one.
    let neighbour = channel.neighbour().await;
    provider.serves(&neighbour).await;
    turn(&neighbour).await;
    asks(&channel.server, &bad.token(&neighbour, "u-1")).await;
}

async fn only_an_owner_reaches_keys_and_only_their_channels(channel: &Channel) {
    let neighbour = channel.neighbour().await;
    let theirs = statuses(&neighbour).await[0].0.clone();
    for kid in [theirs.as_str(), "none"] {
        assert_eq!(revoke(channel, kid).await, "NOT_FOUND");
    }
    assert!(is_in(&neighbour.viewer("ann")).await);
    let long = "k".repeat(201);
    for kid in ["", "a\u{0}", long.as_str()] {
        assert_eq!(
            channel.desk.code(REVOKE, json!({ "kid": kid })).await,
            "BAD_USER_INPUT"
        );
    }
    let producer = channel.member(Role::Producer).await;
    for query in [KEYS, ROTATE, "{ ownIdentity { issuer } }"] {
        assert_eq!(producer.code(query, json!({})).await, "FORBIDDEN");
    }
    assert_eq!(producer.code(REVOKE, json!({ "kid": theirs })).await, "FORBIDDEN");
}

/// The other node reads the record every second.
async fn every_node_hears_of_it_within_five_seconds(channel: &Channel) {
    if channel.server.profile == Profile::Embedded {
        return; // One node alone may have the files.
    }
    let signer = Signer::new("k1", 1);
    let provider = Provider::start(vec![signer.jwk()]).await;
    provider.serves(channel).await;
    turn(channel).await;
    let other = channel.server.another().await;
    let workers = work::start(&other.platform);
    let there = channel.on(other.clone());
    let (ann, own) = (there.viewer("ann"), signer.token(channel, "u-1"));
    assert!(is_in(&ann).await);
    asks(&other, &own).await;
    for (kid, token) in [
        (statuses(channel).await[0].0.as_str(), ann.token.clone()),
        ("k1", own),
    ] {
        assert_eq!(revoke(channel, kid).await, "REVOKED");
        let since = Instant::now();
        while other.audience().bearer(&token).ask(WHO, json!({})).await.status == 200 {
            assert!(
                since.elapsed() < Duration::from_secs(5),
                "the other node still believes {kid}"
            );
            tokio::task::yield_now().await;
        }
    }
    assert!(
        is_in(&channel.on(other).viewer("bob")).await,
        "the new key is known there, too"
    );
    workers.stop().await;
}
