//! Quotas: what the manifest allows, with a code of its own and how long to wait; and usage beside the limits.

use ovation::member::Role;
use serde_json::{Value, json};

use crate::contract::stage::{Answer, Channel, Desk, Plan, add_member, red_packet, text};

on_both_profiles!(
    prize_money_is_counted_by_show_from_scheduling_on,
    two_campaigns_that_fit_one_by_one_but_not_together,
    open_campaigns_are_counted_until_they_close,
    members_are_counted,
    requests_over_the_budget_are_told_to_wait,
    usage_stands_beside_the_limit,
);

#[track_caller]
fn is_over_quota(answer: &Answer) {
    assert_eq!(answer.code(), "QUOTA_EXCEEDED", "{answer:?}");
    assert!(
        answer.extensions()["retryAfterMs"]
            .as_u64()
            .is_some_and(|wait| wait > 0),
        "{answer:?}"
    );
}

async fn transit(desk: &Desk, mutation: &str, id: &str) -> Answer {
    let query = format!("mutation ($id: ID!) {{ {mutation}(id: $id) {{ outcome }} }}");
    desk.caller.ask(&query, json!({ "id": id })).await
}

async fn prize_money_is_counted_by_show_from_scheduling_on(channel: &Channel) {
    let plan = Plan {
        prize_money_per_show: "100.00",
        ..Plan::default()
    };
    let small = Channel::new(&channel.server, &plan).await;
    let (show, other) = (small.show().await, small.desk.create_show("other").await);
    let (first, second) = (
        show.draft(red_packet("60.00", 6)).await,
        show.draft(red_packet("40.01", 6)).await,
    );
    first.must("scheduleCampaign").await;
    is_over_quota(&transit(&small.desk, "scheduleCampaign", &second.id).await);
    assert_eq!(
        second.seen("status").await["status"],
        "DRAFT",
        "nothing has changed"
    );
    show.draft(red_packet("40.00", 6))
        .await
        .must("scheduleCampaign")
        .await;
    other
        .draft(red_packet("100.00", 6))
        .await
        .must("scheduleCampaign")
        .await;
    let usage = small
        .desk
        .data(
            "query ($id: ID!) { show(id: $id) { prizeMoney { used limit } } }",
            json!({ "id": show.id }),
        )
        .await;
    assert_eq!(
        usage["show"]["prizeMoney"],
        json!({ "used": "100.00", "limit": "100.00" })
    );
    small.holds_its_promises().await;
}

async fn two_campaigns_that_fit_one_by_one_but_not_together(channel: &Channel) {
    let plan = Plan {
        prize_money_per_show: "100.00",
        open_campaigns: 1,
        ..Plan::default()
    };
    let small = Channel::new(&channel.server, &plan).await;
    let show = small.show().await;
    let (a, b) = (
        show.draft(red_packet("60.00", 6)).await,
        show.draft(red_packet("60.00", 6)).await,
    );
    let both = tokio::join!(
        transit(&small.desk, "scheduleCampaign", &a.id),
        transit(&small.desk, "scheduleCampaign", &b.id)
    );
    assert_eq!(
        [both.0, both.1]
            .iter()
            .filter(|answer| answer.codes().is_empty())
            .count(),
        1
    );
    let (c, d) = (
        show.draft(red_packet("1.00", 6)).await,
        show.draft(red_packet("1.00", 6)).await,
    );
    c.must("scheduleCampaign").await;
    d.must("scheduleCampaign").await;
    let both = tokio::join!(
        transit(&small.desk, "openCampaign", &c.id),
        transit(&small.desk, "openCampaign", &d.id)
    );
    assert_eq!(
        [both.0, both.1]
            .iter()
            .filter(|answer| answer.codes().is_empty())
            .count(),
        1
    );
}

async fn open_campaigns_are_counted_until_they_close(channel: &Channel) {
    let small = Channel::new(
        &channel.server,
        &Plan {
            open_campaigns: 2,
            ..Plan::default()
        },
    )
    .await;
    let show = small.show().await;
    let (first, _) = (
        show.open_red_packet("1.00", 1).await,
        show.open_red_packet("1.00", 1).await,
    );
    let third = show.draft(red_packet("1.00", 1)).await;
    third.must("scheduleCampaign").await;
    is_over_quota(&transit(&small.desk, "openCampaign", &third.id).await);
    first.pause().await;
    is_over_quota(&transit(&small.desk, "openCampaign", &third.id).await);
    first.resume().await;
    first.close().await;
    third.must("openCampaign").await;
}

async fn members_are_counted(channel: &Channel) {
    let small = Channel::new(
        &channel.server,
        &Plan {
            members: 2,
            ..Plan::default()
        },
    )
    .await;
    let query = "mutation ($email: String!) { addMember(input: { email: $email, name: \"名\", role: ANALYST }) { outcome initialPassword member { email } } }";
    let added = small.desk.data(query, json!({ "email": "a@example.org" })).await["addMember"].clone();
    assert_eq!(added["outcome"], "DONE");
    assert!(text(&added["initialPassword"]).len() >= 20);
    assert_eq!(
        small.desk.data(query, json!({ "email": "A@example.org" })).await["addMember"]["outcome"],
        "EMAIL_TAKEN"
    );
    is_over_quota(
        &small
            .desk
            .caller
            .ask(query, json!({ "email": "b@example.org" }))
            .await,
    );
}

async fn requests_over_the_budget_are_told_to_wait(channel: &Channel) {
    let plan = Plan {
        requests_per_second: 1,
        burst: 3,
        ..Plan::default()
    };
    let small = Channel::new(&channel.server, &plan).await;
    let ann = small.viewer("ann");
    let mut refused = None;
    for _ in 0..20 {
        let answer = ann.caller.ask("{ viewer { id } }", json!({})).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    // Twenty are more than one a second and three at once.
    let refused = refused.unwrap();
    assert_eq!(refused.code(), "RATE_LIMITED");
    assert!(
        refused.extensions()["retryAfterMs"]
            .as_u64()
            .is_some_and(|wait| wait > 0)
    );
    assert!(refused.headers.contains_key("retry-after"));
    // Another channel's viewers, and the channel's own members, go on.
    channel.viewer("bob").data("{ viewer { id } }", json!({})).await;
    small.show().await;
}

async fn usage_stands_beside_the_limit(channel: &Channel) {
    let plan = Plan {
        open_campaigns: 3,
        members: 4,
        prize_money_per_show: "100.00",
        ..Plan::default()
    };
    let small = Channel::new(&channel.server, &plan).await;
    small.show().await.open_red_packet("60.00", 6).await;
    small.member(Role::Analyst).await;
    let seen = small
        .desk
        .data("{ channel { quotas { name used limit } } }", json!({}))
        .await;
    let quotas = by_name(&seen["channel"]["quotas"]);
    assert_eq!(
        quotas,
        "OPEN_CAMPAIGNS 1/3, PRIZE_MONEY_PER_SHOW 60.00/100.00, MEMBERS 2/4"
    );
    // The account manager sees the same, of every channel.
    let manager = format!("{}@example.org", small.slug);
    add_member(&channel.server, None, &manager, Role::AccountManager).await;
    let manager = Desk::sign_in(&channel.server, None, &manager).await;
    let query = "query ($slug: String!) { channelBySlug(slug: $slug) { quotas { name used limit } } }";
    let seen = manager.data(query, json!({ "slug": small.slug })).await;
    assert_eq!(by_name(&seen["channelBySlug"]["quotas"]), quotas);
}

/// But for the requests, which are whatever they are.
fn by_name(quotas: &Value) -> String {
    let line = |quota: &Value| {
        format!(
            "{} {}/{}",
            text(&quota["name"]),
            text(&quota["used"]),
            text(&quota["limit"])
        )
    };
    let lines: Vec<String> = quotas.as_array().unwrap().iter().skip(1).map(line).collect();
    assert_eq!(quotas[0]["name"], "REQUESTS_PER_SECOND");
    lines.join(", ")
}
