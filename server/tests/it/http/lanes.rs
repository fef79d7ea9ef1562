//! Two lanes, one set of rules: what HTTP alone, the token, the address or the budget refuse, and what every answer says, is
//! the same whether a plan waits behind the door or the executor.

use data_encoding::HEXLOWER;
use ovation::persisted::hash_of;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::server::{Answer, Ask, CCTV, HUNAN, Server};

const GRAB: &str = "mutation Grab($id: ID!) { grabRedPacket(campaignId: $id) { outcome } }";
const NOTHING: &str = "camp_00000000000000000000000000";

/// The same request for the plan and for the executor: by hash, and by words that only it reads.
fn bodies() -> [Value; 2] {
    let variables = json!({ "id": NOTHING });
    let hash = HEXLOWER.encode(&hash_of(GRAB));
    [
        json!({ "documentId": format!("sha256:{hash}"), "variables": variables }),
        json!({ "query": GRAB, "variables": variables }),
    ]
}

struct Lanes {
    server: Server,
    token: String,
}

impl Lanes {
    async fn start(settings: &str, manifest: &str) -> Self {
        let server = Server::start_with(settings, &[manifest, HUNAN]).await;
        server.publish("cctv", GRAB).await;
        let token = server.token("cctv", "v1");
        Self { server, token }
    }

    fn ask(&self, body: &Value) -> Ask {
        self.server
            .ask(Method::POST, "/graphql")
            .body(body.to_string())
            .token(&self.token)
    }

    /// Both answers, which must be one; the token is known by then.
    async fn both(&self, shape: impl Fn(Ask) -> Ask) -> Answer {
        let [by_hash, by_words] = bodies();
        let executed = shape(self.ask(&by_words)).send().await;
        let planned = shape(self.ask(&by_hash)).send().await;
        assert_eq!(said(&planned), said(&executed));
        planned
    }

    async fn planned(&self) -> usize {
        let figures = self.server.get("/metrics").send().await.body;
        let line = figures
            .lines()
            .find(|line| line.starts_with("ovation_planned_total "));
        line.map_or(0, |line| line[22..].parse().unwrap())
    }
}

fn said(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["date", "trace-id"].contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    (answer.status.as_u16(), headers, answer.body.clone())
}

#[tokio::test]
async fn both_lanes_say_and_refuse_the_same() {
    let lanes = Lanes::start("", CCTV).await;
    let answer = lanes.both(|ask| ask).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (200, "NOT_FOUND")
    );
    assert_eq!(answer.header("trace-id").len(), 32);
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert!(!answer.header("content-security-policy").is_empty());
    assert!(lanes.planned().await > 0, "the plan was not asked");
    let long = "y".repeat(17_000);
    for (name, value, status) in [
        ("accept", "application/json", 200),
        ("accept", "text/html", 406),
        ("content-encoding", "gzip", 415),
        ("origin", "https://app.cctv.example", 200),
        ("origin", "https://evil.example", 403),
        ("host", "hunan.ovation.example", 401),
        ("host", "HUNAN.ovation.example:8080", 401),
        ("host", "cctv.ovation.example", 200),
        ("x-long", long.as_str(), 431),
    ] {
        let answer = lanes.both(|ask| ask.header(name, value)).await;
        assert_eq!(answer.status, status, "{name}: {value}: {answer:?}");
        let reads = answer.header("access-control-allow-origin");
        assert_eq!(!reads.is_empty(), value == "https://app.cctv.example", "{value}");
    }
    let twice = |ask: Ask| ask.header("authorization", "Bearer other");
    assert_eq!(lanes.both(twice).await.status, 400);
    // Nobody else's: all tests of one process see the same spans.
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let traced = |ask: Ask| ask.header("traceparent", &format!("00-{trace}-00f067aa0ba902b7-01"));
    assert_eq!(lanes.both(traced).await.header("trace-id"), trace);
}

#[tokio::test]
async fn both_lanes_are_within_the_budget() {
    let poor = CCTV.replace("requests_per_second = 20000", "requests_per_second = 1");
    let lanes = Lanes::start("", &poor.replace("burst = 60000", "burst = 6")).await;
    let mut admitted = 0;
    for body in bodies() {
        // A second on a slow machine is one request more.
        let refused = loop {
            let answer = lanes.ask(&body).send().await;
            if answer.status != 200 {
                break answer;
            }
            admitted += 1;
        };
        refused.is_refused(429, "RATE_LIMITED");
        assert!(!refused.header("retry-after").is_empty());
    }
    assert!(admitted >= 6);
    let figures = lanes.server.get("/metrics").send().await.body;
    let counted = format!("ovation_admissions_total{{result=\"admitted\",tenant=\"cctv\"}} {admitted}\n");
    assert!(figures.contains(&counted), "{counted}: {figures}");
}

#[tokio::test]
async fn both_lanes_hear_of_a_suspension() {
    let lanes = Lanes::start("environment = \"production\"\naudience_documents = \"any\"", CCTV).await;
    assert_eq!(lanes.both(|ask| ask).await.status, 200);
    ovation::tenant::suspend(&lanes.server.manager(), "cctv")
        .await
        .unwrap();
    lanes.both(|ask| ask).await.is_refused(403, "CHANNEL_SUSPENDED");
    ovation::tenant::resume(&lanes.server.manager(), "cctv")
        .await
        .unwrap();
    assert_eq!(lanes.both(|ask| ask).await.status, 200);
}
