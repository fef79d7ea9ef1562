//! What viewers look at: the channel, its shows, nodes, and lists page by page.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::contract::stage::{Channel, red_packet, text};

on_both_profiles!(
    the_channel_shows_what_is_on_air,
    drafts_are_invisible,
    every_kind_of_node_is_found_by_its_id,
    another_viewers_grant_is_nobodys_business,
    paging_goes_through_everything_once,
    a_page_has_at_most_a_hundred,
);

async fn the_channel_shows_what_is_on_air(channel: &Channel) {
    let show = channel.show().await;
    channel.desk.transit("startShow", &show.id).await;
    let opening = show.add_segment("开场").await;
    show.add_segment("压轴").await;
    show.take(Some(&opening)).await;
    let query = "{ channel { name branding { primaryColor logoUrl } currentShow { slug title status startsAt \
        segments { title performers } currentSegment { title } } } }";
    let seen = channel.viewer("ann").data(query, json!({})).await;
    insta::allow_duplicates! {
    insta::assert_json_snapshot!(seen["channel"], @r##"
    {
      "branding": {
        "logoUrl": null,
        "primaryColor": "#c8102e"
      },
      "currentShow": {
        "currentSegment": {
          "title": "开场"
        },
        "segments": [
          {
            "performers": [],
            "title": "开场"
          },
          {
            "performers": [],
            "title": "压轴"
          }
        ],
        "slug": "gala",
        "startsAt": "2027-02-05T12:00:00+00:00",
        "status": "ON_AIR",
        "title": "春节联欢晚会"
      },
      "name": "测试台"
    }
    "##);
    }
    let by_slug = "{ show(slug: \"gala\") { id } other: show(slug: \"nothing\") { id } }";
    let found = channel.viewer("ann").data(by_slug, json!({})).await;
    assert_eq!(found, json!({ "show": { "id": show.id }, "other": null }));
}

async fn drafts_are_invisible(channel: &Channel) {
    let show = channel.show().await;
    let draft = show.draft(red_packet("1.00", 1)).await;
    let ann = channel.viewer("ann");
    assert_eq!(ann.node(&draft.id).await, None);
    let query = "query ($id: ID!) { campaign(id: $id) { id } show(slug: \"gala\") { campaigns { id } drafts: campaigns(status: DRAFT) { id } } }";
    let seen = ann.data(query, json!({ "id": draft.id })).await;
    assert_eq!(
        seen,
        json!({ "campaign": null, "show": { "campaigns": [], "drafts": [] } })
    );
    draft.must("scheduleCampaign").await;
    let seen = ann.data(query, json!({ "id": draft.id })).await;
    let it = json!({ "id": draft.id });
    assert_eq!(
        seen,
        json!({ "campaign": it, "show": { "campaigns": [it], "drafts": [] } })
    );
}

async fn every_kind_of_node_is_found_by_its_id(channel: &Channel) {
    let show = channel.show().await;
    let packet = show.open_red_packet("1.00", 1).await;
    let draw = show.open_draw(&[("茶杯", 1, "20.00")]).await;
    let vote = show.open_vote(&["甲", "乙"], 1).await;
    let wall = show.open_wall(json!({})).await;
    let segment = show.add_segment("开场").await;
    let ann = channel.viewer("ann");
    let (grant, _) = ann.grab(&packet).await.grant.unwrap();
    let (_, comment) = ann.comment(&wall, "c1", "好").await;
    let own = text(&ann.data("{ channel { id } }", json!({})).await["channel"]["id"]);
    for (id, kind) in [
        (own.as_str(), "Channel"),
        (&show.id, "Show"),
        (&segment, "Segment"),
        (&packet.id, "RedPacketCampaign"),
        (&draw.id, "LuckyDrawCampaign"),
        (&vote.id, "VoteCampaign"),
        (&wall.id, "CommentWallCampaign"),
        (&grant, "Grant"),
        (&comment.unwrap(), "Comment"),
    ] {
        assert_eq!(ann.node(id).await.as_deref(), Some(kind), "{id}");
    }
}

async fn another_viewers_grant_is_nobodys_business(channel: &Channel) {
    let packet = channel.show().await.open_red_packet("1.00", 1).await;
    let (ann, bob) = (channel.viewer("ann"), channel.viewer("bob"));
    let (grant, _) = ann.grab(&packet).await.grant.unwrap();
    assert_eq!(ann.node(&grant).await.as_deref(), Some("Grant"));
    assert_eq!(bob.node(&grant).await, None);
}

async fn paging_goes_through_everything_once(channel: &Channel) {
    let wall = channel.show().await.open_wall(json!({})).await;
    let ann = channel.viewer("ann");
    for number in 0..23 {
        ann.comment(&wall, &format!("c{number}"), &format!("第{number}条"))
            .await;
    }
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    let query = "query ($id: ID!, $after: String) { campaign(id: $id) { ... on CommentWallCampaign { \
        comments(first: 5, after: $after) { nodes { body } edges { cursor node { body } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }";
    loop {
        let page =
            ann.data(query, json!({ "id": wall.id, "after": after })).await["campaign"]["comments"].clone();
        let edges = page["edges"].as_array().unwrap();
        let of_edges: Vec<&Value> = edges.iter().map(|edge| &edge["node"]).collect();
        assert_eq!(
            of_edges,
            page["nodes"].as_array().unwrap().iter().collect::<Vec<_>>()
        );
        let info = &page["pageInfo"];
        assert_eq!(info["hasPreviousPage"], !after.is_null());
        assert_eq!(
            (&info["startCursor"], &info["endCursor"]),
            (&edges[0]["cursor"], &edges[edges.len() - 1]["cursor"])
        );
        seen.extend(edges.iter().map(|edge| text(&edge["node"]["body"])));
        if info["hasNextPage"] == false {
            break;
        }
        after = info["endCursor"].clone();
    }
    let expected: Vec<String> = (0..23).rev().map(|number| format!("第{number}条")).collect();
    assert_eq!(seen, expected);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 23);
}

async fn a_page_has_at_most_a_hundred(channel: &Channel) {
    let ann = channel.viewer("ann");
    let query = "query ($first: Int, $after: String) { channel { shows(first: $first, after: $after) { nodes { id } } } }";
    for first in [101, -1, i32::MAX, i32::MIN] {
        assert_eq!(
            ann.code(query, json!({ "first": first })).await,
            "BAD_USER_INPUT",
            "{first}"
        );
    }
    for after in ["", "nonsense", "AAAA", "\u{1F9E7}", "LTE"] {
        assert_eq!(
            ann.code(query, json!({ "after": after })).await,
            "BAD_USER_INPUT",
            "{after}"
        );
    }
    channel.show().await;
    let count = async |first| {
        let page = ann.data(query, json!({ "first": first })).await;
        page["channel"]["shows"]["nodes"].as_array().unwrap().len()
    };
    assert_eq!((count(0).await, count(100).await), (0, 1));
}
