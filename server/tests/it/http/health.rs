//! `/healthz`, `/readyz`, `/metrics`

use crate::support::server::{CCTV, Server};

#[tokio::test]
async fn a_node_is_alive_and_ready() {
    let server = Server::start().await;
    assert_eq!(server.get("/healthz").send().await.status, 200);
    assert_eq!(server.get("/readyz").send().await.status, 200);
}

#[tokio::test]
async fn figures_count_requests_and_outcomes_and_name_nobody() {
    let server = Server::start().await;
    let token = server.token("cctv", "a-viewer-with-a-name");
    let nowhere =
        "mutation { mine: grabRedPacket(campaignId: \"camp_00000000000000000000000000\") { outcome } }";
    server.audience("{ __typename }").token(&token).send().await;
    server.audience("{").token(&token).send().await;
    let answer = server.audience(nowhere).token(&token).send().await;
    let figures = server.get("/metrics").send().await.body;
    for line in [
        r#"ovation_requests_total{api="audience",code="BAD_USER_INPUT",status="400"} 1"#.to_owned(),
        r#"ovation_requests_in_flight{api="audience"} 0"#.to_owned(),
        r#"ovation_request_duration_seconds_count{api="audience"} 3"#.to_owned(),
        r#"ovation_admissions_total{result="admitted",tenant="cctv"} 3"#.to_owned(),
        format!(
            r#"ovation_operations_total{{api="audience",operation="grabRedPacket",outcome="{}"}} 1"#,
            answer.code()
        ),
    ] {
        assert!(figures.contains(&line), "{line} is not in\n{figures}");
    }
    assert!(!figures.contains("a-viewer") && !figures.contains("camp_") && !figures.contains("mine"));
}

#[tokio::test]
async fn in_production_the_figures_have_an_address_of_their_own() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let settings = format!("environment = \"production\"\nmetrics_listen = \"{free}\"");
    let server = Server::start_with(&settings, &[CCTV]).await;
    assert_eq!(server.get("/metrics").send().await.status, 404);
    let figures = reqwest::get(format!("http://{free}/metrics")).await.unwrap();
    assert!(figures.text().await.unwrap().contains("ovation_admissions_total"));
    assert_eq!(
        reqwest::get(format!("http://{free}/readyz"))
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(
        reqwest::get(format!("http://{free}/graphql"))
            .await
            .unwrap()
            .status(),
        404
    );
}
