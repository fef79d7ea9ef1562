//! Pages of other origins.

use reqwest::Method;

use crate::support::server::{CCTV, HUNAN, Server};

const ALLOW: &str = "access-control-allow-origin";

#[tokio::test]
async fn a_page_reads_only_its_own_channels_answers() {
    let hunan = HUNAN.replace(
        "allowed_origins = [",
        "allowed_origins = [\"https://app.hunan.test\", ",
    );
    let server = Server::start_with("", &[CCTV, &hunan]).await;
    let (cctv, hunan) = (server.token("cctv", "v1"), server.token("hunan", "v1"));
    let asked = async |token: &str, origin: &str| {
        let answer = server
            .audience("{ __typename }")
            .token(token)
            .header("origin", origin)
            .send()
            .await;
        let is_carried_out = answer.status == 200;
        assert_eq!(is_carried_out, !answer.header(ALLOW).is_empty(), "{answer:?}");
        answer.header(ALLOW).to_owned()
    };
    assert_eq!(
        asked(&cctv, "https://app.cctv.example").await,
        "https://app.cctv.example"
    );
    assert_eq!(
        asked(&hunan, "https://app.hunan.test").await,
        "https://app.hunan.test"
    );
    assert_eq!(asked(&hunan, "https://app.cctv.example").await, "");
    for nobodys in [
        "https://evil.example",
        "null",
        "https://app.cctv.example.evil.example",
        "http://app.cctv.example",
        "https://app.cctv.example:8443",
        "https://APP.cctv.example",
        "*",
    ] {
        assert_eq!(asked(&cctv, nobodys).await, "", "{nobodys}");
    }
    // Told so that the page can sign the viewer in again.
    let stale = server
        .audience("{ __typename }")
        .token("stale")
        .header("origin", "https://app.cctv.example")
        .send()
        .await;
    assert_eq!(
        (stale.status.as_u16(), stale.header(ALLOW)),
        (401, "https://app.cctv.example")
    );
}

#[tokio::test]
async fn a_preflight_tells_no_origin_from_another() {
    let server = Server::start().await;
    let preflight = |origin| {
        let ask = server.ask(Method::OPTIONS, "/graphql").header("origin", origin);
        ask.header("access-control-request-method", "POST").send()
    };
    let allowed = preflight("https://app.cctv.example").await;
    assert_eq!(
        (allowed.status.as_u16(), allowed.header(ALLOW)),
        (204, "https://app.cctv.example")
    );
    assert!(
        allowed
            .header("access-control-allow-headers")
            .contains("Authorization")
    );
    assert_eq!(allowed.header("vary"), "Origin");
    let nobodys = preflight("https://evil.example").await;
    assert_eq!(
        (nobodys.status.as_u16(), nobodys.header(ALLOW)),
        (204, "https://evil.example")
    );
    let console = server
        .ask(Method::OPTIONS, "/console/graphql")
        .header("origin", "https://app.cctv.example")
        .send()
        .await;
    assert_eq!((console.status.as_u16(), console.header(ALLOW)), (405, ""));
}
