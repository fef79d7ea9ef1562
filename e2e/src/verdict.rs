//! What an answer over HTTP means: an answer, "later", or a final no.

use std::time::Duration;

use hyper::header::RETRY_AFTER;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::connection::Response;
use crate::retry::Refusal;

/// An answer, however it came.
pub struct Heard<'a> {
    pub status: u16,
    pub body: &'a [u8],
    pub retry_after: Option<Duration>,
}

impl<'a> From<&'a Response> for Heard<'a> {
    fn from(response: &'a Response) -> Self {
        Self {
            status: response.status.as_u16(),
            body: &response.body,
            retry_after: retry_after(response),
        }
    }
}

/// Why a request is sent again, and after which pause if the server said so.
#[derive(Debug)]
pub struct Trouble {
    pub name: String,
    pub pause: Option<Duration>,
}

pub enum Verdict<T> {
    Answered(T),
    Again(Trouble),
    Refused(Refusal),
}

impl<T> Verdict<T> {
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Verdict<U> {
        match self {
            Self::Answered(data) => Verdict::Answered(change(data)),
            Self::Again(trouble) => Verdict::Again(trouble),
            Self::Refused(refusal) => Verdict::Refused(refusal),
        }
    }
}

#[derive(Deserialize)]
struct Envelope<T> {
    data: Option<T>,
    #[serde(default)]
    errors: Vec<GraphqlError>,
}

/// The errors alone, for an answer that has no data of the expected shape.
#[derive(Deserialize)]
struct Failure {
    #[serde(default)]
    errors: Vec<GraphqlError>,
}

#[derive(Deserialize)]
struct GraphqlError {
    message: String,
    #[serde(default)]
    extensions: Extensions,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Extensions {
    code: Option<String>,
    retry_after_ms: Option<u64>,
}

/// Of an answer that is else all right.
const LATER: [&str; 5] = [
    "RATE_LIMITED",
    "OVERLOADED",
    "CHANNEL_READ_ONLY",
    "CHANNEL_UNAVAILABLE",
    "INTERNAL",
];

/// INTERNAL is asked again, too: what was carried out is answered alike, what was not is still wanted.
pub fn judge<T: DeserializeOwned>(heard: &Heard<'_>) -> Verdict<T> {
    let status = heard.status;
    let later = status >= 500 || status == 429;
    let unreadable = |reason: String| {
        let start = &heard.body[..heard.body.len().min(300)];
        let excerpt = String::from_utf8_lossy(start).into_owned();
        Verdict::Refused(Refusal::Unreadable {
            status,
            reason,
            excerpt,
        })
    };
    let errors = match serde_json::from_slice::<Envelope<T>>(heard.body) {
        Ok(Envelope {
            data: Some(data),
            errors,
        }) if errors.is_empty() && !later => {
            return Verdict::Answered(data);
        }
        Ok(envelope) => envelope.errors,
        Err(error) => match serde_json::from_slice::<Failure>(heard.body) {
            Ok(failure) if later || !failure.errors.is_empty() => failure.errors,
            _ if later => Vec::new(),
            _ => return unreadable(error.to_string()),
        },
    };
    let Some(first) = errors.into_iter().next() else {
        return match later {
            true => Verdict::Again(Trouble {
                name: format!("HTTP {status}"),
                pause: heard.retry_after,
            }),
            false => unreadable("neither data nor errors".to_owned()),
        };
    };
    let code = first.extensions.code.unwrap_or_else(|| format!("HTTP {status}"));
    if later || LATER.contains(&code.as_str()) {
        let pause = first.extensions.retry_after_ms.map(Duration::from_millis);
        return Verdict::Again(Trouble {
            name: code,
            pause: pause.or(heard.retry_after),
        });
    }
    Verdict::Refused(Refusal::Error {
        code,
        message: first.message,
        status,
    })
}

fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}
