//! What happens when there is more than the node can do: refused early and clearly, one channel's storm felt by no other,
//! and everything counted.

use std::time::{Duration, Instant};

use futures::future::join_all;
use ovation::admission::{Class, Cost, Ticket};
use tenants::Tenant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::server::{CCTV, HUNAN, Server};

/// Room for forty, thirty of one channel; and what is let in is never called late, however slow the machine.
const SMALL: &str = "in_flight_min = 40\nin_flight_max = 40\nlatency_target_ms = 600000\n";
const ASK: &str = "{ __typename }";

/// All the room that one channel may have, as if its requests were being worked on.
async fn hold_all(server: &Server, tenant: &Tenant) -> Vec<Ticket> {
    let mut held = Vec::new();
    while let Ok(ticket) = server
        .platform
        .admission
        .admit(Some(tenant), Class::Play, Cost::SMALL)
        .await
    {
        held.push(ticket);
    }
    held
}

async fn figure(server: &Server, name: &str) -> u64 {
    let figures = server.get("/metrics").send().await.body;
    let line = figures
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name} is not in\n{figures}"))
        .parse()
        .unwrap()
}

/// One channel has more in work than is its own. It is told to come back; the other notices nothing; and as soon as there
/// is room, both are served.
#[tokio::test]
async fn a_channel_at_its_bound_is_refused_and_the_other_is_not() {
    let server = Server::start_with(SMALL, &[CCTV, HUNAN]).await;
    let (stormer, other) = (server.token("cctv", "v1"), server.token("hunan", "v1"));
    let held = hold_all(&server, &server.tenant("cctv")).await;
    assert_eq!(held.len(), 30);
    let asks = (0..20).map(|_| server.audience(ASK).token(&stormer).send());
    let refused = join_all(asks).await;
    for answer in &refused {
        answer.is_refused(503, "OVERLOADED");
        let wait = answer.json()["errors"][0]["extensions"]["retryAfterMs"]
            .as_u64()
            .unwrap();
        assert!((500..=1500).contains(&wait), "{wait}");
        assert_eq!(answer.header("retry-after"), wait.div_ceil(1000).to_string());
    }
    let waits: std::collections::HashSet<_> = refused.iter().map(|answer| &answer.body).collect();
    assert!(waits.len() > 10, "they would all come back at once: {waits:?}");
    // Staff of the channel is refused as well while its storm holds everything, the platform's own is not.
    assert_eq!(server.console(ASK).send().await.status, 200);
    for _ in 0..20 {
        // As many as there is room for.
        let asks = (0..5).map(|_| server.audience(ASK).token(&other).send());
        for answer in join_all(asks).await {
            assert_eq!(answer.status, 200, "{answer:?}");
        }
    }
    drop(held);
    assert_eq!(server.audience(ASK).token(&stormer).send().await.status, 200);
    let count = async |tenant: &str, result: &str| {
        let name =
            format!("ovation_admission_total{{tenant=\"{tenant}\",class=\"read\",result=\"{result}\"}}");
        figure(&server, &name).await
    };
    assert_eq!(count("cctv", "late").await + count("cctv", "full").await, 20);
    assert_eq!(count("cctv", "admitted").await, 1);
    assert_eq!(count("hunan", "admitted").await, 100);
    assert_eq!(count("hunan", "late").await + count("hunan", "full").await, 0);
    let queue = "ovation_stage_duration_seconds_count{tenant=\"hunan\",stage=\"queue\"}";
    assert_eq!(figure(&server, queue).await, 100);
    assert_eq!(figure(&server, "ovation_admission_in_flight").await, 0);
    assert_eq!(figure(&server, "ovation_admission_waiting").await, 0);
}

/// The stormer sends a hundred times what its plan allows, both at once.
#[tokio::test]
async fn a_storm_over_quota_is_refused_and_the_other_channel_answered() {
    let rate = "requests_per_second = 20000\nburst = 60000";
    let small = CCTV.replace(rate, "requests_per_second = 1\nburst = 5");
    assert_ne!(small, CCTV);
    let server = Server::start_with("", &[&small, HUNAN]).await;
    let (stormer, other) = (server.token("cctv", "v1"), server.token("hunan", "v1"));
    let storm = (0..500).map(|_| {
        server
            .audience(ASK)
            .token(&stormer)
            .header("via", "1.1 lb")
            .send()
    });
    let quiet = async {
        let mut answers = Vec::new();
        for _ in 0..50 {
            answers.push(server.audience(ASK).token(&other).send().await);
        }
        answers
    };
    let (storm, quiet) = tokio::join!(join_all(storm), quiet);
    assert!(quiet.iter().all(|answer| answer.status == 200));
    let (answered, refused): (Vec<_>, Vec<_>) = storm.iter().partition(|answer| answer.status == 200);
    assert!((5..100).contains(&answered.len()), "{}", answered.len());
    refused
        .iter()
        .for_each(|answer| answer.is_refused(429, "RATE_LIMITED"));
}

async fn read_answer(connection: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    while !answer.ends_with(b"}") {
        assert!(connection.read_buf(&mut answer).await.unwrap() > 0);
    }
    String::from_utf8(answer).unwrap()
}

/// Who was refused and asks again at once on the same connection is heard when it was told to come, and not before; what
/// came through a proxy is of somebody else and heard at once.
#[tokio::test]
async fn a_refused_connection_rests() {
    let server = Server::start_with(SMALL, &[CCTV]).await;
    let token = server.token("cctv", "v1");
    let held = hold_all(&server, &server.tenant("cctv")).await;
    let mut waited = Vec::new();
    for proxied in ["", "x-forwarded-for: 192.0.2.1\r\n"] {
        let body = r#"{"query":"{ __typename }"}"#;
        let ask = format!(
            "POST /graphql HTTP/1.1\r\nhost: x\r\n{proxied}content-type: application/json\r\nauthorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut connection = TcpStream::connect(server.address).await.unwrap();
        connection.write_all(ask.as_bytes()).await.unwrap();
        let refused = read_answer(&mut connection).await;
        let since = Instant::now();
        let told = refused.split("retryAfterMs\":").nth(1).unwrap();
        let told: String = told.chars().take_while(char::is_ascii_digit).collect();
        connection.write_all(ask.as_bytes()).await.unwrap();
        read_answer(&mut connection).await;
        waited.push((since.elapsed(), Duration::from_millis(told.parse().unwrap())));
    }
    let [(rested, told), (at_once, never)] = waited[..] else {
        panic!("two")
    };
    // A timer counts whole milliseconds.
    assert!(
        rested + Duration::from_millis(20) >= told,
        "{rested:?} of {told:?}"
    );
    assert!(at_once < never, "{at_once:?} of {never:?}");
    drop(held);
}

#[tokio::test]
async fn one_address_has_so_many_connections() {
    let server = Server::start_with("sockets_per_address_max = 3", &[CCTV]).await;
    let health = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    let mut kept = Vec::new();
    for _ in 0..3 {
        let mut connection = TcpStream::connect(server.address).await.unwrap();
        connection.write_all(health).await.unwrap();
        let mut answer = vec![0; 64];
        assert!(connection.read(&mut answer).await.unwrap() > 0);
        kept.push(connection);
    }
    let mut one_more = TcpStream::connect(server.address).await.unwrap();
    // It may be closed before this has come.
    let _ = one_more.write_all(health).await;
    let mut answer = Vec::new();
    let _ = one_more.read_to_end(&mut answer).await;
    assert!(answer.is_empty(), "{}", String::from_utf8_lossy(&answer));
    drop(kept);
    loop {
        let mut again = TcpStream::connect(server.address).await.unwrap();
        let _ = again.write_all(health).await;
        let mut answer = vec![0; 64];
        if matches!(again.read(&mut answer).await, Ok(read) if read > 0) {
            break;
        }
    }
}
