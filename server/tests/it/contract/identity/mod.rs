//! A channel's own identity and the keys of the platform: whose tokens open which door, and for how long.

mod keys;
mod provider;

use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::contract::stage::{Channel, Profile, Server};
use provider::{ISSUER, Manner, Provider, Signer, apply};

on_both_profiles!(
    a_channels_own_tokens_open_its_door_and_no_other,
    a_providers_new_key_is_asked_for_when_it_is_seen,
    a_provider_that_misbehaves_is_told_of_and_bridged_for_a_time,
    strangers_do_not_make_the_provider_work,
    one_channels_slow_provider_holds_up_nobody_elses_viewers,
    keys_in_the_manifest_need_no_provider,
);

const WHO: &str = "{ viewer { id nickname } }";
const OWN: &str =
    "{ ownIdentity { issuer audience jwksUrl fetchedAt fault keys { kid algorithm deniedAt } } }";

/// What the worker does each second.
async fn turn(channel: &Channel) {
    let platform = &channel.server.platform;
    let keyrings = &platform.keyrings;
    keyrings
        .ask_provider(&platform.registry, &channel.entry(), platform.clock.now())
        .await
        .unwrap();
    keyrings
        .refresh(&platform.registry, platform.clock.now())
        .await
        .unwrap();
}

async fn asks(server: &Server, token: &str) -> Value {
    server.audience().bearer(token).data(WHO, json!({})).await["viewer"].clone()
}

/// In one shape, whatever is wrong.
async fn is_refused(server: &Server, token: &str) {
    let answer = server.audience().bearer(token).ask(WHO, json!({})).await;
    assert_eq!((answer.status, answer.code().as_str()), (401, "UNAUTHENTICATED"));
    assert_eq!(
        answer.body["errors"][0]["message"],
        "sign in, or send a valid token"
    );
}

async fn seen(channel: &Channel) -> Value {
    channel.desk.data(OWN, json!({})).await["ownIdentity"].clone()
}

async fn a_channels_own_tokens_open_its_door_and_no_other(channel: &Channel) {
    let (signer, theirs) = (Signer::new("k1", 1), Signer::new("k1", 2));
    let provider = Provider::start(vec![signer.jwk()]).await;
    provider.serves(channel).await;
    turn(channel).await;
    let viewer = asks(&channel.server, &signer.token(channel, "u-1")).await;
    assert_eq!(viewer, json!({ "id": "u-1", "nickname": "u-1" }));
    let seen = seen(channel).await;
    assert_eq!(
        (
            &seen["issuer"],
            &seen["audience"],
            &seen["jwksUrl"],
            &seen["fault"],
            &seen["keys"]
        ),
        (
            &json!(ISSUER),
            &json!(channel.slug),
            &json!(provider.url),
            &Value::Null,
            &json!([{ "kid": "k1", "algorithm": "EdDSA", "deniedAt": null }])
        )
    );
    // Of the platform's own making they go on to be believed.
    channel.viewer("ann").data(WHO, json!({})).await;
    // A neighbour whose provider has another key of the same name.
    let neighbour = channel.neighbour().await;
    let other = Provider::start(vec![theirs.jwk()]).await;
    other.serves(&neighbour).await;
    turn(&neighbour).await;
    asks(&channel.server, &theirs.token(&neighbour, "u-1")).await;
    for token in [
        theirs.token(channel, "u-1"),
        signer.token(&neighbour, "u-1"),
        signer.signed(&json!({ "iss": "https://nobody.example", "aud": channel.slug, "sub": "u-1", "exp": 4_000_000_000_i64 })),
        // What it may say at its own address it may not say in our name.
        signer.signed(&json!({ "iss": channel.slug, "aud": "ovation-audience", "sub": "u-1", "name": "n", "iat": 0, "nbf": 0, "exp": 4_000_000_000_i64 })),
    ] {
        is_refused(&channel.server, &token).await;
    }
}

async fn a_providers_new_key_is_asked_for_when_it_is_seen(channel: &Channel) {
    let (old, new) = (Signer::new("k1", 1), Signer::new("k2", 2));
    let provider = Provider::start(vec![old.jwk()]).await;
    provider.serves(channel).await;
    turn(channel).await;
    provider.behaves(Manner::Keys(vec![old.jwk(), new.jwk()]));
    channel.server.pass(TimeDelta::seconds(6));
    let generation = || channel.server.platform.keyrings.generation();
    let before = generation();
    // All who come at once are let in by one question.
    let token = new.token(channel, "u-2");
    join_all((0..20).map(|_| asks(&channel.server, &token))).await;
    assert_eq!(provider.asked(), 2);
    assert_ne!(generation(), before);
    asks(&channel.server, &old.token(channel, "u-1")).await;
    // What the provider takes back is gone with the next regular question.
    provider.behaves(Manner::Keys(vec![new.jwk()]));
    turn(channel).await;
    assert_eq!(provider.asked(), 2, "it is not time yet");
    channel.server.pass(TimeDelta::seconds(301));
    turn(channel).await;
    is_refused(&channel.server, &old.token(channel, "u-1")).await;
    asks(&channel.server, &new.token(channel, "u-2")).await;
    let before = generation();
    channel.server.pass(TimeDelta::seconds(301));
    turn(channel).await;
    assert_eq!(provider.asked(), 4);
    // On the full profile other tests' channels come and go.
    if channel.server.profile == Profile::Embedded {
        assert_eq!(generation(), before, "the same keys fetched anew change nothing");
    }
}

async fn a_provider_that_misbehaves_is_told_of_and_bridged_for_a_time(channel: &Channel) {
    let signer = Signer::new("k1", 1);
    let provider = Provider::start(vec![signer.jwk()]).await;
    let elsewhere = Provider::start(vec![Signer::new("evil", 9).jwk()]).await;
    provider.serves(channel).await;
    turn(channel).await;
    let secret = json!({ "keys": [{ "kty": "oct", "kid": "k1", "k": "c2VjcmV0" }] });
    let manners = [
        (
            Manner::Redirects(elsewhere.url.clone()),
            "a redirect is not followed",
        ),
        (Manner::Endless, "longer than 64 KiB"),
        (Manner::Silent, "within 2 seconds"),
        (Manner::Says("500 Oh", String::new()), "500"),
        (Manner::Says("200 OK", "<html>".to_owned()), "no JWKS"),
        (Manner::Says("200 OK", secret.to_string()), "a shared secret"),
        (
            Manner::Says("200 OK", "{\"keys\": []}".to_owned()),
            "no key in it",
        ),
    ];
    for (manner, fault) in manners {
        provider.behaves(manner);
        channel.server.pass(TimeDelta::seconds(301));
        turn(channel).await;
        let said = seen(channel).await["fault"].to_string();
        assert!(said.contains(fault), "{said} does not say {fault}");
        asks(&channel.server, &signer.token(channel, "u-1")).await;
    }
    assert_eq!(elsewhere.asked(), 0);
    channel.server.pass(TimeDelta::days(1));
    turn(channel).await;
    is_refused(&channel.server, &signer.token(channel, "u-1")).await;
    provider.behaves(Manner::Keys(vec![signer.jwk()]));
    channel.server.pass(TimeDelta::seconds(16));
    turn(channel).await;
    asks(&channel.server, &signer.token(channel, "u-1")).await;
    // The desk's session is over by now.
    let platform = &channel.server.platform;
    let identity = platform
        .keyrings
        .identity(&platform.registry, channel.entry().id)
        .await
        .unwrap();
    assert_eq!(identity.unwrap().fault, None);
}

async fn strangers_do_not_make_the_provider_work(channel: &Channel) {
    let provider = Provider::start(vec![Signer::new("k1", 1).jwk()]).await;
    provider.serves(channel).await;
    turn(channel).await;
    channel.server.pass(TimeDelta::seconds(6));
    let stranger = |kid: String| Signer::new(Box::leak(kid.into_boxed_str()), 9).token(channel, "u-1");
    let tokens: Vec<String> = (0..50).map(|number| stranger(format!("s{number}"))).collect();
    join_all(tokens.iter().map(|token| is_refused(&channel.server, token))).await;
    let asked = provider.asked();
    assert!(asked <= 2, "asked {asked} times");
    // A kid that it does not have is remembered beyond that.
    let repeated = stranger("again".to_owned());
    channel.server.pass(TimeDelta::seconds(6));
    is_refused(&channel.server, &repeated).await;
    let asked = provider.asked();
    channel.server.pass(TimeDelta::seconds(6));
    is_refused(&channel.server, &repeated).await;
    assert_eq!(provider.asked(), asked);
}

async fn one_channels_slow_provider_holds_up_nobody_elses_viewers(channel: &Channel) {
    let (slow, quick) = (Signer::new("k1", 1), Signer::new("k1", 2));
    let (stuck, fine) = (
        Provider::start(vec![slow.jwk()]).await,
        Provider::start(vec![quick.jwk()]).await,
    );
    let neighbour = channel.neighbour().await;
    stuck.serves(channel).await;
    fine.serves(&neighbour).await;
    turn(channel).await;
    channel.server.pass(TimeDelta::seconds(6));
    stuck.is_asked().await;
    stuck.behaves(Manner::Silent);
    let server = channel.server.clone();
    let unknown = Signer::new("k9", 9).token(channel, "u-1");
    let waiting = tokio::spawn(async move { is_refused(&server, &unknown).await });
    stuck.is_asked().await;
    // Its viewer waits for it; the neighbour's do not, not even those whose key is new, and neither do its own old ones.
    let new = Signer::new("k2", 3);
    fine.behaves(Manner::Keys(vec![quick.jwk(), new.jwk()]));
    asks(&channel.server, &new.token(&neighbour, "u-2")).await;
    asks(&channel.server, &slow.token(channel, "u-3")).await;
    channel.viewer("ann").data(WHO, json!({})).await;
    assert!(!waiting.is_finished(), "the slow provider has answered before");
    waiting.await.unwrap();
}

async fn keys_in_the_manifest_need_no_provider(channel: &Channel) {
    let (signer, next) = (Signer::new("k1", 1), Signer::new("k2", 2));
    let line = |keys: &[Value]| format!("jwks = '''{}'''", json!({ "keys": keys }));
    apply(channel, &line(&[signer.jwk()])).await;
    turn(channel).await;
    asks(&channel.server, &signer.token(channel, "u-1")).await;
    is_refused(&channel.server, &next.token(channel, "u-1")).await;
    apply(channel, &line(&[next.jwk()])).await;
    turn(channel).await;
    is_refused(&channel.server, &signer.token(channel, "u-1")).await;
    asks(&channel.server, &next.token(channel, "u-1")).await;
    if channel.server.profile == Profile::Full {
        // Another node hears of it when it reads the record.
        let other = channel.on(channel.server.another().await);
        asks(&other.server, &next.token(channel, "u-1")).await;
    }
}
