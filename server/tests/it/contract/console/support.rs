//! Support access: granted by the owner for a time, shown to the channel, and nothing without it.

use chrono::TimeDelta;
use ovation::member::Role;
use serde_json::{Value, json};

use crate::contract::stage::{Campaign, Channel, Desk, add_member, text, vote};

on_both_profiles!(
    without_a_grant_there_is_nothing,
    what_is_granted_is_shown_used_and_recorded,
    a_grant_ends_by_itself,
    a_revoked_grant_ends_at_once_on_every_node,
    nobody_enters_a_suspended_channel,
    the_role_is_the_limit,
    only_owners_grant_and_words_are_checked,
);

const ENTER: &str = "mutation ($slug: String!) { enterChannel(slug: $slug) { outcome channel { slug } } }";
const ME: &str = "{ me { isSupport channel { slug } } }";

async fn manager(channel: &Channel) -> Desk {
    let email = format!("{}@ovation.example", channel.slug);
    add_member(&channel.server, None, &email, Role::AccountManager).await;
    Desk::sign_in(&channel.server, None, &email).await
}

async fn grant(channel: &Channel, hours: i32, role: &str) -> Value {
    let query = "mutation ($input: GrantSupportAccessInput!) { grantSupportAccess(input: $input) { outcome grant { id status role } } }";
    let input = json!({ "hours": hours, "role": role, "reason": "抽奖打不开" });
    channel.desk.data(query, json!({ "input": input })).await["grantSupportAccess"].clone()
}

async fn enter(desk: &Desk, channel: &Channel) -> String {
    let payload = desk.data(ENTER, json!({ "slug": channel.slug })).await;
    text(&payload["enterChannel"]["outcome"])
}

/// Where the desk is: the slug of a channel, or null.
async fn place(desk: &Desk) -> Value {
    let me = desk.data(ME, json!({})).await["me"].clone();
    assert_eq!(me["isSupport"], json!(!me["channel"].is_null()));
    me["channel"]["slug"].clone()
}

async fn ballot(channel: &Channel) -> Campaign {
    channel.show().await.draft(vote(&["甲", "乙"], 1, true)).await
}

const CAMPAIGN: &str = "query ($id: ID!) { campaign(id: $id) { id } }";

async fn without_a_grant_there_is_nothing(channel: &Channel) {
    let ballot = ballot(channel).await;
    let manager = manager(channel).await;
    assert_eq!(enter(&manager, channel).await, "NOT_GRANTED");
    let nowhere = manager.data(ENTER, json!({ "slug": "nowhere" })).await;
    assert_eq!(nowhere["enterChannel"]["outcome"], "NOT_GRANTED");
    assert_eq!(place(&manager).await, Value::Null);
    assert_eq!(
        manager.code(CAMPAIGN, json!({ "id": ballot.id })).await,
        "FORBIDDEN"
    );
    assert_eq!(
        manager.code("{ auditEvents { nodes { id } } }", json!({})).await,
        "FORBIDDEN"
    );
    // A grant of the neighbour's is none here.
    let neighbour = channel.neighbour().await;
    grant(&neighbour, 4, "OPERATOR").await;
    assert_eq!(enter(&manager, channel).await, "NOT_GRANTED");
    assert_eq!(enter(&manager, &neighbour).await, "ENTERED");
    assert_eq!(
        manager.data(CAMPAIGN, json!({ "id": ballot.id })).await["campaign"],
        Value::Null
    );
}

async fn what_is_granted_is_shown_used_and_recorded(channel: &Channel) {
    let ballot = ballot(channel).await;
    let manager = manager(channel).await;
    let granted = grant(channel, 4, "OPERATOR").await;
    assert_eq!(
        (&granted["outcome"], &granted["grant"]["status"]),
        (&json!("GRANTED"), &json!("STANDING"))
    );
    assert_eq!(grant(channel, 4, "ANALYST").await["outcome"], "ALREADY");
    // To every member, and to the account manager before going in.
    let shown = "{ channel { supportAccess { role reason } } }";
    let analyst = channel.member(Role::Analyst).await;
    let standing = json!({ "role": "OPERATOR", "reason": "抽奖打不开" });
    assert_eq!(
        analyst.data(shown, json!({})).await["channel"]["supportAccess"],
        standing
    );
    let shown = "query ($slug: String!) { channelBySlug(slug: $slug) { supportAccess { role reason } } }";
    let slug = json!({ "slug": channel.slug });
    assert_eq!(
        manager.data(shown, slug).await["channelBySlug"]["supportAccess"],
        standing
    );

    assert_eq!(enter(&manager, channel).await, "ENTERED");
    assert_eq!(place(&manager).await, json!(channel.slug));
    ballot.on(&manager).must("scheduleCampaign").await;
    // Inside it is not the platform any more.
    assert_eq!(
        manager.code("{ channels { nodes { slug } } }", json!({})).await,
        "FORBIDDEN"
    );
    assert_eq!(
        manager
            .data("mutation { leaveChannel { left } }", json!({}))
            .await["leaveChannel"]["left"],
        true
    );
    assert_eq!(place(&manager).await, Value::Null);
    assert_eq!(
        manager.code(CAMPAIGN, json!({ "id": ballot.id })).await,
        "FORBIDDEN"
    );

    let used = "{ supportGrants { nodes { status grantedBy visits { name leftAt } } } }";
    let grants = channel.desk.data(used, json!({})).await["supportGrants"]["nodes"].clone();
    assert_eq!(
        (&grants[0]["grantedBy"], &grants[0]["visits"][0]["name"]),
        (&json!("名字"), &json!("名字"))
    );
    assert!(grants[0]["visits"][0]["leftAt"].is_string());
    let log = "{ auditEvents { nodes { action actor { kind name } } } }";
    let events = channel.desk.data(log, json!({})).await["auditEvents"]["nodes"].clone();
    let lines: Vec<String> = events
        .as_array()
        .unwrap()
        .iter()
        .take(4)
        .map(|event| format!("{} {}", text(&event["actor"]["kind"]), text(&event["action"])))
        .collect();
    let expected = [
        "SUPPORT support.leave",
        "SUPPORT campaign.schedule",
        "ACCOUNT_MANAGER support.enter",
        "MEMBER member.add",
    ];
    assert_eq!(lines[..3], expected[..3], "{lines:?}");
}

async fn a_grant_ends_by_itself(channel: &Channel) {
    let manager = manager(channel).await;
    grant(channel, 1, "ANALYST").await;
    assert_eq!(enter(&manager, channel).await, "ENTERED");
    channel.server.pass(TimeDelta::minutes(29));
    assert_eq!(place(&manager).await, json!(channel.slug));
    channel.server.pass(TimeDelta::minutes(29));
    assert_eq!(place(&manager).await, json!(channel.slug));
    channel.server.pass(TimeDelta::minutes(2));
    assert_eq!(place(&manager).await, Value::Null);
    assert_eq!(enter(&manager, channel).await, "NOT_GRANTED");
    assert_eq!(
        manager.code("{ shows { nodes { id } } }", json!({})).await,
        "FORBIDDEN"
    );
    let shown = channel
        .desk
        .data(
            "{ channel { supportAccess { id } } supportGrants { nodes { status } } }",
            json!({}),
        )
        .await;
    assert_eq!(shown["channel"]["supportAccess"], Value::Null);
    assert_eq!(shown["supportGrants"]["nodes"][0]["status"], "EXPIRED");
}

async fn a_revoked_grant_ends_at_once_on_every_node(channel: &Channel) {
    let other = channel.server.another().await;
    let manager = manager(channel).await;
    let granted = grant(channel, 72, "ANALYST").await;
    assert_eq!(enter(&manager, channel).await, "ENTERED");
    let elsewhere = manager.on(&other);
    assert_eq!(place(&elsewhere).await, json!(channel.slug));
    let revoke = "mutation ($id: ID!) { revokeSupportAccess(id: $id) { outcome grant { status } } }";
    let id = json!({ "id": granted["grant"]["id"] });
    let revoked = channel.desk.data(revoke, id.clone()).await["revokeSupportAccess"].clone();
    assert_eq!(
        revoked,
        json!({ "outcome": "REVOKED", "grant": { "status": "REVOKED" } })
    );
    for desk in [&manager, &elsewhere] {
        assert_eq!(place(desk).await, Value::Null);
        assert_eq!(
            desk.code("{ shows { nodes { id } } }", json!({})).await,
            "FORBIDDEN"
        );
    }
    let again = channel.desk.data(revoke, id.clone()).await["revokeSupportAccess"]["outcome"].clone();
    assert_eq!(again, "ALREADY");
    let neighbour = channel.neighbour().await;
    let foreign = neighbour.desk.data(revoke, id).await["revokeSupportAccess"].clone();
    assert_eq!(foreign, json!({ "outcome": "NOT_FOUND", "grant": null }));
}

async fn nobody_enters_a_suspended_channel(channel: &Channel) {
    let manager = manager(channel).await;
    grant(channel, 4, "ANALYST").await;
    assert_eq!(enter(&manager, channel).await, "ENTERED");
    let command_line = channel.server.manager();
    ovation::tenant::suspend(&command_line, &channel.slug)
        .await
        .unwrap();
    assert_eq!(place(&manager).await, Value::Null);
    assert_eq!(enter(&manager, channel).await, "SUSPENDED");
    ovation::tenant::resume(&command_line, &channel.slug)
        .await
        .unwrap();
    // The grant stands, and support is where it was.
    assert_eq!(place(&manager).await, json!(channel.slug));
}

async fn the_role_is_the_limit(channel: &Channel) {
    let ballot = ballot(channel).await;
    let manager = manager(channel).await;
    let asks = [
        ("{ shows { nodes { id } } }", true, true),
        (
            "mutation ($id: ID!) { scheduleCampaign(id: $id) { outcome } }",
            false,
            true,
        ),
        (
            "mutation ($id: ID!) { updateCampaign(id: $id, input: { title: \"x\" }) { outcome } }",
            false,
            false,
        ),
        ("{ members { nodes { id } } }", false, false),
        ("{ apiKeys { nodes { id } } }", false, false),
        ("{ auditEvents { nodes { id } } }", false, false),
        ("{ supportGrants { nodes { id } } }", false, false),
        (
            "mutation { grantSupportAccess(input: { reason: \"x\" }) { outcome } }",
            false,
            false,
        ),
        (
            "mutation { createApiKey(input: { name: \"x\" }) { secret } }",
            false,
            false,
        ),
    ];
    for (number, role) in ["ANALYST", "OPERATOR"].into_iter().enumerate() {
        let granted = grant(channel, 4, role).await;
        assert_eq!(enter(&manager, channel).await, "ENTERED");
        for (query, analyst, operator) in asks {
            let variables = if query.contains("$id") {
                json!({ "id": ballot.id })
            } else {
                json!({})
            };
            let codes = manager.caller.ask(query, variables).await;
            let may = [analyst, operator][number];
            assert_eq!(codes.codes().is_empty(), may, "{role}: {query}: {:?}", codes.body);
            assert!(may || codes.codes() == ["FORBIDDEN"], "{role}: {query}");
        }
        let revoke = "mutation ($id: ID!) { revokeSupportAccess(id: $id) { outcome } }";
        channel
            .desk
            .data(revoke, json!({ "id": granted["grant"]["id"] }))
            .await;
    }
}

async fn only_owners_grant_and_words_are_checked(channel: &Channel) {
    let query =
        "mutation ($input: GrantSupportAccessInput!) { grantSupportAccess(input: $input) { outcome } }";
    let good = json!({ "input": { "reason": "r" } });
    for role in [Role::Producer, Role::Operator, Role::Moderator, Role::Analyst] {
        assert_eq!(
            channel.member(role).await.code(query, good.clone()).await,
            "FORBIDDEN"
        );
    }
    for wrong in [
        json!({ "reason": "" }),
        json!({ "reason": "x".repeat(201) }),
        json!({ "reason": "r", "hours": 0 }),
        json!({ "reason": "r", "hours": 73 }),
    ] {
        assert_eq!(
            channel.desk.code(query, json!({ "input": wrong })).await,
            "BAD_USER_INPUT"
        );
    }
    let left = "mutation { leaveChannel { left } }";
    assert_eq!(
        channel.desk.data(left, json!({})).await["leaveChannel"]["left"],
        false
    );
}
