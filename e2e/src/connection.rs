//! One keep-alive HTTP/1.1 connection, made again when it is lost. One request at a time, as a phone does it.

use std::fmt;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{HeaderMap, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::address::Address;

/// More than any answer of the two APIs. A longer one counts as a lost connection.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

pub struct Connection {
    address: Address,
    authority: String,
    sender: Option<SendRequest<Full<Bytes>>>,
}

#[derive(Debug)]
pub struct Response {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// No answer came. Whether the request was carried out is not known.
#[derive(Debug, thiserror::Error)]
pub enum Lost {
    #[error("no connection: {0}")]
    Connect(String),
    #[error("connection lost: {0}")]
    Cut(String),
    #[error("no answer within {0:?}")]
    Silent(Duration),
}

impl Connection {
    /// Connects with the first request.
    pub fn new(address: Address) -> Self {
        Self {
            authority: address.authority(),
            address,
            sender: None,
        }
    }

    pub fn address(&self) -> &Address {
        &self.address
    }

    /// `host:port`, which a request of HTTP/1.1 must name.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Sends `request` once and waits for the whole answer, `limit` at the longest.
    ///
    /// # Errors
    /// [`Lost`] when there was no answer; the connection is closed then, and the next request makes a new one.
    pub async fn send(&mut self, request: Request<Full<Bytes>>, limit: Duration) -> Result<Response, Lost> {
        match timeout(limit, self.exchange(request)).await {
            Ok(Ok((response, sender))) => {
                self.sender = Some(sender);
                Ok(response)
            }
            Ok(Err(lost)) => Err(lost),
            Err(_) => Err(Lost::Silent(limit)),
        }
    }

    // The sender is out of `self` while a request is under way: whoever drops this future closes the connection.
    async fn exchange(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<(Response, SendRequest<Full<Bytes>>), Lost> {
        let mut sender = self.ready().await?;
        let answer = sender.send_request(request).await.map_err(cut)?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, ANSWER_BYTES_MAX)
            .collect()
            .await
            .map_err(cut)?
            .to_bytes();
        Ok((
            Response {
                status: head.status,
                headers: head.headers,
                body,
            },
            sender,
        ))
    }

    async fn ready(&mut self) -> Result<SendRequest<Full<Bytes>>, Lost> {
        if let Some(mut sender) = self.sender.take()
            && sender.ready().await.is_ok()
        {
            return Ok(sender);
        }
        let stream = TcpStream::connect(&self.authority)
            .await
            .map_err(|e| Lost::Connect(e.to_string()))?;
        stream
            .set_nodelay(true)
            .map_err(|e| Lost::Connect(e.to_string()))?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(cut)?;
        tokio::spawn(connection); // ends with the sender; what went wrong, the sender is told
        Ok(sender)
    }
}

fn cut(error: impl fmt::Display) -> Lost {
    Lost::Cut(error.to_string())
}
