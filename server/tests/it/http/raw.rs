//! Below HTTP's own grammar: bytes that two readers could take for two different requests, and clients that never end.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::server::{CCTV, Server};

struct Connection(TcpStream);

impl Connection {
    async fn to(server: &Server) -> Self {
        Self(TcpStream::connect(server.address).await.unwrap())
    }

    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Until the server closes it, which it must within this time.
    async fn rest(&mut self, patience: Duration) -> String {
        let mut rest = Vec::new();
        let read = self.0.read_to_end(&mut rest);
        // A reset is an end, too: what was sent after the end was never read.
        let ended = tokio::time::timeout(patience, read).await;
        assert!(ended.is_ok(), "the connection is still open");
        String::from_utf8_lossy(&rest).into_owned()
    }

    async fn answer(&mut self) -> String {
        let mut answer = vec![0; 16 * 1024];
        let read = self.0.read(&mut answer);
        // None: no answer in time.
        let count = tokio::time::timeout(SOON, read).await.unwrap().unwrap();
        String::from_utf8_lossy(&answer[..count]).into_owned()
    }
}

const SOON: Duration = Duration::from_secs(5);

/// A second request hides in what follows. It must never be answered.
#[tokio::test]
async fn what_could_be_two_requests_is_none() {
    let server = Server::start().await;
    let hidden = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    let post = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    for head in [
        format!("{post}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        format!("{post}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n"),
        format!("{post}content-length: 5\r\ncontent-length: 6\r\n\r\n"),
        format!("{post}content-length: +5\r\n\r\n"),
        format!("{post}content-length: -5\r\n\r\n"),
        format!("{post}content-length: 5, 5\r\n\r\n"),
        format!("{post}content-length: 99999999999999999999999\r\n\r\n"),
        format!("{post}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        format!("{post}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        format!("{post}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n"),
        format!("{post}transfer-encoding: identity\r\n\r\n0\r\n\r\n"),
        format!("{post}transfer-encoding : chunked\r\n\r\n0\r\n\r\n"),
        format!("{post} folded: x\r\ncontent-length: 0\r\n\r\n"),
        "POST /graphql HTTP/1.0\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(),
        "GET /healthz HTTP/1.1\r\n\r\n".to_owned(),
        "GET /healthz HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n".to_owned(),
        "GET /heal\0thz HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
    ] {
        let mut connection = Connection::to(&server).await;
        connection.send(&format!("{head}{hidden}")).await;
        let answers = connection.rest(SOON).await;
        assert!(answers.starts_with("HTTP/1.1 400"), "{head}: {answers}");
        assert!(!answers.contains("alive"), "{head}: {answers}");
    }
}

/// These are one request, but say a thing twice or in a way that others read otherwise.
#[tokio::test]
async fn a_head_says_each_thing_once_and_in_few_words() {
    let server = Server::start().await;
    let long = "x".repeat(17_000);
    let many = (0..90)
        .map(|number| format!("x-{number}: y\r\n"))
        .collect::<String>();
    for (head, status) in [
        (
            "host: x\r\nauthorization: Bearer a\r\nauthorization: Bearer b\r\n".to_owned(),
            400,
        ),
        (
            "host: x\r\norigin: http://x\r\norigin: http://evil.example\r\n".to_owned(),
            400,
        ),
        (
            "host: x\r\nsec-fetch-site: same-origin\r\nsec-fetch-site: cross-site\r\n".to_owned(),
            400,
        ),
        (
            "host: x\r\nidempotency-key: a\r\nidempotency-key: b\r\n".to_owned(),
            400,
        ),
        (
            "host: x\r\ncontent-encoding: identity\r\ncontent-encoding: gzip\r\n".to_owned(),
            400,
        ),
        ("host: user@x\r\n".to_owned(), 400),
        ("host: x y\r\n".to_owned(), 400),
        (format!("host: x\r\ncookie: a={long}\r\n"), 431),
        (format!("host: x\r\n{many}"), 415),
        (format!("host: x\r\n{many}{many}"), 431),
    ] {
        for path in ["/graphql", "/console/graphql"] {
            let mut connection = Connection::to(&server).await;
            let close = "connection: close\r\n";
            connection
                .send(&format!("POST {path} HTTP/1.1\r\n{close}{head}\r\n"))
                .await;
            let answer = connection.rest(SOON).await;
            assert!(
                answer.starts_with(&format!("HTTP/1.1 {status}")),
                "{head}: {answer}"
            );
        }
    }
    // The line counts before the header where the two differ, so they may not.
    let mut connection = Connection::to(&server).await;
    connection
        .send("GET http://evil.example/console/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await;
    assert!(connection.rest(SOON).await.starts_with("HTTP/1.1 400"));
    let mut connection = Connection::to(&server).await;
    let address = format!("/live/{}", "x".repeat(5_000));
    connection
        .send(&format!(
            "GET {address} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        ))
        .await;
    assert!(connection.rest(SOON).await.starts_with("HTTP/1.1 414"));
}

#[tokio::test]
async fn a_head_that_never_ends_is_cut_off() {
    let server = Server::start_with("keep_alive_seconds = 1", &[CCTV]).await;
    // The first of a connection, a byte at a time.
    let mut first = Connection::to(&server).await;
    first.send("GET /healthz HTTP/1.1\r\nhost: x\r\n").await;
    // A later one, after a good one; and none at all.
    let mut later = Connection::to(&server).await;
    later.send("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(later.answer().await.contains("alive"));
    later.send("GET /healthz HTTP/1.1\r\nhost: ").await;
    let mut silent = Connection::to(&server).await;
    for connection in [&mut first, &mut later, &mut silent] {
        assert!(!connection.rest(Duration::from_secs(8)).await.contains("alive"));
    }
    // A head larger than any buffer.
    let mut flood = Connection::to(&server).await;
    flood.send("GET /healthz HTTP/1.1\r\nhost: x\r\n").await;
    let line = format!("x: {}\r\n", "y".repeat(1_000));
    let mut sent = 0;
    while sent < 10_000 && flood.0.write_all(line.as_bytes()).await.is_ok() {
        sent += 1;
    }
    assert!(sent < 10_000, "ten megabytes of headers were taken");
}

#[tokio::test]
async fn a_connection_in_use_is_kept() {
    let server = Server::start_with("keep_alive_seconds = 1", &[CCTV]).await;
    let mut connection = Connection::to(&server).await;
    let began = Instant::now();
    while began.elapsed() < Duration::from_millis(2_500) {
        connection.send("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
        assert!(connection.answer().await.contains("alive"));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn a_body_that_never_ends_is_cut_off() {
    let server = Server::start().await;
    let mut slow = Connection::to(&server).await;
    let head =
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    slow.send(head).await;
    let answer = slow.rest(Duration::from_secs(20)).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}
