//! Every mutation of the Console API, and what the audit log says of it.

use std::collections::BTreeSet;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use ovation::audit::{self, Row};
use ovation::ctx::Scope;
use ovation::member::Role;
use ovation::schemas;
use serde_json::{Value, json};

use crate::contract::stage::{Caller, Channel, Desk, Plan, add_member, comment_wall, lucky_draw, text};

on_both_profiles!(every_mutation_is_in_the_log);

/// What is recorded nowhere, and why. This list only gets shorter.
const NOT_RECORDED: [(&str, &str); 1] = [(
    "createViewerToken",
    "traffic of the channel's app, at the scale of the audience; it changes nothing",
)];

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
            has_case != is_excused,
            "{name}: a case here that shows its entry in the audit log, or a reason why it has none"
        );
    }
}

/// Acts, and notes what the log says of each.
struct Cast<'a> {
    channel: &'a Channel,
    seen: i64,
    acted: BTreeSet<String>,
    lines: Vec<String>,
}

impl Cast<'_> {
    async fn rows(&mut self) -> Vec<Row> {
        let scope = Scope::Tenant(self.channel.entry().id);
        let rows = audit::rows_after(&self.channel.server.platform, scope, self.seen, 100)
            .await
            .unwrap();
        self.seen = rows.last().map_or(self.seen, |row| row.seq);
        rows
    }

    /// What is set up aside is no case.
    async fn aside(&mut self) {
        self.rows().await;
    }

    async fn act(&mut self, caller: &Caller, mutation: &str, variables: Value) -> Value {
        let field = mutation.split_once("{ ").unwrap().1;
        let name: String = field.chars().take_while(char::is_ascii_alphanumeric).collect();
        let payload = caller.data(mutation, variables).await[&name].clone();
        let rows = self.rows().await;
        assert!(!rows.is_empty(), "{name} is not in the log: {payload}");
        for row in rows {
            let facts = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
            let (before, after) = (facts(&row.before), facts(&row.after));
            let target = row.target.as_deref().unwrap_or("-");
            let line = format!(
                "{name}: {} {} {target} {before} → {after}",
                row.actor_kind, row.action
            );
            self.lines.push(without_chance(&line));
        }
        self.acted.insert(name);
        payload
    }
}

/// Ids, times and hashes are others each time.
fn without_chance(line: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '.');
    let mut out = String::new();
    let mut rest = line;
    while let Some(start) = rest.find(word) {
        out += &rest[..start];
        let end = rest[start..]
            .find(|c| !word(c))
            .map_or(rest.len(), |end| start + end);
        let found = &rest[start..end];
        out += match found.split_once('_') {
            Some((prefix, id))
                if id.len() == 26 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) =>
            {
                prefix
            }
            _ if found.len() == 64 && found.bytes().all(|b| b.is_ascii_hexdigit()) => "HASH",
            _ if found.len() > 19 && found.contains('T') && found.ends_with('Z') => "TIME",
            _ if found.starts_with("erased:") => "PSEUDONYM",
            _ if found.len() == 36 && found.matches('-').count() == 4 => "UUID",
            _ => found,
        };
        rest = &rest[end..];
    }
    out + rest
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
    let query = "mutation { createApiKey(input: { name: \"直播\" }) { apiKey { id } } }";
    let key = text(&cast.act(&desk, query, json!({})).await["apiKey"]["id"]);
    let query = "mutation ($id: ID!) { revokeApiKey(id: $id) { apiKey { id } } }";
    cast.act(&desk, query, json!({ "id": key })).await;
    let query = "mutation { addMember(input: { email: \"p@example.org\", name: \"李四\", role: PRODUCER }) { member { id } } }";
    let member = json!({ "id": cast.act(&desk, query, json!({})).await["member"]["id"] });
    let query = "mutation ($id: ID!) { resetMemberPassword(id: $id) { outcome initialPassword } }";
    let password = text(&cast.act(&desk, query, member.clone()).await["initialPassword"]);
    own(cast, &password).await;
    let query = "mutation ($id: ID!) { removeMember(id: $id) { outcome } }";
    cast.act(&desk, query, member).await;
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
    cast.act(&manager, query, slug).await;
}

async fn every_mutation_is_in_the_log(channel: &Channel) {
    let mut cast = Cast {
        channel,
        seen: 0,
        acted: BTreeSet::new(),
        lines: Vec::new(),
    };
    cast.aside().await;
    shows(&mut cast).await;
    campaigns(&mut cast).await;
    members(&mut cast).await;
    platform(&mut cast).await;
    cast.acted.extend(NOT_RECORDED.map(|(name, _)| name.to_owned()));
    assert_eq!(cast.acted, mutations());
    insta::assert_snapshot!(cast.lines.join("\n"));
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
