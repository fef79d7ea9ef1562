//! A channel's own back end: an API key, with which it mints its viewers' tokens.

use serde_json::{Value, json};

use crate::contract::stage::{Caller, Channel, text};

on_both_profiles!(
    a_key_mints_a_token_that_opens_the_audience_api,
    a_key_opens_nothing_else_and_dies_when_it_is_revoked,
    who_is_no_viewer_gets_no_token,
);

const MINT: &str =
    "mutation ($input: CreateViewerTokenInput!) { createViewerToken(input: $input) { token expiresAt } }";

/// Its id, and the app that holds it.
async fn app(channel: &Channel) -> (String, Caller) {
    let query =
        "mutation { createApiKey(input: { name: \"后端\" }) { secret apiKey { id name hint revokedAt } } }";
    let made = channel.desk.data(query, json!({})).await["createApiKey"].clone();
    let secret = text(&made["secret"]);
    assert!(secret.starts_with(&text(&made["apiKey"]["hint"])), "{made}");
    let listed = channel
        .desk
        .caller
        .ask("{ apiKeys { nodes { id name hint } } }", json!({}))
        .await;
    assert!(
        !listed.body.to_string().contains(&secret),
        "it is shown once and never again"
    );
    (
        text(&made["apiKey"]["id"]),
        channel.server.console().bearer(&secret),
    )
}

async fn a_key_mints_a_token_that_opens_the_audience_api(channel: &Channel) {
    let packet = channel.show().await.open_red_packet("1.00", 1).await;
    let (_, app) = app(channel).await;
    let minted = app
        .data(
            MINT,
            json!({ "input": { "viewerId": "ann", "nickname": "小安" } }),
        )
        .await;
    let phone = channel
        .server
        .audience()
        .bearer(&text(&minted["createViewerToken"]["token"]));
    let seen = phone
        .data("{ viewer { id nickname } channel { slug } }", json!({}))
        .await;
    assert_eq!(
        seen,
        json!({ "viewer": { "id": "ann", "nickname": "小安" }, "channel": { "slug": channel.slug } })
    );
    let grab = "mutation ($id: ID!) { grabRedPacket(campaignId: $id) { outcome } }";
    assert_eq!(
        phone.data(grab, json!({ "id": packet.id })).await["grabRedPacket"]["outcome"],
        "WON"
    );
    assert_eq!(
        channel.viewer("ann").grab(&packet).await.outcome,
        "ALREADY",
        "the same viewer by another token"
    );
}

async fn a_key_opens_nothing_else_and_dies_when_it_is_revoked(channel: &Channel) {
    let (id, app) = app(channel).await;
    for query in [
        "{ shows { nodes { id } } }",
        "{ apiKeys { nodes { id } } }",
        "mutation { createApiKey(input: { name: \"x\" }) { secret } }",
    ] {
        assert_eq!(app.code(query, json!({})).await, "FORBIDDEN", "{query}");
    }
    let viewer = json!({ "input": { "viewerId": "ann", "nickname": "小安" } });
    assert_eq!(
        channel.desk.code(MINT, viewer.clone()).await,
        "FORBIDDEN",
        "a member is no app"
    );
    assert_eq!(
        channel.server.console().code(MINT, viewer.clone()).await,
        "UNAUTHENTICATED"
    );
    let revoke = "mutation ($id: ID!) { revokeApiKey(id: $id) { apiKey { revokedAt } } }";
    let revoked = channel.desk.data(revoke, json!({ "id": id })).await;
    assert_ne!(revoked["revokeApiKey"]["apiKey"]["revokedAt"], Value::Null);
    let refused = app.ask(MINT, viewer).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (401, "UNAUTHENTICATED")
    );
}

async fn who_is_no_viewer_gets_no_token(channel: &Channel) {
    let (_, app) = app(channel).await;
    let long = "v".repeat(129);
    for (viewer, nickname) in [
        ("", "小安"),
        (&long, "小安"),
        ("a\0b", "小安"),
        ("a\nb", "小安"),
        ("ann", ""),
        ("ann", "\u{200b}"),
        ("ann", "a\u{202e}b"),
    ] {
        let input = json!({ "input": { "viewerId": viewer, "nickname": nickname } });
        assert_eq!(
            app.code(MINT, input).await,
            "BAD_USER_INPUT",
            "{viewer:?} {nickname:?}"
        );
    }
    for odd in ["a:b", "{a}", "*", "a b", "观众", &"v".repeat(128)] {
        let token = app
            .data(MINT, json!({ "input": { "viewerId": odd, "nickname": "小安" } }))
            .await;
        let phone = channel
            .server
            .audience()
            .bearer(&text(&token["createViewerToken"]["token"]));
        assert_eq!(
            phone.data("{ viewer { id } }", json!({})).await["viewer"]["id"],
            odd
        );
    }
}
