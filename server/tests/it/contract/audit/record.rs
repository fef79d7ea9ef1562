//! An action and its entry are one.

use chrono::TimeDelta;
use ovation::audit::{self, Row};
use ovation::ctx::Scope;
use ovation::member::Role;
use serde_json::{Value, json};

use crate::contract::stage::{Channel, Plan, Profile, Server, vote};

on_both_profiles!(
    what_is_done_is_recorded_with_who_and_from_where,
    what_is_refused_is_not_recorded,
    what_waits_is_shipped_once
);

/// On a record of its own: the other profile's is shared with tests that want to know.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_from_is_forgotten_in_time() {
    let server = Server::start(Profile::Embedded).await;
    let channel = Channel::new(&server, &Plan::default()).await;
    channel.show().await;
    server.pass(TimeDelta::days(100));
    channel.member(Role::Analyst).await;
    let origins = |rows: &[Row]| rows.iter().filter(|row| row.origin.is_some()).count();
    let before = origins(&chain(&channel).await);
    audit::forget_origins(
        &server.platform,
        server.platform.clock.now() - TimeDelta::days(50),
    )
    .await
    .unwrap();
    let rows = chain(&channel).await;
    assert!((1..before).contains(&origins(&rows)), "{before}");
    assert!(rows.last().unwrap().origin.is_some());
    let scope = Scope::Tenant(channel.entry().id);
    assert!(audit::check(&server.platform, scope, None).await.unwrap().is_ok());
}

async fn chain(channel: &Channel) -> Vec<Row> {
    let scope = Scope::Tenant(channel.entry().id);
    audit::rows_after(&channel.server.platform, scope, 0, 1000)
        .await
        .unwrap()
}

fn json(text: &Option<String>) -> Value {
    text.as_deref()
        .map_or(Value::Null, |text| serde_json::from_str(text).unwrap())
}

async fn what_is_done_is_recorded_with_who_and_from_where(channel: &Channel) {
    let ballot = channel.show().await.draft(vote(&["甲", "乙"], 1, true)).await;
    ballot.must("scheduleCampaign").await;
    let operator = channel.member(Role::Operator).await;
    ballot.on(&operator).must("openCampaign").await;
    let rows = chain(channel).await;
    let open = rows.last().unwrap();
    assert_eq!(
        (open.action.as_str(), open.target.as_deref()),
        ("campaign.open", Some(&*ballot.id))
    );
    assert_eq!(
        (json(&open.before), json(&open.after)),
        (json!({ "status": "SCHEDULED" }), json!({ "status": "OPEN" }))
    );
    assert_eq!(open.actor_kind, "member");
    let me = operator.data("{ me { member { id } } }", json!({})).await;
    assert_eq!(open.actor_id.as_deref(), me["me"]["member"]["id"].as_str());
    assert_eq!(json(&open.origin)["address"], "127.0.0.1");
    assert_eq!(open.trace.as_deref().unwrap().len(), 32);
    // The channel itself came first, by the command line.
    assert_eq!(
        (rows[0].action.as_str(), rows[0].actor_kind.as_str(), rows[0].seq),
        ("channel.create", "command_line", 1)
    );
    assert!(rows.iter().zip(1..).all(|(row, seq)| row.seq == seq));
}

async fn what_is_refused_is_not_recorded(channel: &Channel) {
    let ballot = channel.show().await.draft(vote(&["甲", "乙"], 1, true)).await;
    let before = chain(channel).await.len();
    assert_eq!(
        ballot.transit("openCampaign").await["outcome"],
        "ILLEGAL_TRANSITION"
    );
    let analyst = channel.member(Role::Analyst).await;
    let forbidden = "mutation ($id: ID!) { scheduleCampaign(id: $id) { outcome } }";
    assert_eq!(
        analyst.code(forbidden, json!({ "id": ballot.id })).await,
        "FORBIDDEN"
    );
    let since = &chain(channel).await[before..];
    let actions: Vec<&str> = since.iter().map(|row| row.action.as_str()).collect();
    assert_eq!(
        actions
            .iter()
            .filter(|action| action.starts_with("campaign"))
            .count(),
        0,
        "{actions:?}"
    );
}

/// Two nodes find the same entries waiting.
async fn what_waits_is_shipped_once(channel: &Channel) {
    let show = channel.show().await;
    let ballot = show.draft(vote(&["甲", "乙"], 1, true)).await;
    let (one, other) = (channel.ctx(), channel.ctx());
    for mutation in [
        "scheduleCampaign",
        "openCampaign",
        "pauseCampaign",
        "resumeCampaign",
        "closeCampaign",
    ] {
        let (moved, ..) = tokio::join!(ballot.transit(mutation), audit::ship(&one), audit::ship(&other));
        assert_eq!(moved["outcome"], "DONE");
    }
    audit::ship(&one).await.unwrap();
    let rows = chain(channel).await;
    let of_ballot: Vec<&str> = rows
        .iter()
        .filter(|row| row.target.as_deref() == Some(&ballot.id))
        .map(|row| row.action.as_str())
        .collect();
    let actions = [
        "campaign.schedule",
        "campaign.open",
        "campaign.pause",
        "campaign.resume",
        "campaign.close",
    ];
    assert!(of_ballot.ends_with(&actions), "{of_ballot:?}");
    let head = audit::check(&channel.server.platform, Scope::Tenant(channel.entry().id), None)
        .await
        .unwrap();
    assert_eq!(head.map(|head| head.seq), Ok(rows.len() as i64));
}
