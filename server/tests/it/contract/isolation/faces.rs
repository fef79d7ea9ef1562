//! Through both APIs: every question and mutation that takes an id, with each kind of id that a neighbour has.

use ovation::member::Role;
use serde_json::{Value, json};

use super::cases::{AUDIENCE, CONSOLE};
use crate::contract::stage::{Caller, Channel, Show, lucky_draw, text, vote};

on_both_profiles!(
    a_neighbours_id_is_as_good_as_none,
    lists_hold_nothing_of_a_neighbour
);

/// One of everything that has an id.
async fn ids_of_everything(channel: &Channel) -> (Show, Vec<String>) {
    let show = channel.show().await;
    let segment = show.add_segment("开场").await;
    let packet = show.open_red_packet("1.00", 1).await;
    let ballot = show.open(vote(&["甲", "乙"], 1, true)).await;
    let draw = show.open(lucky_draw(&[("茶杯", 1, "1.00")])).await;
    let wall = show.open_wall(json!({})).await;
    let ann = channel.viewer("ann");
    let (grant, _) = ann.grab(&packet).await.grant.unwrap();
    let (_, comment) = ann.comment(&wall, "c1", "好").await;
    channel.member(Role::Analyst).await;
    let option = ballot.seen("results { option { id } }").await["results"][0]["option"]["id"].clone();
    let key = "mutation { createApiKey(input: { name: \"n\" }) { apiKey { id } } }";
    let key = channel.desk.data(key, json!({})).await["createApiKey"]["apiKey"]["id"].clone();
    let rest = channel
        .desk
        .data(
            "{ channel { id } members { nodes { id } } sessions { id } }",
            json!({}),
        )
        .await;
    let members = rest["members"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|member| text(&member["id"]));
    let mut ids = vec![
        show.id.clone(),
        segment,
        packet.id,
        ballot.id,
        draw.id,
        wall.id,
        grant,
        comment.unwrap(),
    ];
    let session = &rest["sessions"][0]["id"];
    ids.extend([&option, &key, &rest["channel"]["id"], session].map(text));
    ids.extend(members);
    (show, ids)
}

/// Everything that a desk sees, for comparison; the requests of the last second aside.
async fn dump(channel: &Channel) -> Value {
    let query = "{ shows { nodes { id title status currentSegment { id } segments { id title position } campaigns { id title status \
        totals { granted entries ballots comments } comments { nodes { id status } } } } } members { nodes { id } } apiKeys { nodes { id revokedAt } } }";
    channel.desk.data(query, json!({})).await
}

/// Asks with the neighbour's id and with one of the same kind that never was.
async fn answers_alike(caller: &Caller, query: &str, id: &str, own: &Value) {
    let (prefix, bits) = id.split_once('_').unwrap();
    // Of 128 bits; what follows in a grant's id is its slot, and in any other bits that must be zero.
    let (uuid, rest) = bits.split_at(25);
    let never = format!("{prefix}_{}{rest}", uuid.chars().rev().collect::<String>());
    let mut variables = own.clone();
    variables
        .as_object_mut()
        .unwrap()
        .retain(|name, _| query.contains(&format!("${name}:")));
    variables["id"] = json!(id);
    let foreign = caller.ask(query, variables.clone()).await;
    variables["id"] = json!(never);
    let absent = caller.ask(query, variables).await;
    assert_eq!(
        (foreign.status, &foreign.body),
        (absent.status, &absent.body),
        "{query} of {id}"
    );
}

async fn a_neighbours_id_is_as_good_as_none(channel: &Channel) {
    let neighbour = channel.neighbour().await;
    let (_, ids) = ids_of_everything(&neighbour).await;
    let before = dump(&neighbour).await;
    let show = channel.show().await;
    let ballot = show.open(vote(&["甲", "乙"], 1, true)).await;
    let own = json!({ "show": show.id, "vote": ballot.id });
    let viewer = channel.viewer("ann").caller;
    for (callers, cases) in [(&channel.desk.caller, CONSOLE), (&viewer, AUDIENCE)] {
        for (prefixes, query) in cases {
            for id in &ids {
                let prefix = id.split('_').next().unwrap();
                if prefixes.is_empty() || prefixes.split('|').any(|one| one == prefix) {
                    answers_alike(callers, query, id, &own).await;
                }
            }
        }
    }
    assert_eq!(dump(&neighbour).await, before);
    neighbour.holds_its_promises().await;
}

async fn lists_hold_nothing_of_a_neighbour(channel: &Channel) {
    let neighbour = channel.neighbour().await;
    let (_, ids) = ids_of_everything(&neighbour).await;
    let console = "{ shows { nodes { id } } members { nodes { id } } apiKeys { nodes { id } } channel { id quotas { name used } } me { channel { id } } }";
    let audience = "{ channel { id currentShow { id } shows { nodes { id } } } viewer { grants { nodes { id } } } show(slug: \"gala\") { id } }";
    let seen = [
        channel.desk.data(console, json!({})).await.to_string(),
        // The same viewer id as there: who won there has won nothing here.
        channel.viewer("ann").data(audience, json!({})).await.to_string(),
    ];
    for id in ids {
        assert!(seen.iter().all(|seen| !seen.contains(&id)), "{id}");
    }
    assert!(
        seen[0].contains(r#"{"name":"PRIZE_MONEY_PER_SHOW","used":"0.00"}"#),
        "{}",
        seen[0]
    );
    let by_guess = format!("{}/live/{}/draws/x", channel.server.base, neighbour.slug);
    assert_eq!(reqwest::get(by_guess).await.unwrap().status(), 404);
}
