//! Ids that are none, of something else, of nothing, or of another channel: the last two can't be told apart.

use serde_json::{Value, json};

use super::{PLAYS, Played};
use crate::contract::stage::Channel;

on_both_profiles!(
    what_is_no_id_is_bad_input,
    an_id_of_something_else_is_bad_input,
    another_channels_campaign_is_as_good_as_none,
    a_campaign_of_another_kind_is_as_good_as_none,
);

async fn what_is_no_id_is_bad_input(channel: &Channel) {
    let played = Played::new(channel).await;
    let ann = channel.viewer("ann");
    let good = &played.campaigns[0].id;
    let (shorter, longer, upper) = (&good[..good.len() - 1], format!("{good}0"), good.to_uppercase());
    for id in [
        "",
        "x",
        "camp_",
        "camp",
        "_",
        "\0",
        "camp_'; DROP TABLE grants; --",
        shorter,
        &longer,
        &upper,
        &"x".repeat(10_000),
    ] {
        for query in PLAYS.iter().chain(&[
            "query ($id: ID!) { node(id: $id) { id } }",
            "query ($id: ID!) { campaign(id: $id) { id } }",
        ]) {
            assert_eq!(
                ann.code(query, json!({ "id": id })).await,
                "BAD_USER_INPUT",
                "{id:?}: {query}"
            );
        }
        for query in CONSOLE {
            let answer = channel.desk.caller.ask(query, json!({ "id": id })).await;
            assert!(
                answer.codes().iter().all(|code| *code == "BAD_USER_INPUT"),
                "{id:?}: {query}: {answer:?}"
            );
            assert!(!answer.codes().is_empty(), "{id:?}: {query}: {answer:?}");
        }
    }
    played.nothing_has_changed().await;
}

/// Every mutation and question of the Console API that takes the id of a campaign.
const CONSOLE: [&str; 11] = [
    "query ($id: ID!) { campaign(id: $id) { id } }",
    "query ($id: ID!) { node(id: $id) { id } }",
    "mutation ($id: ID!) { updateCampaign(id: $id, input: { title: \"x\" }) { outcome campaign { id } } }",
    "mutation ($id: ID!) { cloneCampaign(id: $id, input: { title: \"x\" }) { outcome campaign { id } } }",
    "mutation ($id: ID!) { deleteCampaign(id: $id) { outcome } }",
    "mutation ($id: ID!) { scheduleCampaign(id: $id) { outcome from campaign { id } } }",
    "mutation ($id: ID!) { openCampaign(id: $id) { outcome from campaign { id } } }",
    "mutation ($id: ID!) { pauseCampaign(id: $id) { outcome from campaign { id } } }",
    "mutation ($id: ID!) { closeCampaign(id: $id) { outcome from campaign { id } } }",
    "mutation ($id: ID!) { settleCampaign(id: $id) { outcome from campaign { id } } }",
    "mutation ($id: ID!) { runDraw(campaignId: $id) { outcome campaign { id } } }",
];

async fn an_id_of_something_else_is_bad_input(channel: &Channel) {
    let played = Played::new(channel).await;
    let bits = played.campaigns[0].id.strip_prefix("camp_").unwrap();
    let ann = channel.viewer("ann");
    for prefix in [
        "show", "grant", "seg", "comment", "chan", "tenant", "Camp", " camp",
    ] {
        let id = format!("{prefix}_{bits}");
        for query in PLAYS {
            assert_eq!(
                ann.code(query, json!({ "id": id })).await,
                "BAD_USER_INPUT",
                "{id}: {query}"
            );
        }
        for query in CONSOLE.iter().filter(|query| !query.contains("node(")) {
            assert_eq!(
                channel.desk.code(query, json!({ "id": id })).await,
                "BAD_USER_INPUT",
                "{id}: {query}"
            );
        }
    }
    let bits_of_a_campaign_as_a_show = format!("show_{bits}");
    assert_eq!(ann.node(&bits_of_a_campaign_as_a_show).await, None);
    played.nothing_has_changed().await;
}

async fn another_channels_campaign_is_as_good_as_none(channel: &Channel) {
    let neighbour = channel.neighbour().await;
    let played = Played::new(&neighbour).await;
    let nothing = format!("camp_{}", "0".repeat(26));
    let ann = channel.viewer("ann");
    for campaign in &played.campaigns {
        for query in PLAYS
            .iter()
            .chain(&["query ($id: ID!) { node(id: $id) { id } campaign(id: $id) { id } }"])
        {
            let foreign = ann.caller.ask(query, json!({ "id": campaign.id })).await;
            let absent = ann.caller.ask(query, json!({ "id": nothing })).await;
            assert_eq!(
                (foreign.status, foreign.body),
                (absent.status, absent.body),
                "{query}"
            );
        }
        for query in CONSOLE {
            let foreign = channel.desk.caller.ask(query, json!({ "id": campaign.id })).await;
            let absent = channel.desk.caller.ask(query, json!({ "id": nothing })).await;
            assert_eq!(
                (foreign.status, foreign.body),
                (absent.status, absent.body),
                "{query}"
            );
        }
    }
    played.nothing_has_changed().await;
    neighbour.holds_its_promises().await;
}

async fn a_campaign_of_another_kind_is_as_good_as_none(channel: &Channel) {
    let played = Played::new(channel).await;
    let ann = channel.viewer("ann");
    // Reactions are a comment wall's, too.
    let of_kind = |play: usize| play.min(3);
    for (play, query) in PLAYS.iter().enumerate() {
        for (kind, campaign) in played.campaigns.iter().enumerate() {
            if kind != of_kind(play) {
                assert_eq!(
                    ann.code(query, json!({ "id": campaign.id })).await,
                    "NOT_FOUND",
                    "{query}"
                );
            }
        }
    }
    let outcome = channel
        .desk
        .data(CONSOLE[10], json!({ "id": played.campaigns[0].id }))
        .await;
    assert_eq!(outcome["runDraw"]["outcome"], "WRONG_KIND");
    let seen = channel.desk.data(
        "query ($id: ID!) { campaign(id: $id) { draw { seed } results { votes } } }",
        json!({ "id": played.campaigns[0].id }),
    );
    assert_eq!(
        seen.await["campaign"],
        json!({ "draw": Value::Null, "results": [] })
    );
    played.nothing_has_changed().await;
}
