//! Guessing is slow, for whoever guesses and for nobody else.

use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::Value;

use super::{knock, outcome, owner_knocks};
use crate::contract::stage::{Answer, Channel, PASSWORD, Profile, Server, add_member};
use ovation::member::Role;

on_both_profiles!(
    guesses_at_one_account_are_slowed_whether_it_exists_or_not,
    guesses_at_once_count_as_many,
    a_stranger_does_not_keep_the_owner_out,
    guesses_from_one_address_are_slowed_whatever_the_account,
    what_an_address_says_of_itself_is_not_believed,
);

/// An address that no other test comes from.
fn address(channel: &Channel, number: usize) -> String {
    let hash = channel.slug.bytes().fold(0_u32, |hash, byte| {
        hash.wrapping_mul(31).wrapping_add(byte.into())
    });
    // A network each: four groups.
    format!("2a01:{:x}:{:x}:{number:x}::1", hash >> 16, hash & 0xffff)
}

#[track_caller]
fn wait(answer: &Answer) -> i64 {
    assert_eq!(outcome(answer), "TOO_MANY_ATTEMPTS", "{answer:?}");
    let payload = &answer.data()["signIn"];
    assert_eq!(payload["me"], Value::Null);
    assert!(!answer.headers.contains_key("set-cookie"));
    payload["retryAfterMs"].as_i64().unwrap()
}

/// Each guess from another network, so that it is the account that counts.
async fn guess(channel: &Channel, number: usize, email: &str) -> Answer {
    let caller = super::from(channel, &address(channel, 100 + number));
    knock(&caller, Some(&channel.slug), email, "wrong horse").await
}

/// Guesses as fast as it is let, until it is told to wait for more than a minute. How many passwords were looked at: at
/// least the five free ones, at most one after each wait of 1, 2, 4, … 64 seconds.
async fn exhaust(channel: &Channel, email: &str) -> usize {
    let mut looked_at = 0;
    for number in 0.. {
        let answer = guess(channel, number, email).await;
        if outcome(&answer) == "REJECTED" {
            looked_at += 1;
            continue;
        }
        let wait = wait(&answer);
        if wait > 60_000 {
            break;
        }
        channel.server.pass(TimeDelta::milliseconds(wait));
    }
    looked_at
}

async fn guesses_at_one_account_are_slowed_whether_it_exists_or_not(channel: &Channel) {
    // Not the owner's: that has been entered from here.
    let email = "somebody@example.org";
    add_member(&channel.server, Some(&channel.slug), email, Role::Analyst).await;
    let right = || async {
        let caller = super::from(channel, "198.51.100.1");
        knock(&caller, Some(&channel.slug), email, PASSWORD).await
    };
    for number in 0..5 {
        assert_eq!(outcome(&guess(channel, number, email).await), "REJECTED", "free");
    }
    for guessed in ["nobody@example.org", email] {
        let looked_at = exhaust(channel, guessed).await;
        assert!(looked_at <= 12, "{guessed}: {looked_at}");
        // What comes too soon is not counted, and capital letters are no other account.
        let first = wait(&guess(channel, 6, guessed).await);
        assert!(wait(&guess(channel, 7, &guessed.to_uppercase()).await) <= first);
    }
    wait(&right().await);
    channel.server.pass(TimeDelta::minutes(2));
    assert_eq!(outcome(&right().await), "SIGNED_IN");
    for number in 0..5 {
        assert_eq!(
            outcome(&guess(channel, number, email).await),
            "REJECTED",
            "forgiven"
        );
    }
}

async fn guesses_at_once_count_as_many(channel: &Channel) {
    let other = match channel.server.profile {
        Profile::Full => channel.on(channel.server.another().await),
        Profile::Embedded => channel.on(channel.server.clone()),
    };
    let guesses = (0..20).map(|number| {
        let node = if number % 2 == 0 { channel } else { &other };
        guess(node, number, "nobody@example.org")
    });
    let answers = join_all(guesses).await;
    let looked_at = answers
        .iter()
        .filter(|answer| outcome(answer) == "REJECTED")
        .count();
    assert!(
        (5..=6).contains(&looked_at),
        "{looked_at} passwords were looked at"
    );
}

async fn a_stranger_does_not_keep_the_owner_out(channel: &Channel) {
    let home = address(channel, 1);
    assert_eq!(
        outcome(&owner_knocks(channel, &home, PASSWORD).await),
        "SIGNED_IN"
    );
    for number in 0..5 {
        assert_eq!(
            outcome(&guess(channel, number, "owner@example.org").await),
            "REJECTED"
        );
    }
    wait(&guess(channel, 5, "owner@example.org").await);
    assert_eq!(
        outcome(&owner_knocks(channel, &home, PASSWORD).await),
        "SIGNED_IN"
    );
    // Nor does that let the stranger go on.
    wait(&guess(channel, 6, "owner@example.org").await);
    // A thief at the owner's own place is slowed there.
    for _ in 0..5 {
        assert_eq!(
            outcome(&owner_knocks(channel, &home, "wrong horse").await),
            "REJECTED"
        );
    }
    wait(&owner_knocks(channel, &home, PASSWORD).await);
    // However long it went on: within minutes the owner is in.
    channel.server.pass(TimeDelta::minutes(5));
    assert_eq!(
        outcome(&owner_knocks(channel, &address(channel, 2), PASSWORD).await),
        "SIGNED_IN"
    );
}

async fn guesses_from_one_address_are_slowed_whatever_the_account(channel: &Channel) {
    let home = address(channel, 7);
    let try_account = async |account: usize| {
        // Another host of the same network is the same address.
        let caller = super::from(channel, &home.replace("::1", &format!("::{:x}", account + 1)));
        knock(
            &caller,
            None,
            &format!("nobody{account}@example.org"),
            "wrong horse",
        )
        .await
    };
    // Right ones do not count: an office full of people comes from one address.
    for _ in 0..3 {
        assert_eq!(
            outcome(&owner_knocks(channel, &home, PASSWORD).await),
            "SIGNED_IN"
        );
    }
    for ten in 0..5 {
        for answer in join_all((0..10).map(|one| try_account(ten * 10 + one))).await {
            assert_eq!(outcome(&answer), "REJECTED");
        }
    }
    // Real time goes by beside the server's: the wait must outlast what a slow machine takes to be told of it.
    for more in 0..5 {
        channel.server.pass(TimeDelta::seconds(1 << more));
        assert_eq!(outcome(&try_account(50 + more).await), "REJECTED");
    }
    wait(&try_account(55).await);
    wait(&owner_knocks(channel, &home, PASSWORD).await);
    let elsewhere = address(channel, 8);
    assert_eq!(
        outcome(&owner_knocks(channel, &elsewhere, PASSWORD).await),
        "SIGNED_IN"
    );
}

async fn what_an_address_says_of_itself_is_not_believed(channel: &Channel) {
    let settings = "trusted_proxies = []\nsign_in_failures_per_address = 3\n";
    if channel.server.profile == Profile::Full {
        return; // Its record is shared, and with it the count of this machine's own address.
    }
    let server = Server::start_with(Profile::Embedded, settings).await;
    for number in 0..3 {
        let caller = server
            .console()
            .with("x-forwarded-for", format!("192.0.2.{number}"));
        let answer = knock(
            &caller,
            None,
            &format!("nobody{number}@example.org"),
            "wrong horse",
        )
        .await;
        assert_eq!(outcome(&answer), "REJECTED");
    }
    let caller = server.console().with("x-forwarded-for", "192.0.2.9");
    wait(&knock(&caller, None, "nobody@example.org", "wrong horse").await);
}
