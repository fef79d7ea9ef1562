//! Every mutation of the Console API, and what the audit log says of it.

use std::collections::BTreeSet;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use chrono::TimeDelta;
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use ovation::audit::chain;
use ovation::member::{Role, totp};
use ovation::schemas;
use serde_json::json;

use super::cast::Cast;
use crate::contract::stage::{
    App, Channel, Desk, PASSWORD, Plan, add_member, comment_wall, lucky_draw, text,
};

on_both_profiles!(every_mutation_is_in_the_log);

/// What is recorded nowhere, and why. This list only gets shorter.
const NOT_RECORDED: [(&str, &str); 2] = [
    (
        "createViewerToken",
        "traffic of the channel's app, at the scale of the audience; it changes nothing",
    ),
    (
        "enrolTotp",
        "nothing is in force before confirmTotp, which is recorded",
    ),
];

fn mutations() -> BTreeSet<String> {
    let definitions = parse_schema(schemas::console_sdl()).unwrap().definitions;
    let roots = definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(ty) if ty.node.name.node == "Mutation" => Some(ty.node.kind),
        _ => None,
    });
    let TypeKind::Object(root) = roots.last().unwrap() else {
        panic!("Mutation is no object")
    };
    root.fields
        .iter()
        .map(|field| field.node.name.node.to_string())
        .collect()
}

/// A mutation that nobody has thought about is found by name, before anything runs.
#[test]
fn every_mutation_of_the_schema_has_an_audit_case() {
    let cases = include_str!("every.rs");
    for name in mutations() {
        let is_excused = NOT_RECORDED.iter().any(|(excused, _)| *excused == name);
        let has_case = cases.contains(&format!("{{ {name}(")) || cases.contains(&format!("{{ {name} "));
        assert!(
            has_case || is_excused,
            "{name}: a case here that shows its entry in the audit log, or a reason why it has none"
        );
    }
}

async fn shows(cast: &mut Cast<'_>) {
    let desk = cast.channel.desk.caller.clone();
    let times = json!({ "slug": "gala", "title": "晚会", "startsAt": "2027-02-05T12:00:00Z", "endsAt": "2027-02-05T16:30:00Z" });
    let query = "mutation ($input: CreateShowInput!) { createShow(input: $input) { show { id } } }";
    let show = text(&cast.act(&desk, query, json!({ "input": times })).await["show"]["id"]);
    let query = "mutation ($id: ID!) { updateShow(id: $id, input: { title: \"新晚会\" }) { outcome } }";
    cast.act(&desk, query, json!({ "id": show })).await;
    let query = "mutation ($id: ID!) { createSegment(showId: $id, input: { title: \"开场\", performers: [\"张三\"] }) { segment { id } } }";
    let first = text(&cast.act(&desk, query, json!({ "id": show })).await["segment"]["id"]);
    let second = text(&cast.act(&desk, query, json!({ "id": show })).await["segment"]["id"]);
    let query = "mutation ($id: ID!) { updateSegment(id: $id, input: { title: \"序幕\" }) { outcome } }";
    cast.act(&desk, query, json!({ "id": first })).await;
    let query = "mutation ($id: ID!) { moveSegment(id: $id, position: 1) { outcome } }";
    cast.act(&desk, query, json!({ "id": first })).await;
    let query = "mutation ($id: ID!) { deleteSegment(id: $id) { outcome } }";
    cast.act(&desk, query, json!({ "id": second })).await;
    let query = "mutation ($id: ID!) { startShow(id: $id) { outcome } }";
    cast.act(&desk, query, json!({ "id": show })).await;
    let query =
        "mutation ($id: ID!, $segment: ID) { takeSegment(showId: $id, segmentId: $segment) { outcome } }";
    cast.act(&desk, query, json!({ "id": show, "segment": first }))
        .await;
    let query = "mutation ($id: ID!) { endShow(id: $id) { outcome } }";
    cast.act(&desk, query, json!({ "id": show })).await;
}

async fn campaigns(cast: &mut Cast<'_>) {
    let channel = cast.channel;
    let desk = channel.desk.caller.clone();
    let show = channel.desk.create_show("draws").await;
    cast.aside().await;
    let input = json!({ "showId": show.id, "title": "抽奖", "settings": lucky_draw(&[("茶杯", 1, "1.00")]) });
    let query =
        "mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { campaign { id } } }";
    let draw = text(&cast.act(&desk, query, json!({ "input": input })).await["campaign"]["id"]);
    let id = json!({ "id": draw });
    let query = "mutation ($id: ID!) { updateCampaign(id: $id, input: { title: \"大抽奖\" }) { outcome } }";
    cast.act(&desk, query, id.clone()).await;
    let query =
        "mutation ($id: ID!) { cloneCampaign(id: $id, input: { title: \"再抽\" }) { campaign { id } } }";
    let copy = text(&cast.act(&desk, query, id.clone()).await["campaign"]["id"]);
    let query = "mutation ($id: ID!) { deleteCampaign(id: $id) { outcome } }";
    cast.act(&desk, query, json!({ "id": copy })).await;
    for query in [
        "mutation ($id: ID!) { scheduleCampaign(id: $id) { outcome } }",
        "mutation ($id: ID!) { openCampaign(id: $id) { outcome } }",
        "mutation ($id: ID!) { pauseCampaign(id: $id) { outcome } }",
        "mutation ($id: ID!) { resumeCampaign(id: $id) { outcome } }",
        "mutation ($id: ID!) { closeCampaign(id: $id) { outcome } }",
        "mutation ($id: ID!) { runDraw(campaignId: $id) { outcome } }",
        "mutation ($id: ID!) { settleCampaign(id: $id) { outcome } }",
    ] {
        cast.act(&desk, query, id.clone()).await;
    }
    let wall = show.open(comment_wall(json!({ "moderation": "HOLD" }))).await;
    let (_, comment) = channel.viewer("viewer-7").comment(&wall, "c1", "加油").await;
    cast.aside().await;
    let query = "mutation ($id: ID!) { moderateComment(id: $id, decision: PUBLISH) { outcome } }";
    cast.act(&desk, query, json!({ "id": comment })).await;
    let query = "mutation ($id: String!) { eraseViewer(viewerId: $id) { __typename } }";
    cast.act(&desk, query, json!({ "id": "viewer-7" })).await;
}

async fn members(cast: &mut Cast<'_>) {
    let desk = cast.channel.desk.caller.clone();
    let query = "mutation { createApiKey(input: { name: \"直播\" }) { secret apiKey { id } } }";
    let made = cast.act(&desk, query, json!({})).await;
    let key = text(&made["apiKey"]["id"]);
    let app = cast.channel.server.console().bearer(&text(&made["secret"]));
    let words = "query Channel { channel { id slug } }";
    let hash = HEXLOWER.encode(&chain::sha256(words.as_bytes()));
    let query = "mutation ($input: PublishDocumentsInput!) { publishDocuments(input: $input) { outcome rejected { reason } } }";
    let input = json!({ "documents": [{ "hash": hash, "text": words }] });
    cast.act(&app, query, json!({ "input": input })).await;
    let query = "mutation ($hashes: [String!]!) { retireDocuments(hashes: $hashes) { retired } }";
    cast.act(&app, query, json!({ "hashes": [hash] })).await;
    let query = "mutation ($id: ID!) { revokeApiKey(id: $id) { apiKey { id } } }";
    cast.act(&desk, query, json!({ "id": key })).await;
    signing(cast).await;
    let query = "mutation { addMember(input: { email: \"p@example.org\", name: \"李四\", role: PRODUCER }) { member { id } } }";
    let member = json!({ "id": cast.act(&desk, query, json!({})).await["member"]["id"] });
    let query = "mutation ($id: ID!) { resetMemberPassword(id: $id) { outcome initialPassword } }";
    let password = text(&cast.act(&desk, query, member.clone()).await["initialPassword"]);
    own(cast, &password).await;
    let query = "mutation ($id: ID!) { removeMember(id: $id) { outcome } }";
    cast.act(&desk, query, member).await;
}

async fn signing(cast: &mut Cast<'_>) {
    let desk = cast.channel.desk.caller.clone();
    let query = "mutation { rotateSigningKey { signingKey { kid } } }";
    let rotated = cast.act(&desk, query, json!({})).await;
    let query = "mutation ($kid: String!) { revokeSigningKey(kid: $kid) { outcome } }";
    cast.act(&desk, query, json!({ "kid": rotated["signingKey"]["kid"] }))
        .await;
}

/// What somebody does to what is their own.
async fn own(cast: &mut Cast<'_>, password: &str) {
    let channel = cast.channel;
    let console = channel.server.console();
    let claim =
        json!({ "input": { "channel": channel.slug, "email": "p@example.org", "password": password } });
    let query = "mutation ($input: SignInInput!) { signIn(input: $input) { outcome } }";
    let mut wrong = claim.clone();
    wrong["input"]["password"] = json!("wrong horse");
    cast.act(&console, query, wrong).await;
    cast.act(&console, query, claim.clone()).await;
    let signed_in = async || {
        let answer = console.ask(query, claim.clone()).await;
        console.with("cookie", answer.cookie())
    };
    let (here, there) = (signed_in().await, signed_in().await);
    cast.aside().await;
    let sessions = here.data("{ sessions { id isThis } }", json!({})).await["sessions"].clone();
    let other = sessions
        .as_array()
        .unwrap()
        .iter()
        .find(|session| session["isThis"] == false)
        .unwrap();
    let query = "mutation ($id: ID!) { revokeSession(id: $id) { outcome } }";
    cast.act(&here, query, json!({ "id": other["id"] })).await;
    drop(there);
    let query = "mutation { signOut { signedOut } }";
    cast.act(&here, query, json!({})).await;
    let here = signed_in().await;
    cast.aside().await;
    let query = "mutation { signOutEverywhere { sessionsEnded } }";
    cast.act(&here, query, json!({})).await;
    let here = signed_in().await;
    cast.aside().await;
    let query = "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { outcome } }";
    let input = json!({ "currentPassword": password, "newPassword": "a new correct horse" });
    cast.act(&here, query, json!({ "input": input })).await;
}

async fn second_factor(cast: &mut Cast<'_>) {
    let channel = cast.channel;
    let server = &channel.server;
    add_member(server, Some(&channel.slug), "t@example.org", Role::Producer).await;
    let desk = Desk::sign_in(server, Some(&channel.slug), "t@example.org").await;
    let me = desk.data("{ me { member { id } } }", json!({})).await["me"]["member"].clone();
    let begun = desk.data("mutation { enrolTotp { secret } }", json!({})).await;
    let secret = BASE32_NOPAD
        .decode(text(&begun["enrolTotp"]["secret"]).as_bytes())
        .unwrap();
    // Each code is good once.
    let code = || {
        server.pass(TimeDelta::seconds(31));
        json!({ "code": totp::code_at(&secret, server.platform.clock.now()) })
    };
    cast.aside().await;
    let query = "mutation ($code: String!) { confirmTotp(code: $code) { outcome } }";
    cast.act(&desk.caller, query, code()).await;
    let there = server.console().with("cookie", cast.cookie.clone());
    let query = "mutation ($code: String!) { renewRecoveryCodes(code: $code) { recoveryCodes } }";
    let codes = cast.act(&there, query, code()).await["recoveryCodes"].clone();
    let query = "mutation ($input: SignInInput!) { signIn(input: $input) { challenge } }";
    let claim = json!({ "channel": channel.slug, "email": "t@example.org", "password": PASSWORD });
    let asked = server.console().data(query, json!({ "input": claim })).await;
    cast.aside().await;
    let query = "mutation ($input: ConfirmSignInInput!) { confirmSignIn(input: $input) { outcome } }";
    let input = json!({ "challenge": asked["signIn"]["challenge"], "code": codes[0] });
    cast.act(&server.console(), query, json!({ "input": input }))
        .await;
    let here = server.console().with("cookie", cast.cookie.clone());
    let query = "mutation ($input: DisableTotpInput!) { disableTotp(input: $input) { outcome } }";
    let input = json!({ "password": PASSWORD, "code": code()["code"] });
    cast.act(&here, query, json!({ "input": input })).await;
    App::enrol(server, &here).await;
    cast.aside().await;
    let query = "mutation ($id: ID!) { resetMemberTotp(id: $id) { outcome } }";
    cast.act(&channel.desk.caller, query, me).await;
}

async fn platform(cast: &mut Cast<'_>) {
    let channel = cast.channel;
    let email = format!("{}@ovation.example", channel.slug);
    add_member(&channel.server, None, &email, Role::AccountManager).await;
    let manager = Desk::sign_in(&channel.server, None, &email).await.caller;
    let owner = channel.desk.caller.clone();
    let query = "mutation { grantSupportAccess(input: { reason: \"看看抽奖\" }) { grant { id } } }";
    let grant = json!({ "id": cast.act(&owner, query, json!({})).await["grant"]["id"] });
    let slug = json!({ "slug": channel.slug });
    let query = "mutation ($slug: String!) { enterChannel(slug: $slug) { outcome } }";
    cast.act(&manager, query, slug.clone()).await;
    cast.act(&manager, "mutation { leaveChannel { left } }", json!({}))
        .await;
    let query = "mutation ($id: ID!) { revokeSupportAccess(id: $id) { outcome } }";
    cast.act(&owner, query, grant).await;
    let plan = Plan {
        members: 40,
        ..Plan::default()
    };
    let query = "mutation ($manifest: String!) { applyChannelManifest(manifest: $manifest) { outcome } }";
    cast.act(
        &manager,
        query,
        json!({ "manifest": plan.manifest(&channel.slug) }),
    )
    .await;
    let query = "mutation ($slug: String!) { suspendChannel(slug: $slug) { outcome } }";
    cast.act(&manager, query, slug.clone()).await;
    let query = "mutation ($slug: String!) { resumeChannel(slug: $slug) { outcome } }";
    cast.act(&manager, query, slug.clone()).await;
    let query = "mutation ($slug: String!) { requestChannelDeletion(slug: $slug) { outcome code } }";
    let code = cast.act(&manager, query, slug.clone()).await["code"].clone();
    let query = "mutation ($slug: String!, $code: String!) { confirmChannelDeletion(slug: $slug, code: $code, typed: $slug) { outcome } }";
    cast.act(&manager, query, json!({ "slug": channel.slug, "code": code }))
        .await;
    let query = "mutation ($slug: String!) { restoreChannel(slug: $slug) { outcome } }";
    cast.act(&manager, query, slug).await;
}

async fn every_mutation_is_in_the_log(channel: &Channel) {
    let mut cast = Cast::of(channel).await;
    shows(&mut cast).await;
    campaigns(&mut cast).await;
    members(&mut cast).await;
    second_factor(&mut cast).await;
    platform(&mut cast).await;
    assert!(NOT_RECORDED.iter().all(|(name, _)| !cast.acted.contains(*name)));
    cast.acted.extend(NOT_RECORDED.map(|(name, _)| name.to_owned()));
    assert_eq!(cast.acted, mutations());
    insta::assert_snapshot!("every_mutation_is_in_the_log", cast.lines.join("\n"));
    for personal in [
        "p@example.org",
        "李四",
        "张三",
        "加油",
        "看看抽奖",
        "viewer-7",
        "127.0.0.1",
    ] {
        assert!(!cast.lines.join("\n").contains(personal), "{personal} is hashed");
    }
}
