//! Credentials that are worth nothing here.

use chrono::TimeDelta;
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::{PLAYS, Played};
use crate::contract::stage::{Caller, Channel, text};

on_both_profiles!(
    a_token_that_is_not_to_be_believed_opens_nothing,
    a_token_lasts_its_time_and_no_longer,
    what_opens_one_door_is_worthless_at_the_other,
    a_suspended_channel_is_closed_to_its_own,
    whoever_can_not_sign_in_hears_one_answer,
);

/// Refused before anything is looked at.
async fn opens_nothing(caller: &Caller, played: &Played<'_>) {
    for query in PLAYS {
        let answer = caller.ask(query, json!({ "id": played.campaigns[0].id })).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "UNAUTHENTICATED"),
            "{answer:?}"
        );
        assert!(answer.body.get("data").is_none());
    }
}

/// The parts of a token, with one of them changed.
fn forged(token: &str, part: usize, change: impl Fn(&mut Value)) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let mut value: Value =
        serde_json::from_slice(&BASE64URL_NOPAD.decode(parts[part].as_bytes()).unwrap()).unwrap();
    change(&mut value);
    parts[part] = BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    parts.join(".")
}

async fn a_token_that_is_not_to_be_believed_opens_nothing(channel: &Channel) {
    let (played, neighbour) = (Played::new(channel).await, channel.neighbour().await);
    let (own, foreign) = (channel.token("ann"), neighbour.token("ann"));
    let (head, _) = own.rsplit_once('.').unwrap();
    let (_, signature) = foreign.rsplit_once('.').unwrap();
    let unsigned = forged(&own, 0, |header| header["alg"] = json!("none"));
    for token in [
        "",
        "nonsense",
        "a.b.c",
        "ovk_nonsense",
        head,
        &format!("{head}."),
        &format!("{head}.{signature}"),
        &format!("{}.", unsigned.rsplit_once('.').unwrap().0),
        &unsigned,
        &forged(&own, 0, |header| header["alg"] = json!("HS256")),
        &forged(&own, 0, |header| header["kid"] = json!("nothing")),
        &forged(&own, 1, |claims| claims["sub"] = json!("bob")),
        &forged(&own, 1, |claims| claims["exp"] = json!(4_000_000_000_u64)),
        &forged(&own, 1, |claims| claims["aud"] = json!("ovation-console")),
        &forged(&foreign, 1, |claims| claims["iss"] = json!(channel.slug)),
        &"x".repeat(5000),
    ] {
        opens_nothing(&channel.server.audience().bearer(token), &played).await;
    }
    let basic = channel.server.audience().with("authorization", "Basic YTpi");
    opens_nothing(&basic, &played).await;
    played.nothing_has_changed().await;
}

async fn a_token_lasts_its_time_and_no_longer(channel: &Channel) {
    let played = Played::new(channel).await;
    let ann = channel.viewer("bob");
    channel.server.pass(TimeDelta::seconds(7100));
    ann.data("{ viewer { id } }", json!({})).await;
    // The desk is in use, and so does not lie idle.
    channel.desk.data("{ me { member { id } } }", json!({})).await;
    channel.server.pass(TimeDelta::seconds(100));
    opens_nothing(&ann.caller, &played).await;
    played.nothing_has_changed().await;
    channel.server.pass(TimeDelta::hours(12));
    let over = channel.desk.data("{ me { member { id } } }", json!({})).await;
    assert_eq!(over["me"], Value::Null, "a session, too");
}

async fn what_opens_one_door_is_worthless_at_the_other(channel: &Channel) {
    let played = Played::new(channel).await;
    let secret = "mutation { createApiKey(input: { name: \"后端\" }) { secret apiKey { id } } }";
    let made = channel.desk.data(secret, json!({})).await["createApiKey"].clone();
    let (secret, token) = (text(&made["secret"]), channel.token("ann"));
    let session = channel.desk.cookie.split_once('=').unwrap().1;
    for credential in [secret.as_str(), session] {
        opens_nothing(&channel.server.audience().bearer(credential), &played).await;
    }
    for credential in [token.as_str(), session] {
        let answer = channel
            .server
            .console()
            .bearer(credential)
            .ask("{ shows { nodes { id } } }", json!({}))
            .await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "UNAUTHENTICATED"));
    }
    // A cookie is no credential of viewers.
    let by_cookie = channel
        .server
        .audience()
        .with("cookie", channel.desk.cookie.as_str());
    assert_eq!(
        by_cookie
            .code(PLAYS[0], json!({ "id": played.campaigns[0].id }))
            .await,
        "UNAUTHENTICATED"
    );
    for stolen in [&secret, &token] {
        let at_console = channel
            .server
            .console()
            .with("cookie", format!("ovation_session={stolen}"));
        assert_eq!(
            at_console.code("{ shows { nodes { id } } }", json!({})).await,
            "UNAUTHENTICATED"
        );
    }
    let revoke = "mutation ($id: ID!) { revokeApiKey(id: $id) { apiKey { id } } }";
    channel
        .desk
        .data(revoke, json!({ "id": made["apiKey"]["id"] }))
        .await;
}

async fn a_suspended_channel_is_closed_to_its_own(channel: &Channel) {
    let played = Played::new(channel).await;
    let (ann, neighbour) = (channel.viewer("ann"), channel.neighbour().await);
    ovation::tenant::suspend(&channel.server.manager(), &channel.slug)
        .await
        .unwrap();
    let answer = ann
        .caller
        .ask(PLAYS[0], json!({ "id": played.campaigns[0].id }))
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "CHANNEL_SUSPENDED")
    );
    assert_eq!(
        channel.desk.code("{ shows { nodes { id } } }", json!({})).await,
        "UNAUTHENTICATED"
    );
    neighbour.viewer("ann").data("{ viewer { id } }", json!({})).await;
    ovation::tenant::resume(&channel.server.manager(), &channel.slug)
        .await
        .unwrap();
    played.nothing_has_changed().await;
}

async fn whoever_can_not_sign_in_hears_one_answer(channel: &Channel) {
    let query = "mutation ($input: SignInInput!) { signIn(input: $input) { outcome me { member { id } } } }";
    for (slug, email, password) in [
        (Some(channel.slug.as_str()), "owner@example.org", "wrong horse"),
        (Some(&channel.slug), "owner@example.org", ""),
        (Some(&channel.slug), "nobody@example.org", "correct horse"),
        (Some(&channel.slug), "' OR 1=1 --", "correct horse"),
        (Some("no-such-channel"), "owner@example.org", "correct horse"),
        (None, "owner@example.org", "correct horse"),
    ] {
        let input = json!({ "channel": slug, "email": email, "password": password });
        let answer = channel
            .server
            .console()
            .ask(query, json!({ "input": input }))
            .await;
        assert_eq!(
            answer.data()["signIn"],
            json!({ "outcome": "REJECTED", "me": null })
        );
        assert!(!answer.headers.contains_key("set-cookie"));
    }
}
