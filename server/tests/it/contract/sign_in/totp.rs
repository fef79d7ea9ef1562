//! The second factor.

use chrono::TimeDelta;
use futures::future::join_all;
use ovation::member::Role;
use serde_json::{Value, json};

use super::{another_desk, from, knock, outcome, owner_knocks, who};
use crate::contract::stage::{Answer, App, Caller, Channel, Desk, PASSWORD, Plan, add_member, text};

on_both_profiles!(
    an_account_manager_can_do_nothing_before_setting_one_up,
    a_code_is_asked_for_and_each_is_good_once,
    a_recovery_code_stands_in_once,
    a_challenge_is_good_for_minutes_and_one_password,
    guessing_codes_is_slowed,
    setting_up_and_taking_down_ends_the_other_sessions,
    only_its_steward_resets_a_members_second_factor,
    a_stewards_own_password_and_factor_need_the_old_ones,
    a_channel_may_want_a_second_factor_of_everybody,
);

const OWNER: &str = "owner@example.org";
const CONFIRM: &str = "mutation ($input: ConfirmSignInInput!) { confirmSignIn(input: $input) { outcome retryAfterMs me { mustEnrol } } }";

async fn confirm(caller: &Caller, challenge: &str, code: &str) -> Answer {
    caller
        .ask(
            CONFIRM,
            json!({ "input": { "challenge": challenge, "code": code } }),
        )
        .await
}

#[track_caller]
fn confirmed(answer: &Answer) -> String {
    text(&answer.data()["confirmSignIn"]["outcome"])
}

/// The first step, from here.
async fn challenge(channel: &Channel, address: &str) -> String {
    let query =
        "mutation ($input: SignInInput!) { signIn(input: $input) { outcome challenge me { mustEnrol } } }";
    let input = json!({ "channel": channel.slug, "email": OWNER, "password": PASSWORD });
    let answer = from(channel, address).ask(query, json!({ "input": input })).await;
    assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
    let payload = &answer.data()["signIn"];
    assert_eq!(
        (&payload["outcome"], &payload["me"]),
        (&json!("CODE_REQUIRED"), &Value::Null)
    );
    text(&payload["challenge"])
}

async fn an_account_manager_can_do_nothing_before_setting_one_up(channel: &Channel) {
    let email = format!("{}@example.org", channel.slug);
    add_member(&channel.server, None, &email, Role::AccountManager).await;
    let answer = knock(&channel.server.console(), None, &email, PASSWORD).await;
    assert_eq!(outcome(&answer), "SIGNED_IN");
    let caller = channel.server.console().with("cookie", answer.cookie());
    let me = "{ me { mustEnrol member { secondFactorAt } } }";
    assert_eq!(
        caller.data(me, json!({})).await["me"],
        json!({ "mustEnrol": true, "member": { "secondFactorAt": null } })
    );
    for query in [
        "{ channels { nodes { id } } }",
        "{ channelBySlug(slug: \"cctv\") { id } }",
        "{ sessions { id } }",
        "{ secondFactor { enrolledAt } }",
        "{ members { nodes { id } } }",
        "mutation { suspendChannel(slug: \"none\") { outcome } }",
        "mutation { applyChannelManifest(manifest: \"\") { outcome } }",
        "mutation { changePassword(input: { currentPassword: \"correct horse\", newPassword: \"another horse\" }) { outcome } }",
        "mutation { addMember(input: { email: \"x@example.org\", name: \"x\", role: ACCOUNT_MANAGER }) { outcome } }",
        "mutation { signOutEverywhere { sessionsEnded } }",
        "mutation { disableTotp(input: { password: \"correct horse\", code: \"\" }) { outcome } }",
        "mutation { renewRecoveryCodes(code: \"\") { outcome } }",
    ] {
        assert_eq!(caller.code(query, json!({})).await, "FORBIDDEN", "{query}");
    }
    let wrong = "mutation { confirmTotp(code: \"000000\") { outcome recoveryCodes } }";
    assert_eq!(
        caller.data(wrong, json!({})).await["confirmTotp"]["outcome"],
        "NOT_ENROLLED"
    );
    let app = App::enrol(&channel.server, &caller).await;
    assert_eq!(
        who(&caller).await,
        Value::Null,
        "the session by password alone is over"
    );
    let caller = channel.server.console().with("cookie", app.cookie.clone());
    assert_eq!(caller.data(me, json!({})).await["me"]["mustEnrol"], false);
    caller.data("{ channels { nodes { id } } }", json!({})).await;
    let disable = "mutation ($code: String!) { disableTotp(input: { password: \"correct horse\", code: $code }) { outcome } }";
    let kept = caller
        .data(disable, json!({ "code": app.code(&channel.server) }))
        .await;
    assert_eq!(kept["disableTotp"]["outcome"], "REQUIRED");
}

async fn a_code_is_asked_for_and_each_is_good_once(channel: &Channel) {
    let app = App::enrol(&channel.server, &another_desk(channel, "192.0.2.1").await).await;
    let knocker = from(channel, "192.0.2.1");
    let first = challenge(channel, "192.0.2.1").await;
    for wrong in ["", "000000", "12345", "nonsense", &app.proof] {
        let answer = confirm(&knocker, &first, wrong).await;
        assert_eq!(
            confirmed(&answer),
            "REJECTED",
            "{wrong} (the last one was used to set it up)"
        );
        assert!(!answer.headers.contains_key("set-cookie"));
        channel.server.pass(TimeDelta::milliseconds(1));
    }
    channel.server.pass(TimeDelta::seconds(60));
    let code = app.code(&channel.server);
    let answers = join_all((0..2).map(|_| confirm(&knocker, &first, &code))).await;
    let outcomes: Vec<String> = answers.iter().map(confirmed).collect();
    assert_eq!(
        outcomes.iter().filter(|outcome| *outcome == "SIGNED_IN").count(),
        1,
        "{outcomes:?}"
    );
    let entered = answers
        .iter()
        .find(|answer| confirmed(answer) == "SIGNED_IN")
        .unwrap();
    assert_eq!(who(&knocker.with("cookie", entered.cookie())).await, OWNER);
    let second = challenge(channel, "192.0.2.1").await;
    assert_eq!(
        confirmed(&confirm(&knocker, &second, &code).await),
        "REJECTED",
        "again"
    );
    channel.server.pass(TimeDelta::seconds(30));
    let spaced = app.code(&channel.server);
    let spaced = format!("{} {}", &spaced[..3], &spaced[3..]);
    assert_eq!(confirmed(&confirm(&knocker, &second, &spaced).await), "SIGNED_IN");
}

async fn a_recovery_code_stands_in_once(channel: &Channel) {
    let app = App::enrol(&channel.server, &another_desk(channel, "192.0.2.1").await).await;
    assert_eq!(app.recovery_codes.len(), 10);
    let knocker = from(channel, "192.0.2.1");
    let first = challenge(channel, "192.0.2.1").await;
    let typed = app.recovery_codes[3].to_uppercase().replace('-', " ");
    let answer = confirm(&knocker, &first, &typed).await;
    assert_eq!(confirmed(&answer), "SIGNED_IN");
    assert_eq!(
        confirmed(&confirm(&knocker, &first, &app.recovery_codes[3]).await),
        "REJECTED"
    );
    let desk = knocker.with("cookie", answer.cookie());
    let left = "{ secondFactor { recoveryCodesLeft isRequired } }";
    assert_eq!(
        desk.data(left, json!({})).await["secondFactor"],
        json!({ "recoveryCodesLeft": 9, "isRequired": false })
    );
    let renew = "mutation ($code: String!) { renewRecoveryCodes(code: $code) { outcome recoveryCodes } }";
    let renewed =
        desk.data(renew, json!({ "code": app.recovery_codes[0] })).await["renewRecoveryCodes"].clone();
    assert_eq!(renewed["outcome"], "DONE");
    assert_eq!(
        confirmed(&confirm(&knocker, &first, &app.recovery_codes[5]).await),
        "REJECTED",
        "the old ones"
    );
    let fresh = text(&renewed["recoveryCodes"][9]);
    assert_eq!(confirmed(&confirm(&knocker, &first, &fresh).await), "SIGNED_IN");
}

async fn a_challenge_is_good_for_minutes_and_one_password(channel: &Channel) {
    let app = App::enrol(&channel.server, &another_desk(channel, "192.0.2.1").await).await;
    let knocker = from(channel, "192.0.2.1");
    for made_up in ["", "nonsense", &"A".repeat(92), "ä", &"A".repeat(9_000)] {
        assert_eq!(
            confirmed(&confirm(&knocker, made_up, "000000").await),
            "CHALLENGE_EXPIRED"
        );
    }
    let old = challenge(channel, "192.0.2.1").await;
    channel.server.pass(TimeDelta::minutes(5));
    assert_eq!(
        confirmed(&confirm(&knocker, &old, &app.code(&channel.server)).await),
        "CHALLENGE_EXPIRED"
    );
    let before = challenge(channel, "192.0.2.1").await;
    let desk = knocker.with("cookie", app.cookie.clone());
    let change = "mutation { changePassword(input: { currentPassword: \"correct horse\", newPassword: \"another horse\" }) { outcome } }";
    assert_eq!(
        desk.data(change, json!({})).await["changePassword"]["outcome"],
        "CHANGED"
    );
    assert_eq!(
        confirmed(&confirm(&knocker, &before, &app.code(&channel.server)).await),
        "CHALLENGE_EXPIRED"
    );
}

async fn guessing_codes_is_slowed(channel: &Channel) {
    let app = App::enrol(&channel.server, &another_desk(channel, "192.0.2.1").await).await;
    channel.server.pass(TimeDelta::minutes(1));
    let thief = from(channel, "198.51.100.66");
    let mut looked_at = 0;
    loop {
        // The password, which the thief has, does not start the count anew.
        let first = challenge(channel, "198.51.100.66").await;
        let answer = confirm(&thief, &first, "not it").await;
        if confirmed(&answer) == "REJECTED" {
            looked_at += 1;
            continue;
        }
        assert_eq!(confirmed(&answer), "TOO_MANY_ATTEMPTS");
        let wait = answer.data()["confirmSignIn"]["retryAfterMs"].as_i64().unwrap();
        if wait > 60_000 {
            break;
        }
        channel.server.pass(TimeDelta::milliseconds(wait));
    }
    assert!((5..=12).contains(&looked_at), "{looked_at}");
    let first = challenge(channel, "198.51.100.66").await;
    assert_eq!(
        confirmed(&confirm(&thief, &first, &app.code(&channel.server)).await),
        "TOO_MANY_ATTEMPTS"
    );
}

async fn setting_up_and_taking_down_ends_the_other_sessions(channel: &Channel) {
    let (here, there) = (
        another_desk(channel, "192.0.2.1").await,
        another_desk(channel, "192.0.2.2").await,
    );
    let app = App::enrol(&channel.server, &here).await;
    for over in [&here, &there, &channel.desk.caller] {
        assert_eq!(who(over).await, Value::Null);
    }
    let desk = from(channel, "192.0.2.1").with("cookie", app.cookie.clone());
    assert_eq!(
        desk.data("mutation { enrolTotp { outcome secret } }", json!({}))
            .await["enrolTotp"],
        json!({ "outcome": "ALREADY_ENROLLED", "secret": null })
    );
    let disable = "mutation ($input: DisableTotpInput!) { disableTotp(input: $input) { outcome } }";
    channel.server.pass(TimeDelta::minutes(1));
    let code = app.code(&channel.server);
    for (password, code, expected) in [
        ("wrong horse", code.as_str(), "REJECTED"),
        (PASSWORD, "000000", "REJECTED"),
        (PASSWORD, &code, "DONE"),
        (PASSWORD, &code, "NOT_ENROLLED"),
    ] {
        let answer = desk
            .data(
                disable,
                json!({ "input": { "password": password, "code": code } }),
            )
            .await;
        assert_eq!(answer["disableTotp"]["outcome"], expected);
    }
    assert_eq!(who(&desk).await, OWNER, "this session goes on");
    assert_eq!(
        outcome(&owner_knocks(channel, "192.0.2.1", PASSWORD).await),
        "SIGNED_IN"
    );
}

async fn only_its_steward_resets_a_members_second_factor(channel: &Channel) {
    let neighbour = channel.neighbour().await;
    let producer = channel.member(Role::Producer).await;
    let app = App::enrol(&channel.server, &producer.caller).await;
    let theirs = channel.server.console().with("cookie", app.cookie.clone());
    let id = theirs.data("{ me { member { id } } }", json!({})).await["me"]["member"]["id"].clone();
    let reset = "mutation ($id: ID!) { resetMemberTotp(id: $id) { outcome member { id secondFactorAt } } }";
    let foreign = neighbour.desk.data(reset, json!({ "id": id })).await;
    assert_eq!(
        foreign["resetMemberTotp"],
        json!({ "outcome": "NOT_FOUND", "member": null })
    );
    assert_eq!(theirs.code(reset, json!({ "id": id })).await, "FORBIDDEN");
    assert_eq!(who(&theirs).await, "Producer@example.org".to_lowercase());
    let own = channel.desk.data(reset, json!({ "id": id })).await;
    assert_eq!(
        own["resetMemberTotp"],
        json!({ "outcome": "DONE", "member": { "id": id, "secondFactorAt": null } })
    );
    assert_eq!(who(&theirs).await, Value::Null);
    let again = knock(
        &channel.server.console(),
        Some(&channel.slug),
        "producer@example.org",
        PASSWORD,
    )
    .await;
    assert_eq!(outcome(&again), "SIGNED_IN");
}

/// A desk that its owner walked away from is not enough to take the account over.
async fn a_stewards_own_password_and_factor_need_the_old_ones(channel: &Channel) {
    let owner = &channel.desk;
    let me = "{ me { member { id } } }";
    let id = owner.data(me, json!({})).await["me"]["member"]["id"].clone();
    for query in [
        "mutation ($id: ID!) { resetMemberPassword(id: $id) { outcome initialPassword } }",
        "mutation ($id: ID!) { resetMemberTotp(id: $id) { outcome } }",
    ] {
        assert_eq!(owner.code(query, json!({ "id": id })).await, "FORBIDDEN");
    }
    // Another owner may.
    add_member(
        &channel.server,
        Some(&channel.slug),
        "second@example.org",
        Role::Owner,
    )
    .await;
    let second = Desk::sign_in(&channel.server, Some(&channel.slug), "second@example.org").await;
    let query = "mutation ($id: ID!) { resetMemberTotp(id: $id) { outcome } }";
    let reset = second.data(query, json!({ "id": id })).await;
    assert_eq!(reset["resetMemberTotp"]["outcome"], "DONE");
}

async fn a_channel_may_want_a_second_factor_of_everybody(channel: &Channel) {
    let producer = channel.member(Role::Producer).await;
    let manifest = Plan::default().manifest(&channel.slug);
    let strict = format!("require_second_factor = true\n{manifest}");
    let manager = channel.server.manager();
    let applied = ovation::tenant::apply(&manager, &strict, false).await.unwrap();
    assert!(applied.problems.is_empty(), "{:?}", applied.problems);
    // Whoever is in already can set one up, and nothing else before that.
    let me = "{ me { mustEnrol } }";
    assert_eq!(producer.data(me, json!({})).await["me"]["mustEnrol"], true);
    for query in [
        "{ shows { nodes { id } } }",
        "{ channel { id } }",
        "{ sessions { id } }",
        "mutation { createShow(input: { slug: \"s\", title: \"s\", startsAt: \"2027-02-05T12:00:00Z\", endsAt: \"2027-02-05T16:30:00Z\" }) { outcome } }",
        "mutation { changePassword(input: { currentPassword: \"correct horse\", newPassword: \"another horse\" }) { outcome } }",
    ] {
        assert_eq!(producer.code(query, json!({})).await, "FORBIDDEN", "{query}");
    }
    let app = App::enrol(&channel.server, &producer.caller).await;
    let inside = channel.server.console().with("cookie", app.cookie.clone());
    inside.data("{ shows { nodes { id } } }", json!({})).await;
    let factor = "{ secondFactor { isRequired } }";
    assert_eq!(
        inside.data(factor, json!({})).await["secondFactor"]["isRequired"],
        true
    );
    channel.server.pass(TimeDelta::seconds(31));
    let disable = "mutation ($code: String!) { disableTotp(input: { password: \"correct horse\", code: $code }) { outcome } }";
    let code = json!({ "code": app.code(&channel.server) });
    assert_eq!(
        inside.data(disable, code).await["disableTotp"]["outcome"],
        "REQUIRED"
    );
    let knocked = knock(&channel.server.console(), Some(&channel.slug), OWNER, PASSWORD).await;
    let owner = channel.server.console().with("cookie", knocked.cookie());
    assert_eq!(owner.data(me, json!({})).await["me"]["mustEnrol"], true);
    assert!(
        ovation::tenant::apply(&manager, &manifest, false)
            .await
            .unwrap()
            .problems
            .is_empty()
    );
    assert_eq!(owner.data(me, json!({})).await["me"]["mustEnrol"], false);
}
