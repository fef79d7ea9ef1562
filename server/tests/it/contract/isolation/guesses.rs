//! What a hostile producer tries who knows a neighbour's words: its slugs, its people's addresses, its keys of requests, its
//! places in lists. (That every field keeps every id to itself is `e2e`'s attack.)

use data_encoding::HEXLOWER;
use ovation::audit::chain;
use ovation::member::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::contract::stage::{Channel, Desk, PASSWORD, add_member, lucky_draw, text};

on_both_profiles!(
    a_key_of_a_request_is_one_channels_own,
    words_that_a_neighbour_uses_are_free,
    a_person_of_two_channels_is_two,
    a_neighbours_place_in_a_list_is_any_place,
    a_draw_is_published_under_its_own_name_alone,
    nobody_is_made_a_member_behind_the_owners_back,
    what_a_neighbour_uses_up_is_its_own,
);

const CREATE: &str =
    "mutation ($input: CreateShowInput!) { createShow(input: $input) { outcome show { id slug title } } }";

fn gala() -> Value {
    json!({ "input": { "slug": "gala", "title": "晚会", "startsAt": "2027-02-05T12:00:00Z", "endsAt": "2027-02-05T16:30:00Z" } })
}

async fn a_key_of_a_request_is_one_channels_own(channel: &Channel) {
    let neighbour = channel.neighbour().await;
    let mut made = Vec::new();
    for one in [&neighbour, channel] {
        let caller = one.desk.caller.with("idempotency-key", "gala-1");
        let payload = caller.data(CREATE, gala()).await["createShow"].clone();
        assert_eq!(payload["outcome"], "SAVED");
        made.push(payload["show"]["id"].clone());
    }
    assert_ne!(made[0], made[1]);
}

async fn words_that_a_neighbour_uses_are_free(channel: &Channel) {
    let neighbour = channel.neighbour().await;
    let words = "query Channel { channel { id } }";
    let hash = HEXLOWER.encode(&chain::sha256(words.as_bytes()));
    let publish = "mutation ($input: PublishDocumentsInput!) { publishDocuments(input: $input) { outcome published unchanged } }";
    let documents = json!({ "input": { "documents": [{ "hash": hash, "text": words }] } });
    for one in [&neighbour, channel] {
        assert_eq!(
            one.desk.data(CREATE, gala()).await["createShow"]["outcome"],
            "SAVED"
        );
        let published = one.desk.data(publish, documents.clone()).await["publishDocuments"].clone();
        assert_eq!(
            published,
            json!({ "outcome": "PUBLISHED", "published": 1, "unchanged": 0 })
        );
        one.member(Role::Analyst).await;
    }
    let retire = "mutation ($hashes: [String!]!) { retireDocuments(hashes: $hashes) { retired } }";
    let retired = channel.desk.data(retire, json!({ "hashes": [hash] })).await;
    assert_eq!(retired["retireDocuments"]["retired"], 1);
    let left = "{ documents { nodes { retiredAt } } }";
    let left = neighbour.desk.data(left, json!({})).await;
    assert_eq!(left["documents"]["nodes"][0]["retiredAt"], Value::Null);
}

/// The same address in two channels: neither the password nor the failures of the one count for the other.
async fn a_person_of_two_channels_is_two(channel: &Channel) {
    let neighbour = channel.neighbour().await;
    let person = "p@example.org";
    add_member(&neighbour.server, Some(&neighbour.slug), person, Role::Producer).await;
    let sign_in = async |slug: &str, email: &str, password: &str| {
        let query =
            "mutation ($input: SignInInput!) { signIn(input: $input) { outcome me { member { id } } } }";
        let input = json!({ "channel": slug, "email": email, "password": password });
        let caller = channel.server.console().with("x-forwarded-for", "192.0.2.77");
        caller.ask(query, json!({ "input": input })).await
    };
    let (known, unknown) = (
        sign_in(&channel.slug, person, PASSWORD).await,
        sign_in(&channel.slug, "nobody@example.org", PASSWORD).await,
    );
    assert_eq!(
        (known.status, &known.body),
        (unknown.status, &unknown.body),
        "whoever is a member elsewhere"
    );
    assert_eq!(known.data()["signIn"]["outcome"], "REJECTED");
    for _ in 0..8 {
        sign_in(&channel.slug, person, "wrong horse").await;
    }
    let at_home = sign_in(&neighbour.slug, person, PASSWORD).await;
    assert_eq!(at_home.data()["signIn"]["outcome"], "SIGNED_IN");
}

async fn a_neighbours_place_in_a_list_is_any_place(channel: &Channel) {
    let neighbour = channel.neighbour().await;
    for one in [&neighbour, channel] {
        one.show().await;
        one.member(Role::Analyst).await;
    }
    for list in ["shows", "members", "auditEvents"] {
        let page = format!("{{ {list} {{ edges {{ cursor }} nodes {{ id }} }} }}");
        let theirs = neighbour.desk.data(&page, json!({})).await[list].clone();
        let ids: Vec<String> = theirs["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| text(&node["id"]))
            .collect();
        for edge in theirs["edges"].as_array().unwrap() {
            let page = format!("query ($after: String) {{ {list}(after: $after) {{ nodes {{ id }} }} }}");
            let own = channel
                .desk
                .caller
                .ask(&page, json!({ "after": edge["cursor"] }))
                .await
                .data();
            assert!(
                ids.iter().all(|id| !own.to_string().contains(id)),
                "{list}: {own}"
            );
        }
    }
}

async fn a_draw_is_published_under_its_own_name_alone(channel: &Channel) {
    let neighbour = channel.neighbour().await;
    let draw = neighbour
        .show()
        .await
        .open(lucky_draw(&[("茶杯", 1, "1.00")]))
        .await;
    neighbour.viewer("ann").enter(&draw).await;
    draw.close().await;
    let ask = async |slug: &str| {
        let at = format!("{}/live/{slug}/draws/{}", channel.server.base, draw.id);
        reqwest::get(at).await.unwrap().status()
    };
    assert_eq!(ask(&neighbour.slug).await, StatusCode::NOT_FOUND, "not drawn yet");
    draw.draw().await;
    assert_eq!(ask(&neighbour.slug).await, StatusCode::OK);
    assert_eq!(ask(&channel.slug).await, StatusCode::NOT_FOUND);
}

/// Whoever could give a channel's people passwords would be inside it, and no owner would have let them in.
async fn nobody_is_made_a_member_behind_the_owners_back(channel: &Channel) {
    let server = &channel.server;
    let email = format!("{}@ovation.example", channel.slug);
    add_member(server, None, &email, Role::AccountManager).await;
    let manager = Desk::sign_in(server, None, &email).await;
    let add = "mutation ($input: AddMemberInput!) { addMember(input: $input) { outcome initialPassword member { id } } }";
    let input = |slug: &str, role: &str| json!({ "input": { "channel": slug, "email": "x@example.org", "name": "x", "role": role } });
    let added = manager.data(add, input(&channel.slug, "OWNER")).await["addMember"].clone();
    assert_eq!(
        added,
        json!({ "outcome": "HAS_OWNER", "initialPassword": null, "member": null })
    );
    assert_eq!(
        manager.code(add, input(&channel.slug, "ANALYST")).await,
        "BAD_USER_INPUT"
    );
    let owner = channel.desk.data("{ me { member { id } } }", json!({})).await["me"]["member"].clone();
    for reach in [
        "mutation ($id: ID!) { resetMemberPassword(id: $id) { outcome } }",
        "mutation ($id: ID!) { resetMemberTotp(id: $id) { outcome } }",
        "mutation ($id: ID!) { removeMember(id: $id) { outcome } }",
    ] {
        let answer = manager.data(reach, owner.clone()).await;
        assert!(answer.to_string().contains("NOT_FOUND"), "{reach}: {answer}");
    }
    // A channel that has just been provisioned gets its first owner, and no second one.
    let fresh = format!("f{}", &channel.slug[1..]);
    let apply = "mutation ($manifest: String!) { applyChannelManifest(manifest: $manifest) { outcome } }";
    let manifest = crate::contract::stage::Plan::default().manifest(&fresh);
    manager.data(apply, json!({ "manifest": manifest })).await;
    for outcome in ["DONE", "HAS_OWNER"] {
        let added = manager.data(add, input(&fresh, "OWNER")).await;
        assert_eq!(added["addMember"]["outcome"], outcome);
    }
}

/// Figures tell a channel of itself alone.
async fn what_a_neighbour_uses_up_is_its_own(channel: &Channel) {
    let used = "{ channel { quotas { name used } } }";
    let before = channel.desk.data(used, json!({})).await;
    let neighbour = channel.neighbour().await;
    let show = neighbour.show().await;
    show.open_red_packet("100.00", 3).await;
    show.open_draw(&[("茶杯", 1, "8.00")]).await;
    neighbour.member(Role::Analyst).await;
    let ann = neighbour.viewer("ann");
    ann.data("{ viewer { id } }", json!({})).await;
    assert_eq!(channel.desk.data(used, json!({})).await, before);
}
