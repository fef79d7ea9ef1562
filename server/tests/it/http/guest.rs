//! `POST /live/{slug}/guest`

use reqwest::Method;
use serde_json::json;

use crate::support::server::{Answer, Ask, CCTV, HUNAN, Server};

fn ask(server: &Server, slug: &str, nickname: &str) -> Ask {
    server
        .ask(Method::POST, &format!("/live/{slug}/guest"))
        .json(&json!({ "nickname": nickname }))
}

fn cookie(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("; HttpOnly; SameSite=Lax; "), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

async fn viewer_of(server: &Server, answer: &Answer) -> String {
    let token = answer.json()["token"].as_str().unwrap().to_owned();
    let answer = server
        .audience("{ viewer { id nickname } }")
        .token(&token)
        .send()
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["data"]["viewer"]["id"].to_string()
}

#[tokio::test]
async fn a_browser_stays_one_viewer() {
    let server = Server::start_with("", &[CCTV, HUNAN]).await;
    let first = ask(&server, "cctv", "  小明 ").send().await;
    assert_eq!(
        (first.status.as_u16(), &first.json()["nickname"]),
        (200, &json!("小明"))
    );
    assert!(first.json()["expiresAt"].as_str().unwrap().ends_with('Z'));
    let again = ask(&server, "cctv", "大明")
        .header("cookie", &cookie(&first))
        .send()
        .await;
    assert_eq!(viewer_of(&server, &first).await, viewer_of(&server, &again).await);
    let other = ask(&server, "cctv", "小明").send().await;
    assert_ne!(viewer_of(&server, &first).await, viewer_of(&server, &other).await);
}

#[tokio::test]
async fn a_cookie_can_not_be_made_up() {
    let server = Server::start_with("", &[CCTV, HUNAN]).await;
    let first = ask(&server, "cctv", "a").send().await;
    let (name, value) = cookie(&first)
        .split_once('=')
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .unwrap();
    for forged in ["", "Z3Vlc3QtMQ", &value[..value.len() - 2], &value.to_lowercase()] {
        let answer = ask(&server, "cctv", "a")
            .header("cookie", &format!("{name}={forged}"))
            .send()
            .await;
        assert_eq!(answer.status, 200);
        assert_ne!(
            viewer_of(&server, &first).await,
            viewer_of(&server, &answer).await
        );
    }
    // Nor carried to another channel.
    let elsewhere = ask(&server, "hunan", "a")
        .header("cookie", &format!("ovation_guest_hunan={value}"))
        .send()
        .await;
    if elsewhere.status == 200 {
        assert_ne!(
            viewer_of(&server, &first).await,
            viewer_of(&server, &elsewhere).await
        );
    }
}

#[tokio::test]
async fn a_channel_without_guests_is_as_one_that_is_not_there() {
    let closed = CCTV.replace("guests = true", "guests = false");
    let server = Server::start_with("", &[&closed]).await;
    let (closed, absent) = (
        ask(&server, "cctv", "a").send().await,
        ask(&server, "nobody", "a").send().await,
    );
    assert_eq!(closed.status, 404);
    assert_eq!(closed.json()["error"]["code"], "NOT_FOUND");
    assert_eq!((closed.status, closed.body), (absent.status, absent.body));
}

#[tokio::test]
async fn a_bad_wish_is_refused() {
    let server = Server::start().await;
    for body in [
        "",
        "{}",
        "[]",
        r#"{"nickname":1}"#,
        r#"{"nickname":""}"#,
        r#"{"nickname":"a\u0000"}"#,
    ] {
        let answer = server
            .ask(Method::POST, "/live/cctv/guest")
            .body(body)
            .send()
            .await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["error"]["code"]),
            (400, &json!("BAD_USER_INPUT")),
            "{body}"
        );
    }
    let form = server
        .ask(Method::POST, "/live/cctv/guest")
        .header("content-type", "text/plain")
        .send()
        .await;
    assert_eq!(form.status, 415);
    let foreign = ask(&server, "cctv", "a")
        .header("origin", "https://evil.example")
        .send()
        .await;
    assert_eq!(foreign.status, 403);
}
