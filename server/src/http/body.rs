//! Takes in a request's body: bounded in size and in time, also where it is not wanted.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Bytes, BytesMut};
use futures::{Stream, StreamExt};

use super::reply::Refusal;

/// How long a client may take over the body, all of it.
const PATIENCE: Duration = Duration::from_secs(10);

/// # Errors
/// 413, 408, 415 for a compressed one, 400 for one that breaks off.
pub async fn read(
    headers: &HeaderMap,
    payload: &mut (impl Stream<Item = Result<Bytes, PayloadError>> + Unpin),
    bytes_max: usize,
) -> Result<Bytes, Refusal> {
    if headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|coding| coding.as_bytes() != b"identity")
    {
        return Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "a compressed body is not taken",
        ));
    }
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > bytes_max) {
        return Err(too_large(bytes_max));
    }
    tokio::time::timeout(
        PATIENCE,
        collect(payload, announced.unwrap_or_default(), bytes_max),
    )
    .await
    .unwrap_or_else(|_| {
        Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "the body took too long",
        ))
    })
}

async fn collect(
    payload: &mut (impl Stream<Item = Result<Bytes, PayloadError>> + Unpin),
    announced: usize,
    bytes_max: usize,
) -> Result<Bytes, Refusal> {
    let breaks_off = |_| Refusal::new(StatusCode::BAD_REQUEST, "the body breaks off");
    // Mostly all of it comes at once, and is taken as it is.
    let Some(first) = payload.next().await.transpose().map_err(breaks_off)? else {
        return Ok(Bytes::new());
    };
    if first.len() > bytes_max {
        return Err(too_large(bytes_max));
    }
    let Some(second) = payload.next().await.transpose().map_err(breaks_off)? else {
        return Ok(first);
    };
    let mut body = BytesMut::with_capacity(announced);
    body.extend_from_slice(&first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        if body.len() + chunk.len() > bytes_max {
            return Err(too_large(bytes_max));
        }
        body.extend_from_slice(&chunk);
        next = payload.next().await.transpose().map_err(breaks_off)?;
    }
    Ok(body.freeze())
}

fn too_large(bytes_max: usize) -> Refusal {
    Refusal::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("a body has at most {bytes_max} bytes"),
    )
}

/// Keeps what is left of a body at hand until the answer has gone out. Where it was not read to its end the server then
/// closes the connection; dropped earlier, it would be read on and thrown away for as long as the client cares to send.
pub fn hold(response: HttpResponse, payload: impl Unpin + 'static) -> HttpResponse {
    response.map_body(|_, body| keep(body, payload))
}

/// A body that takes something along until it has gone out.
pub fn keep<T: Unpin + 'static>(body: BoxBody, kept: T) -> BoxBody {
    BoxBody::new(Held { body, _kept: kept })
}

struct Held<T> {
    body: BoxBody,
    _kept: T,
}

impl<T: Unpin> MessageBody for Held<T> {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}
