//! Requests byte by byte, for clients that misbehave.

use std::time::Duration;

use anyhow::{Context, Result};
use e2e::address::Address;
use e2e::retry::Call;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::DEADLINE;

/// One request on a connection of its own, which is closed when this is dropped.
pub struct Raw {
    stream: TcpStream,
    head: Vec<u8>,
    body: Vec<u8>,
}

impl Raw {
    pub async fn connect(address: &Address, call: &Call, more_headers: &str) -> Result<Self> {
        let authority = address.authority();
        let stream = TcpStream::connect(&authority).await?;
        stream.set_nodelay(true)?;
        let mut head = format!(
            "POST {} HTTP/1.1\r\nHost: {authority}\r\nContent-Type: application/json\r\n\
             Accept: application/graphql-response+json\r\nConnection: close\r\nContent-Length: {}\r\n{more_headers}",
            call.path,
            call.body.len()
        );
        for (name, value) in &call.headers {
            head.push_str(&format!("{name}: {}\r\n", value.to_str()?));
        }
        head.push_str("\r\n");
        Ok(Self {
            stream,
            head: head.into_bytes(),
            body: call.body.to_vec(),
        })
    }

    /// Sends the head with `Expect: 100-continue` given to [`connect`](Self::connect), and waits for the word to go
    /// on: from then on the server has this request in flight.
    pub async fn begin(&mut self) -> Result<()> {
        self.stream.write_all(&self.head).await?;
        let mut word = [0; 25];
        let read = timeout(DEADLINE, self.stream.read_exact(&mut word)).await;
        read.context("the server does not ask for the body")??;
        anyhow::ensure!(
            &word == b"HTTP/1.1 100 Continue\r\n\r\n",
            "{}",
            String::from_utf8_lossy(&word)
        );
        Ok(())
    }

    /// Sends the body and reads the answer: its JSON.
    pub async fn finish(mut self) -> Result<Value> {
        self.stream.write_all(&self.body).await?;
        let mut answer = Vec::new();
        let read = timeout(DEADLINE, self.stream.read_to_end(&mut answer)).await;
        read.context("no answer")??;
        let text = String::from_utf8_lossy(&answer);
        let (start, end) = (text.find('{'), text.rfind('}'));
        let json = start.zip(end).map(|(start, end)| &text[start..=end]);
        Ok(serde_json::from_str(
            json.with_context(|| format!("no JSON in '{text}'"))?,
        )?)
    }
}

/// Sends the first `length` bytes of the request and hangs up.
pub async fn cut_after(address: &Address, call: &Call, length: usize) -> Result<()> {
    let mut raw = Raw::connect(address, call, "").await?;
    let bytes = [&raw.head[..], &raw.body].concat();
    raw.stream.write_all(&bytes[..length.min(bytes.len())]).await?;
    Ok(())
}

/// Sends the request and hangs up unless it is answered within `patience`.
pub async fn cut_within(address: &Address, call: &Call, patience: Duration) -> Result<()> {
    let mut raw = Raw::connect(address, call, "").await?;
    let bytes = [&raw.head[..], &raw.body].concat();
    raw.stream.write_all(&bytes).await?;
    let _ = timeout(patience, raw.stream.read_u8()).await; // whatever comes is not believed
    Ok(())
}
