//! The Console API's lists, page by page, and its nodes.

use std::collections::BTreeSet;

use futures::future::join_all;
use serde_json::{Value, json};

use crate::contract::stage::{Channel, text};

on_both_profiles!(
    every_list_pages_through_everything_once,
    a_list_gives_at_most_a_hundred,
    every_kind_of_node_is_found_by_its_id,
);

/// Walks `root … list { nodes { key } }` three at a time.
async fn walk(channel: &Channel, around: (&str, &str), list: &str, key: &str, id: &str) -> Vec<String> {
    let (before, after_it) = around;
    let declared = if before.contains("$id") { "$id: ID!, " } else { "" };
    let query = format!(
        "query ({declared}$after: String) {{ {before} {list}(first: 3, after: $after) {{ nodes {{ {key} }} pageInfo {{ hasNextPage endCursor }} }} {after_it} }}"
    );
    let (mut found, mut after) = (Vec::new(), Value::Null);
    for _ in 0..20 {
        let mut variables = json!({ "after": after });
        if !declared.is_empty() {
            variables["id"] = json!(id);
        }
        let data = channel.desk.data(&query, variables).await;
        let page = if declared.is_empty() {
            &data[list]
        } else {
            &data["campaign"][list]
        };
        found.extend(
            page["nodes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|node| node[key].to_string()),
        );
        if page["pageInfo"]["hasNextPage"] == false {
            return found;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    panic!("{list} has no end");
}

async fn every_list_pages_through_everything_once(channel: &Channel) {
    let show = channel.show().await;
    let (packet, draw, wall) = (
        show.open_red_packet("10.00", 7).await,
        show.open_draw(&[("茶杯", 1, "1.00")]).await,
        show.open_wall(json!({})).await,
    );
    for slug in ["s1", "s2", "s3", "s4", "s5", "s6"] {
        channel.desk.create_show(slug).await;
    }
    for number in 0..6 {
        let query = "mutation ($name: String!, $email: String!) { createApiKey(input: { name: $name }) { secret } \
            addMember(input: { email: $email, name: $name, role: ANALYST }) { outcome } }";
        let variables = json!({ "name": format!("n{number}"), "email": format!("m{number}@example.org") });
        channel.desk.data(query, variables).await;
    }
    let viewers = channel.viewers(7);
    join_all(viewers.iter().map(|viewer| viewer.grab(&packet))).await;
    join_all(viewers.iter().map(|viewer| viewer.enter(&draw))).await;
    join_all(viewers.iter().map(|viewer| viewer.comment(&wall, "c1", "好"))).await;
    let inside = ("campaign(id: $id) {", "}");
    for (around, list, key, id, count) in [
        (("", ""), "shows", "slug", "", 7),
        (("", ""), "members", "email", "", 7),
        (("", ""), "apiKeys", "id", "", 6),
        (inside, "grants", "slot", packet.id.as_str(), 7),
        (inside, "entries", "number", &draw.id, 7),
        (inside, "comments", "id", &wall.id, 7),
    ] {
        let found = walk(channel, around, list, key, id).await;
        assert_eq!(found.len(), count, "{list}: {found:?}");
        assert_eq!(
            found.iter().collect::<BTreeSet<_>>().len(),
            count,
            "{list}: {found:?}"
        );
    }
}

async fn a_list_gives_at_most_a_hundred(channel: &Channel) {
    for list in ["shows", "members", "apiKeys"] {
        let query = format!(
            "query ($first: Int, $after: String) {{ {list}(first: $first, after: $after) {{ nodes {{ id }} }} }}"
        );
        for first in [101, -1, i32::MAX] {
            assert_eq!(
                channel.desk.code(&query, json!({ "first": first })).await,
                "BAD_USER_INPUT",
                "{list} {first}"
            );
        }
        assert_eq!(
            channel.desk.code(&query, json!({ "after": "%%%" })).await,
            "BAD_USER_INPUT",
            "{list}"
        );
        channel.desk.data(&query, json!({ "first": 100 })).await;
    }
}

async fn every_kind_of_node_is_found_by_its_id(channel: &Channel) {
    let show = channel.show().await;
    let (packet, wall) = (
        show.open_red_packet("1.00", 1).await,
        show.open_wall(json!({})).await,
    );
    let segment = show.add_segment("开场").await;
    let ann = channel.viewer("ann");
    let (grant, _) = ann.grab(&packet).await.grant.unwrap();
    let (_, comment) = ann.comment(&wall, "c1", "好").await;
    let query = "mutation { createApiKey(input: { name: \"n\" }) { apiKey { id } } }";
    let key = text(&channel.desk.data(query, json!({})).await["createApiKey"]["apiKey"]["id"]);
    let me = channel
        .desk
        .data("{ me { member { id } channel { id } } }", json!({}))
        .await["me"]
        .clone();
    for (id, kind) in [
        (show.id, "Show"),
        (segment, "Segment"),
        (packet.id, "Campaign"),
        (grant, "Grant"),
        (comment.unwrap(), "Comment"),
        (key, "ApiKey"),
        (text(&me["member"]["id"]), "Member"),
        (text(&me["channel"]["id"]), "Channel"),
    ] {
        let found = channel
            .desk
            .data(
                "query ($id: ID!) { node(id: $id) { __typename id } }",
                json!({ "id": id }),
            )
            .await;
        assert_eq!(found["node"], json!({ "__typename": kind, "id": id }));
    }
}
