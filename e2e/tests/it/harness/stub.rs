//! A server that answers as told, one act a request, to see what a client makes of it.

use anyhow::{Context, Result};
use e2e::address::Address;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

#[derive(Debug, Clone, Copy)]
pub enum Act {
    /// Reads the request and closes the connection.
    HangUp,
    /// Status line and further headers without their last line break, and the body.
    Say(&'static str, &'static str),
}

pub struct Stub {
    pub address: Address,
    requests: JoinHandle<Result<Vec<String>>>,
}

impl Stub {
    /// Plays `acts` in their order, then ends.
    pub async fn play(acts: Vec<Act>) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?).parse()?;
        Ok(Self {
            address,
            requests: tokio::spawn(serve(listener, acts)),
        })
    }

    /// Every request that it got, head and body.
    pub async fn requests(self) -> Result<Vec<String>> {
        self.requests.await?
    }
}

async fn serve(listener: TcpListener, acts: Vec<Act>) -> Result<Vec<String>> {
    let (mut requests, mut stream) = (Vec::new(), None);
    for act in acts {
        let mut open = match stream.take() {
            Some(open) => open,
            None => listener.accept().await?.0,
        };
        requests.push(read(&mut open).await?);
        if let Act::Say(head, body) = act {
            let answer = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
            open.write_all(answer.as_bytes()).await?;
            stream = Some(open);
        }
    }
    Ok(requests)
}

/// One request with a `Content-Length`.
async fn read(stream: &mut TcpStream) -> Result<String> {
    let mut text = String::new();
    loop {
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Ok(text);
            }
        }
        let mut buffer = [0; 4096];
        let length = stream.read(&mut buffer).await?;
        anyhow::ensure!(length > 0, "the client hung up");
        text.push_str(std::str::from_utf8(&buffer[..length]).context("no UTF-8")?);
    }
}
