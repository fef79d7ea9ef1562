//! What was accepted is finished; nothing new is.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::server::Server;

const BODY: &str = r#"{"query":"{ __typename }"}"#;

fn head(server: &Server, token: &str) -> String {
    head_of(server.address, token)
}

fn head_of(address: SocketAddr, token: &str) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\nauthorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n",
        address,
        BODY.len()
    )
}

#[tokio::test]
async fn a_request_in_flight_is_answered() {
    let server = Server::start().await;
    let (token, address) = (server.token("cctv", "v1"), server.address);
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection
        .write_all(head(&server, &token).as_bytes())
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let stopping = tokio::spawn(server.running.stop(Duration::ZERO));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!stopping.is_finished());
    assert!(TcpStream::connect(address).await.is_err());
    connection.write_all(BODY.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("\"Query\""),
        "{answer}"
    );
    tokio::time::timeout(Duration::from_secs(5), stopping)
        .await
        .unwrap()
        .unwrap();
}

/// Until the load balancer has noticed, whatever comes is answered, and told to go elsewhere next time.
#[tokio::test]
async fn during_the_notice_everything_is_answered_and_every_connection_closed() {
    let server = Server::start().await;
    let (token, address) = (server.token("cctv", "v1"), server.address);
    let mut kept = TcpStream::connect(address).await.unwrap();
    let health = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    kept.write_all(health.as_bytes()).await.unwrap();
    let mut first = vec![0; 4096];
    let read = kept.read(&mut first).await.unwrap();
    assert!(!String::from_utf8_lossy(&first[..read]).contains("connection: close"));
    let stopping = tokio::spawn(server.running.stop(Duration::from_secs(60)));
    loop {
        let mut look = TcpStream::connect(address).await.unwrap();
        look.write_all(b"GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            .await
            .unwrap();
        let mut ready = String::new();
        look.read_to_string(&mut ready).await.unwrap();
        if ready.contains("draining") {
            assert!(ready.starts_with("HTTP/1.1 503"), "{ready}");
            break;
        }
    }
    let mut new = TcpStream::connect(address).await.unwrap();
    for connection in [&mut kept, &mut new] {
        let whole = head_of(address, &token) + BODY;
        connection.write_all(whole.as_bytes()).await.unwrap();
        let mut answer = String::new();
        // To its end: the server closes it.
        connection.read_to_string(&mut answer).await.unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains("connection: close"),
            "{answer}"
        );
    }
    stopping.abort();
}

#[tokio::test]
async fn an_idle_connection_holds_nothing_up() {
    let server = Server::start().await;
    server.get("/healthz").send().await;
    let _idle = TcpStream::connect(server.address).await.unwrap();
    tokio::time::timeout(Duration::from_secs(5), server.running.stop(Duration::ZERO))
        .await
        .unwrap();
}

/// The client is gone before the answer; the work is still done, and counted.
#[tokio::test]
async fn a_request_whose_client_has_gone_is_finished() {
    let server = Server::start().await;
    let token = server.token("cctv", "v1");
    for _ in 0..20 {
        let mut connection = TcpStream::connect(server.address).await.unwrap();
        connection
            .write_all((head(&server, &token) + BODY).as_bytes())
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let figures = server.get("/metrics").send().await.body;
    assert!(
        figures.contains(r#"ovation_requests_total{api="audience",code="OK",status="200"} 20"#),
        "{figures}"
    );
    assert!(figures.contains(r#"ovation_requests_in_flight{api="audience"} 0"#));
}
