//! How an answer is given, known before anything else of it: its media type, and the id under which it is in our logs.

use actix_web::http::header::HeaderMap;

use super::media::Media;
use super::reply::{Refusal, Reply};
use super::span::{self, TraceId};
use crate::ctx::Platform;

#[derive(Clone, Copy, Debug)]
pub struct Form {
    pub media: Media,
    pub trace_id: TraceId,
}

impl Form {
    /// Of an answer that comes before the request has been looked at.
    #[must_use]
    pub fn of_refused(headers: &HeaderMap, platform: &Platform) -> Self {
        Self {
            media: Media::accepted(headers).unwrap_or(Media::Json),
            trace_id: span::trace_id(headers, &platform.random),
        }
    }

    /// Before the schema was asked: 4xx or 5xx in either media type.
    pub fn refuse(&self, refusal: impl Into<Refusal>) -> Reply {
        Reply::refuse(refusal, *self)
    }
}
