//! Building campaigns: what may be set, and copies.

use serde_json::{Value, json};

use crate::contract::stage::{Channel, comment_wall, lucky_draw, red_packet, vote};

on_both_profiles!(
    what_was_set_is_what_is_shown,
    settings_that_make_no_sense_are_refused_by_field,
    a_copy_is_a_draft_of_its_own,
);

const SETTINGS: &str = "kind status nextStatuses settings { __typename \
    ... on RedPacketSettings { pool { amount currency } packets } \
    ... on LuckyDrawSettings { prizes { name quantity value { amount } imageUrl } } \
    ... on VoteSettings { options { label imageUrl } maxChoices countsVisible } \
    ... on CommentWallSettings { maxLength minIntervalSeconds moderation blockedWords reactions } }";

async fn what_was_set_is_what_is_shown(channel: &Channel) {
    let show = channel.show().await;
    let mut shown = Vec::new();
    for settings in [
        red_packet("1000.5", 20),
        lucky_draw(&[("电视机", 2, "4999.99")]),
        vote(&["甲", "乙"], 2, false),
        json!({ "commentWall": { "blockedWords": ["坏"] } }),
    ] {
        shown.push(show.draft(settings).await.seen(SETTINGS).await["settings"].clone());
    }
    let shown: Vec<String> = shown.iter().map(Value::to_string).collect();
    insta::allow_duplicates! {
    insta::assert_snapshot!(shown.join("\n"), @r#"
    {"__typename":"RedPacketSettings","packets":20,"pool":{"amount":"1000.50","currency":"CNY"}}
    {"__typename":"LuckyDrawSettings","prizes":[{"imageUrl":null,"name":"电视机","quantity":2,"value":{"amount":"4999.99"}}]}
    {"__typename":"VoteSettings","countsVisible":false,"maxChoices":2,"options":[{"imageUrl":null,"label":"甲"},{"imageUrl":null,"label":"乙"}]}
    {"__typename":"CommentWallSettings","blockedWords":["坏"],"maxLength":100,"minIntervalSeconds":3,"moderation":"PUBLISH","reactions":["applause","heart"]}
    "#);
    }
}

async fn settings_that_make_no_sense_are_refused_by_field(channel: &Channel) {
    let show = channel.show().await;
    let query = "mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { outcome } }";
    let mut refused = Vec::new();
    for settings in [
        red_packet("0.02", 3),
        red_packet("1.001", 3),
        red_packet("-1.00", 3),
        red_packet("1e3", 3),
        red_packet("1.00", 0),
        lucky_draw(&[]),
        lucky_draw(&[("电视机", 1, "50000.01")]),
        lucky_draw(&[("茶杯", 0, "1.00")]),
        lucky_draw(&[("茶\n杯", 1, "1.00")]),
        vote(&["甲"], 1, true),
        vote(&["甲", "乙"], 3, true),
        vote(&["甲", ""], 1, true),
        comment_wall(json!({ "maxLength": 501 })),
        comment_wall(json!({ "minIntervalSeconds": -1 })),
        comment_wall(json!({ "blockedWords": ["·"] })),
        json!({ "vote": { "options": [{ "label": "甲", "imageUrl": "javascript:alert(1)" }, { "label": "乙" }] } }),
    ] {
        let input = json!({ "showId": show.id, "title": "活动", "settings": settings });
        let answer = channel.desk.caller.ask(query, json!({ "input": input })).await;
        assert_eq!(answer.code(), "BAD_USER_INPUT", "{settings}");
        refused.push(answer.extensions()["field"].as_str().unwrap_or("-").to_owned());
    }
    insta::allow_duplicates! {
    insta::assert_snapshot!(refused.join("\n"), @r"
    settings.redPacket.pool
    settings.redPacket.pool
    settings.redPacket.pool
    settings.redPacket.pool
    settings.redPacket.packets
    settings.luckyDraw.prizes
    settings.luckyDraw.prizes.0.value
    settings.luckyDraw.prizes.0.quantity
    settings.luckyDraw.prizes.0.name
    settings.vote.options
    settings.vote.maxChoices
    settings.vote.options.1.label
    settings.commentWall.maxLength
    settings.commentWall.minIntervalSeconds
    settings.commentWall.blockedWords
    settings.vote.options.0.imageUrl
    ");
    }
    for neither in [
        json!({}),
        json!({ "redPacket": { "pool": "1.00", "packets": 1 }, "vote": { "options": [] } }),
    ] {
        let input = json!({ "showId": show.id, "title": "活动", "settings": neither });
        assert_eq!(
            channel.desk.code(query, json!({ "input": input })).await,
            "BAD_USER_INPUT"
        );
    }
    let shows = channel
        .desk
        .data("{ shows { nodes { campaigns { id } } } }", json!({}))
        .await;
    assert_eq!(
        shows["shows"]["nodes"],
        json!([{ "campaigns": [] }]),
        "nothing was made"
    );
}

async fn a_copy_is_a_draft_of_its_own(channel: &Channel) {
    let show = channel.show().await;
    let (original, other) = (
        show.open_vote(&["甲", "乙"], 1).await,
        channel.desk.create_show("other").await,
    );
    let query = "mutation ($id: ID!, $input: CloneCampaignInput!) { cloneCampaign(id: $id, input: $input) { outcome \
        campaign { id title status show { id } settings { ... on VoteSettings { options { id label } } } } } }";
    let input = json!({ "title": "第二轮", "showId": other.id });
    let copy = channel
        .desk
        .data(query, json!({ "id": original.id, "input": input }))
        .await["cloneCampaign"]
        .clone();
    assert_eq!(copy["outcome"], "SAVED");
    let copy = &copy["campaign"];
    assert_eq!(
        (&copy["status"], &copy["show"]["id"], &copy["title"]),
        (&json!("DRAFT"), &json!(other.id), &json!("第二轮"))
    );
    let options = original
        .seen("settings { ... on VoteSettings { options { id label } } }")
        .await["settings"]["options"]
        .clone();
    assert_eq!(copy["settings"]["options"][1]["label"], options[1]["label"]);
    assert_ne!(
        copy["settings"]["options"][1]["id"], options[1]["id"],
        "an option is one campaign's"
    );
    let same_show = channel
        .desk
        .data(
            query,
            json!({ "id": original.id, "input": { "title": "第三轮" } }),
        )
        .await;
    assert_eq!(same_show["cloneCampaign"]["campaign"]["show"]["id"], show.id);
}
