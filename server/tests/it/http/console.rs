//! `POST /console/graphql`: the session's cookie, mutations that come twice.

use ovation::member::Role;
use serde_json::Value;

use crate::support::server::{Answer, CCTV, Server};

fn create(server: &Server, cookie: &str, key: &str, title: &str) -> impl Future<Output = Answer> {
    let input = format!(
        "{{slug: \"gala-{title}\", title: \"{title}\", startsAt: \"2027-02-05T12:00:00Z\", endsAt: \"2027-02-05T17:00:00Z\"}}"
    );
    let query = format!("mutation {{ createShow(input: {input}) {{ outcome show {{ id }} }} }}");
    server
        .console(&query)
        .header("cookie", cookie)
        .header("Idempotency-Key", key)
        .send()
}

async fn shows(server: &Server, cookie: &str) -> usize {
    let answer = server
        .console("{ shows { nodes { id } } }")
        .header("cookie", cookie)
        .send()
        .await;
    answer.json()["data"]["shows"]["nodes"]
        .as_array()
        .map_or(usize::MAX, Vec::len)
}

#[tokio::test]
async fn a_session_is_a_cookie() {
    let server = Server::start().await;
    assert_eq!(
        server.console("{ me { member { email } } }").send().await.json()["data"]["me"],
        Value::Null
    );
    let cookie = server.member(Role::Producer).await;
    let me = server
        .console("{ me { member { email } } }")
        .header("cookie", &cookie)
        .send()
        .await;
    assert_eq!(me.json()["data"]["me"]["member"]["email"], "m@example.org");
    // It opens this door alone.
    let viewer = server
        .audience("{ viewer { id } }")
        .header("cookie", &cookie)
        .send()
        .await;
    assert_eq!(viewer.code(), "UNAUTHENTICATED");
}

#[tokio::test]
async fn in_production_the_cookie_is_this_hosts_alone_and_never_in_the_clear() {
    let server = Server::start_with("environment = \"production\"", &[CCTV]).await;
    let cookie = server.member(Role::Producer).await;
    let (name, token) = cookie.split_once('=').unwrap();
    assert_eq!(name, "__Host-ovation_session");
    let sign_out = server.console("mutation { signOut { signedOut } }");
    let out = sign_out.header("cookie", &cookie).send().await;
    assert_eq!(
        out.header("set-cookie"),
        "__Host-ovation_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0; Secure"
    );
    assert_eq!(out.json()["data"]["signOut"]["signedOut"], true);
    // Under the name that any host may set, it is nothing.
    let planted = server.console("{ me { member { email } } }");
    let planted = planted.header("cookie", &format!("ovation_session={token}"));
    assert_eq!(planted.send().await.json()["data"]["me"], Value::Null);
}

#[tokio::test]
async fn a_mutation_that_comes_twice_is_carried_out_once() {
    let server = Server::start().await;
    let cookie = server.member(Role::Producer).await;
    let first = create(&server, &cookie, "key-1", "one").await;
    assert_eq!(
        first.json()["data"]["createShow"]["outcome"],
        "SAVED",
        "{first:?}"
    );
    let again = create(&server, &cookie, "key-1", "one").await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(shows(&server, &cookie).await, 1);
    create(&server, &cookie, "key-1", "two")
        .await
        .is_refused(400, "BAD_USER_INPUT");
    create(&server, &cookie, "", "two")
        .await
        .is_refused(400, "BAD_USER_INPUT");
    assert_eq!(shows(&server, &cookie).await, 1);
    create(&server, &cookie, "key-2", "two").await;
    assert_eq!(shows(&server, &cookie).await, 2);
}

#[tokio::test]
async fn many_that_come_at_once_are_carried_out_once() {
    let server = Server::start().await;
    let cookie = server.member(Role::Producer).await;
    let answers = futures::future::join_all((0..10).map(|_| create(&server, &cookie, "key", "one"))).await;
    let saved: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert!(
        !saved.is_empty() && saved.iter().all(|answer| answer.body == saved[0].body),
        "{answers:?}"
    );
    for waiting in answers.iter().filter(|answer| answer.status != 200) {
        waiting.is_refused(503, "OVERLOADED");
    }
    assert_eq!(shows(&server, &cookie).await, 1);
}
