//! How long a session lasts, and who ends it.

use chrono::TimeDelta;
use ovation::member::Role;
use serde_json::{Value, json};

use super::{another_desk, from, knock, outcome, owner_knocks, who};
use crate::contract::stage::{Caller, Channel, PASSWORD, Profile, text};

on_both_profiles!(
    a_session_is_out_of_reach_of_scripts_and_other_sites,
    a_desk_that_somebody_left_is_signed_out,
    a_busy_session_ends_at_its_time,
    signing_in_ends_what_came_and_makes_a_token_of_its_own,
    a_member_sees_and_ends_their_own_sessions_alone,
    signing_out_everywhere_counts_on_every_node,
    a_new_password_ends_the_other_sessions,
    whoever_is_removed_is_out_at_once,
);

const OWNER: &str = "owner@example.org";
const SESSIONS: &str = "{ sessions { id createdAt lastUsedAt address agent isThis } }";

async fn sessions(caller: &Caller) -> Vec<Value> {
    let found = caller.data(SESSIONS, json!({})).await;
    found["sessions"].as_array().unwrap().clone()
}

async fn a_session_is_out_of_reach_of_scripts_and_other_sites(channel: &Channel) {
    let answer = owner_knocks(channel, "192.0.2.1", PASSWORD).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    let (token, attributes) = cookie.split_once(';').unwrap();
    assert!(token.len() > "ovation_session=".len() + 40, "{token}");
    assert_eq!(attributes, " Path=/; HttpOnly; SameSite=Strict; Max-Age=43200");
}

async fn a_desk_that_somebody_left_is_signed_out(channel: &Channel) {
    let desk = another_desk(channel, "192.0.2.1").await;
    channel.server.pass(TimeDelta::minutes(119));
    assert_eq!(who(&desk).await, OWNER);
    channel.server.pass(TimeDelta::minutes(119));
    assert_eq!(who(&desk).await, OWNER, "it was used meanwhile");
    channel.server.pass(TimeDelta::minutes(120));
    assert_eq!(who(&desk).await, Value::Null);
}

async fn a_busy_session_ends_at_its_time(channel: &Channel) {
    let desk = another_desk(channel, "192.0.2.1").await;
    for _ in 0..11 {
        channel.server.pass(TimeDelta::hours(1));
        assert_eq!(who(&desk).await, OWNER);
    }
    channel.server.pass(TimeDelta::hours(1));
    assert_eq!(who(&desk).await, Value::Null);
}

async fn signing_in_ends_what_came_and_makes_a_token_of_its_own(channel: &Channel) {
    let before = another_desk(channel, "192.0.2.1").await;
    let answer = knock(&before, Some(&channel.slug), OWNER, PASSWORD).await;
    assert_eq!(outcome(&answer), "SIGNED_IN");
    assert_eq!(who(&before).await, Value::Null, "what the browser had is over");
    let after = from(channel, "192.0.2.1").with("cookie", answer.cookie());
    assert_eq!(who(&after).await, OWNER);
    // Nor is a token taken over that somebody else has chosen.
    let planted = format!("ovation_session={}", "A".repeat(43));
    let caller = from(channel, "192.0.2.1").with("cookie", planted.clone());
    let answer = knock(&caller, Some(&channel.slug), OWNER, PASSWORD).await;
    assert_ne!(answer.cookie(), planted);
    assert_eq!(who(&caller).await, Value::Null);
    // A wrong password ends nothing.
    assert_eq!(
        outcome(&knock(&after, Some(&channel.slug), OWNER, "wrong horse").await),
        "REJECTED"
    );
    assert_eq!(who(&after).await, OWNER);
}

async fn a_member_sees_and_ends_their_own_sessions_alone(channel: &Channel) {
    let revoke = "mutation ($id: ID!) { revokeSession(id: $id) { outcome } }";
    let phone = another_desk(channel, "2001:db8::7")
        .await
        .with("user-agent", "phone");
    let laptop = another_desk(channel, "192.0.2.1").await;
    let seen = sessions(&laptop).await;
    let (this, that) = (&seen[0], &seen[1]);
    assert_eq!(
        (&this["isThis"], &this["address"]),
        (&json!(true), &json!("192.0.2.1"))
    );
    assert_eq!(
        (&that["isThis"], &that["address"]),
        (&json!(false), &json!("2001:db8::7"))
    );
    let stranger = channel.member(Role::Producer).await;
    assert_eq!(sessions(&stranger.caller).await.len(), 1);
    let foreign = stranger.data(revoke, json!({ "id": that["id"] })).await;
    assert_eq!(foreign["revokeSession"]["outcome"], "NOT_FOUND");
    assert_eq!(who(&phone).await, OWNER);
    let own = laptop.data(revoke, json!({ "id": that["id"] })).await;
    assert_eq!(own["revokeSession"]["outcome"], "DELETED");
    assert_eq!(who(&phone).await, Value::Null);
    assert_eq!(who(&laptop).await, OWNER);
    let again = laptop.data(revoke, json!({ "id": that["id"] })).await;
    assert_eq!(again["revokeSession"]["outcome"], "NOT_FOUND");
    let nobody = channel.server.console();
    assert_eq!(nobody.code(SESSIONS, json!({})).await, "UNAUTHENTICATED");
    assert_eq!(
        nobody.code(revoke, json!({ "id": text(&this["id"]) })).await,
        "UNAUTHENTICATED"
    );
}

async fn signing_out_everywhere_counts_on_every_node(channel: &Channel) {
    let (one, two) = (
        another_desk(channel, "192.0.2.1").await,
        another_desk(channel, "192.0.2.2").await,
    );
    let other = match channel.server.profile {
        Profile::Full => channel.server.another().await,
        Profile::Embedded => channel.server.clone(),
    };
    let there = channel.desk.on(&other);
    assert_eq!(who(&there.caller).await, OWNER);
    let everywhere = "mutation { signOutEverywhere { sessionsEnded } }";
    let answer = one.ask(everywhere, json!({})).await;
    assert_eq!(answer.data()["signOutEverywhere"]["sessionsEnded"], 3);
    assert!(
        answer.headers["set-cookie"]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    for caller in [&one, &two, &channel.desk.caller, &there.caller] {
        assert_eq!(who(caller).await, Value::Null);
    }
    assert_eq!(one.code(everywhere, json!({})).await, "UNAUTHENTICATED");
}

async fn a_new_password_ends_the_other_sessions(channel: &Channel) {
    let change =
        "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { outcome retryAfterMs } }";
    let (here, there) = (
        another_desk(channel, "192.0.2.1").await,
        another_desk(channel, "192.0.2.2").await,
    );
    let input =
        |current: &str, new: &str| json!({ "input": { "currentPassword": current, "newPassword": new } });
    let wrong = here.data(change, input("wrong horse", "a better horse")).await;
    assert_eq!(
        wrong["changePassword"],
        json!({ "outcome": "REJECTED", "retryAfterMs": null })
    );
    let short = here.ask(change, input(PASSWORD, "short")).await;
    assert_eq!(
        (short.code().as_str(), &short.extensions()["field"]),
        ("BAD_USER_INPUT", &json!("newPassword"))
    );
    assert_eq!(who(&there).await, OWNER);
    let right = here.data(change, input(PASSWORD, "a better horse")).await;
    assert_eq!(right["changePassword"]["outcome"], "CHANGED");
    assert_eq!((who(&here).await, who(&there).await), (json!(OWNER), Value::Null));
    assert_eq!(
        outcome(&owner_knocks(channel, "192.0.2.1", PASSWORD).await),
        "REJECTED"
    );
    assert_eq!(
        outcome(&owner_knocks(channel, "192.0.2.1", "a better horse").await),
        "SIGNED_IN"
    );
}

async fn whoever_is_removed_is_out_at_once(channel: &Channel) {
    let analyst = channel.member(Role::Analyst).await;
    let me = analyst.data("{ me { member { id } } }", json!({})).await;
    let remove = "mutation ($id: ID!) { removeMember(id: $id) { outcome } }";
    channel
        .desk
        .data(remove, json!({ "id": me["me"]["member"]["id"] }))
        .await;
    assert_eq!(
        analyst.code("{ shows { nodes { id } } }", json!({})).await,
        "UNAUTHENTICATED"
    );
}
