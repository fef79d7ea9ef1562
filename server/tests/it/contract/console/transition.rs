//! The life of a campaign: what may follow what. Everything else is an outcome that says from where to where.

use serde_json::{Value, json};

use crate::contract::stage::{Campaign, Channel, Desk, Show, red_packet, text};

on_both_profiles!(
    the_table_of_transitions,
    what_has_been_published_is_frozen,
    a_show_goes_on_air_once,
    the_end_of_a_show_closes_its_campaigns,
    a_campaign_with_times_opens_and_closes_by_itself,
);

const MUTATIONS: [&str; 6] = [
    "scheduleCampaign",
    "openCampaign",
    "pauseCampaign",
    "resumeCampaign",
    "closeCampaign",
    "settleCampaign",
];

/// The way there, for each status.
const WAYS: [(&str, &[&str]); 6] = [
    ("DRAFT", &[]),
    ("SCHEDULED", &["scheduleCampaign"]),
    ("OPEN", &["scheduleCampaign", "openCampaign"]),
    ("PAUSED", &["scheduleCampaign", "openCampaign", "pauseCampaign"]),
    ("CLOSED", &["scheduleCampaign", "closeCampaign"]),
    (
        "SETTLED",
        &["scheduleCampaign", "closeCampaign", "settleCampaign"],
    ),
];

async fn in_status(show: &Show, way: &[&str]) -> Campaign {
    let campaign = show.draft(red_packet("1.00", 1)).await;
    for step in way {
        campaign.must(step).await;
    }
    campaign
}

async fn the_table_of_transitions(channel: &Channel) {
    let show = channel.show().await;
    let mut table = Vec::new();
    for (status, way) in WAYS {
        for mutation in MUTATIONS {
            let campaign = in_status(&show, way).await;
            let moved = campaign.transit(mutation).await;
            assert_eq!(moved["from"], status, "{mutation}: {moved}");
            let stands = campaign.seen("status").await["status"].clone();
            if moved["outcome"] == "DONE" {
                assert_eq!(stands, moved["to"]);
                table.push(format!("{status} {mutation} {}", text(&moved["to"])));
            } else {
                assert_eq!(
                    (&moved["outcome"], &stands),
                    (&json!("ILLEGAL_TRANSITION"), &json!(status))
                );
            }
        }
    }
    insta::allow_duplicates! {
    insta::assert_snapshot!(table.join("\n"), @r"
    DRAFT scheduleCampaign SCHEDULED
    SCHEDULED openCampaign OPEN
    SCHEDULED closeCampaign CLOSED
    OPEN pauseCampaign PAUSED
    OPEN closeCampaign CLOSED
    PAUSED resumeCampaign OPEN
    PAUSED closeCampaign CLOSED
    CLOSED settleCampaign SETTLED
    ");
    }
}

const UPDATE: &str = "mutation ($id: ID!, $input: UpdateCampaignInput!) { updateCampaign(id: $id, input: $input) { outcome } }";

async fn what_has_been_published_is_frozen(channel: &Channel) {
    let show = channel.show().await;
    let input = json!({ "title": "另一个", "settings": red_packet("99.00", 9) });
    for (status, way) in WAYS {
        let campaign = in_status(&show, way).await;
        let before = campaign.seen("title settings { __typename }").await;
        let update = channel
            .desk
            .data(UPDATE, json!({ "id": campaign.id, "input": input }))
            .await;
        let expected = if status == "DRAFT" { "SAVED" } else { "FROZEN" };
        assert_eq!(update["updateCampaign"]["outcome"], expected, "{status}");
        assert_eq!(
            campaign.seen("title settings { __typename }").await == before,
            status != "DRAFT"
        );
        let deleted = delete(&channel.desk, &campaign.id).await;
        assert_eq!(deleted, if status == "DRAFT" { "DELETED" } else { "FROZEN" });
    }
    let packet = show.draft(red_packet("1.00", 1)).await;
    let other_kind = json!({ "settings": { "vote": { "options": [{ "label": "甲" }, { "label": "乙" }] } } });
    let update = channel
        .desk
        .data(UPDATE, json!({ "id": packet.id, "input": other_kind }))
        .await;
    assert_eq!(update["updateCampaign"]["outcome"], "WRONG_KIND");
}

async fn delete(desk: &Desk, id: &str) -> Value {
    let query = "mutation ($id: ID!) { deleteCampaign(id: $id) { outcome } }";
    desk.data(query, json!({ "id": id })).await["deleteCampaign"]["outcome"].clone()
}

async fn a_show_goes_on_air_once(channel: &Channel) {
    let show = channel.show().await;
    let mut told = Vec::new();
    for mutation in [
        "endShow",
        "startShow",
        "startShow",
        "endShow",
        "endShow",
        "startShow",
    ] {
        let moved = channel.desk.transit(mutation, &show.id).await;
        told.push(format!(
            "{mutation}: {} {} {}",
            text(&moved["outcome"]),
            text(&moved["from"]),
            text(&moved["to"])
        ));
    }
    insta::allow_duplicates! {
    insta::assert_snapshot!(told.join("\n"), @r"
    endShow: ILLEGAL_TRANSITION SCHEDULED ENDED
    startShow: DONE SCHEDULED ON_AIR
    startShow: ILLEGAL_TRANSITION ON_AIR ON_AIR
    endShow: DONE ON_AIR ENDED
    endShow: ILLEGAL_TRANSITION ENDED ENDED
    startShow: ILLEGAL_TRANSITION ENDED ON_AIR
    ");
    }
}

async fn the_end_of_a_show_closes_its_campaigns(channel: &Channel) {
    let show = channel.show().await;
    let (open, draft) = (
        show.open_red_packet("1.00", 1).await,
        show.draft(red_packet("1.00", 1)).await,
    );
    channel.desk.transit("startShow", &show.id).await;
    channel.desk.transit("endShow", &show.id).await;
    assert_eq!(open.seen("status").await["status"], "CLOSED");
    assert_eq!(draft.seen("status").await["status"], "DRAFT");
    assert_eq!(channel.viewer("ann").grab(&open).await.outcome, "NOT_OPEN");
    let input = json!({ "showId": show.id, "title": "太晚了", "settings": red_packet("1.00", 1) });
    let query = "mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { outcome } }";
    assert_eq!(
        channel.desk.data(query, json!({ "input": input })).await["createCampaign"]["outcome"],
        "FROZEN"
    );
}

async fn a_campaign_with_times_opens_and_closes_by_itself(channel: &Channel) {
    let packet = channel.show().await.draft(red_packet("1.00", 1)).await;
    let now = channel.ctx().now();
    let at = |minutes| (now + chrono::TimeDelta::minutes(minutes)).to_rfc3339();
    let query = "mutation ($id: ID!, $opens: DateTime, $closes: DateTime) { scheduleCampaign(id: $id, opensAt: $opens, closesAt: $closes) { outcome } }";
    for (opens, closes) in [(20, 10), (10, 10), (-20, -10)] {
        let code = channel
            .desk
            .code(
                query,
                json!({ "id": packet.id, "opens": at(opens), "closes": at(closes) }),
            )
            .await;
        assert_eq!(code, "BAD_USER_INPUT");
    }
    channel
        .desk
        .data(
            query,
            json!({ "id": packet.id, "opens": at(10), "closes": at(20) }),
        )
        .await;
    let mut stands = Vec::new();
    for minutes in [0, 11, 10] {
        channel.server.pass(chrono::TimeDelta::minutes(minutes));
        ovation::campaign::transition::run_due(&channel.ctx())
            .await
            .unwrap();
        stands.push(text(&packet.seen("status").await["status"]));
    }
    assert_eq!(stands, ["SCHEDULED", "OPEN", "CLOSED"]);
}
