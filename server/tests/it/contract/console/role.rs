//! Who is nobody. (What each role may do is one table, of every field: `e2e/tests/it/attack/roles.rs`.)

use serde_json::{Value, json};

use crate::contract::stage::{Channel, Desk, red_packet};

on_both_profiles!(nobody_may_do_nothing);

/// Each asked of ids that are of nothing, so that it changes nothing: FORBIDDEN is known before they are looked up.
const ACTIONS: [(&str, &str); 14] = [
    ("read shows", "{ shows { nodes { id } } }"),
    (
        "read a campaign",
        "query ($camp: ID!) { campaign(id: $camp) { id } }",
    ),
    (
        "moderate a comment",
        "mutation ($comment: ID!) { moderateComment(id: $comment, decision: REJECT) { outcome } }",
    ),
    (
        "start a show",
        "mutation ($show: ID!) { startShow(id: $show) { outcome } }",
    ),
    (
        "take a segment",
        "mutation ($show: ID!) { takeSegment(showId: $show) { outcome } }",
    ),
    (
        "schedule a campaign",
        "mutation ($camp: ID!) { scheduleCampaign(id: $camp) { outcome } }",
    ),
    (
        "open a campaign",
        "mutation ($camp: ID!) { openCampaign(id: $camp) { outcome } }",
    ),
    (
        "run a draw",
        "mutation ($camp: ID!) { runDraw(campaignId: $camp) { outcome } }",
    ),
    (
        "change a show",
        "mutation ($show: ID!) { updateShow(id: $show, input: { title: \"x\" }) { outcome } }",
    ),
    (
        "delete a campaign",
        "mutation ($camp: ID!) { deleteCampaign(id: $camp) { outcome } }",
    ),
    ("read members", "{ members { nodes { id } } }"),
    (
        "remove a member",
        "mutation ($member: ID!) { removeMember(id: $member) { outcome } }",
    ),
    ("read API keys", "{ apiKeys { nodes { id } } }"),
    (
        "suspend a channel",
        "mutation { suspendChannel(slug: \"no-such-channel\") { outcome } }",
    ),
];

/// Well formed, and of nothing.
fn of_nothing() -> Value {
    let id = |prefix: &str| format!("{prefix}_{}", "0".repeat(26));
    json!({ "camp": id("camp"), "show": id("show"), "comment": id("comment"), "member": id("member") })
}

/// Only the variables that the query declares.
async fn attempt(desk: &Desk, query: &str) -> String {
    let mut variables = of_nothing();
    variables
        .as_object_mut()
        .unwrap()
        .retain(|name, _| query.contains(&format!("${name}:")));
    let answer = desk.caller.ask(query, variables).await;
    answer
        .codes()
        .first()
        .map_or_else(|| "yes".to_owned(), |code| (*code).to_owned())
}

async fn nobody_may_do_nothing(channel: &Channel) {
    let packet = channel.show().await.draft(red_packet("1.00", 1)).await;
    let nobody = Desk {
        caller: channel.server.console(),
        cookie: String::new(),
    };
    for (action, query) in ACTIONS {
        assert_eq!(attempt(&nobody, query).await, "UNAUTHENTICATED", "{action}");
    }
    assert_eq!(
        nobody.data("{ me { member { id } } }", json!({})).await["me"],
        Value::Null
    );
    let stale = Desk {
        caller: channel
            .server
            .console()
            .with("cookie", "ovation_session=nonsense"),
        cookie: String::new(),
    };
    assert_eq!(attempt(&stale, ACTIONS[6].1).await, "UNAUTHENTICATED");
    // Who signs out is nobody from then on.
    let out = channel
        .desk
        .data("mutation { signOut { signedOut } }", json!({}))
        .await;
    assert_eq!(out["signOut"]["signedOut"], true);
    assert_eq!(attempt(&channel.desk, ACTIONS[6].1).await, "UNAUTHENTICATED");
    let again = Desk::sign_in(&channel.server, Some(&channel.slug), "owner@example.org").await;
    let seen = again
        .data(
            "query ($id: ID!) { campaign(id: $id) { status } }",
            json!({ "id": packet.id }),
        )
        .await;
    assert_eq!(seen["campaign"]["status"], "DRAFT");
}
