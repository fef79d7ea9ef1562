//! Getting in, staying in, being put out.

mod attempts;
mod session;
mod totp;

use serde_json::{Value, json};

use crate::contract::stage::{Answer, Caller, Channel, PASSWORD};

const SIGN_IN: &str = "mutation ($input: SignInInput!) { signIn(input: $input) { outcome retryAfterMs me { member { email } } } }";

/// What whoever says this hears.
async fn knock(caller: &Caller, channel: Option<&str>, email: &str, password: &str) -> Answer {
    let input = json!({ "channel": channel, "email": email, "password": password });
    caller.ask(SIGN_IN, json!({ "input": input })).await
}

#[track_caller]
fn outcome(answer: &Answer) -> String {
    let payload = &answer.data()["signIn"];
    payload["outcome"].as_str().unwrap_or("none").to_owned()
}

/// Where the channel's owner knocks from: an address that the proxy before the server vouches for.
fn from(channel: &Channel, address: &str) -> Caller {
    channel.server.console().with("x-forwarded-for", address)
}

async fn owner_knocks(channel: &Channel, address: &str, password: &str) -> Answer {
    let caller = from(channel, address);
    knock(&caller, Some(&channel.slug), "owner@example.org", password).await
}

/// A session of the owner's, from this address: who asks in it.
async fn another_desk(channel: &Channel, address: &str) -> Caller {
    let answer = owner_knocks(channel, address, PASSWORD).await;
    assert_eq!(outcome(&answer), "SIGNED_IN", "{answer:?}");
    from(channel, address).with("cookie", answer.cookie())
}

async fn who(caller: &Caller) -> Value {
    caller.data("{ me { member { email } } }", json!({})).await["me"]["member"]["email"].clone()
}
