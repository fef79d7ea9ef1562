//! Which of the two media types of GraphQL over HTTP an answer has, and what that does to its status.

use actix_web::http::header::{self, HeaderMap};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// The status tells whether the request was carried out.
    GraphQl,
    /// Of older clients: 200 for whatever was a well-formed request.
    Json,
}

impl Media {
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// What the caller likes best; the first where it likes both alike, or says nothing (the rule of the specification
    /// since 2025). None: it takes neither.
    pub fn accepted(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(header::ACCEPT).peekable();
        if values.peek().is_none() {
            return Some(Self::GraphQl);
        }
        let (mut graphql, mut json) = (Liked::default(), Liked::default());
        for value in values {
            for range in value.to_str().unwrap_or_default().split(',') {
                graphql.hear(range, "application", "graphql-response+json");
                json.hear(range, "application", "json");
            }
        }
        match (graphql.quality, json.quality) {
            (0, 0) => None,
            (graphql, json) if graphql >= json => Some(Self::GraphQl),
            _ => Some(Self::Json),
        }
    }
}

/// Of several ranges that fit a type the most specific one counts (RFC 9110, 12.5.1).
#[derive(Default)]
struct Liked {
    specific: u8,
    /// In thousandths.
    quality: u16,
}

impl Liked {
    fn hear(&mut self, range: &str, kind: &str, subtype: &str) {
        let mut parts = range.split(';').map(str::trim);
        let Some((range_kind, range_subtype)) = parts.next().and_then(|range| range.split_once('/')) else {
            return;
        };
        let specific = match (range_kind, range_subtype) {
            ("*", "*") => 1,
            (a, "*") if a.eq_ignore_ascii_case(kind) => 2,
            (a, b) if a.eq_ignore_ascii_case(kind) && b.eq_ignore_ascii_case(subtype) => 3,
            _ => return,
        };
        let mut quality = 1000;
        for parameter in parts {
            match parameter.split_once('=') {
                Some((name, value)) if name.eq_ignore_ascii_case("q") => quality = thousandths(value),
                Some((name, value)) if name.eq_ignore_ascii_case("charset") && !is_utf8(value) => return,
                _ => {}
            }
        }
        if specific > self.specific || (specific == self.specific && quality > self.quality) {
            *self = Self { specific, quality };
        }
    }
}

fn thousandths(quality: &str) -> u16 {
    let quality: f32 = quality.trim().parse().unwrap_or(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 1000"
    )]
    let thousandths = (quality.clamp(0.0, 1.0) * 1000.0) as u16;
    thousandths
}

fn is_utf8(charset: &str) -> bool {
    charset.trim_matches('"').eq_ignore_ascii_case("utf-8")
}

/// Whether the body says that it is JSON in UTF-8. Nothing else is taken, above all not what a form of another site can
/// send without asking first.
pub fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    let mut parts = value.split(';').map(str::trim);
    let is_json = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    is_json
        && parts.all(|parameter| {
            parameter
                .split_once('=')
                .is_none_or(|(name, value)| !name.eq_ignore_ascii_case("charset") || is_utf8(value))
        })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn accepted(accept: &'static str) -> Option<Media> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        Media::accepted(&headers)
    }

    #[test]
    fn the_caller_chooses() {
        assert_eq!(Media::accepted(&HeaderMap::new()), Some(Media::GraphQl));
        assert_eq!(accepted("*/*"), Some(Media::GraphQl));
        assert_eq!(accepted("application/*"), Some(Media::GraphQl));
        assert_eq!(accepted("application/json"), Some(Media::Json));
        assert_eq!(accepted("Application/JSON; charset=UTF-8"), Some(Media::Json));
        assert_eq!(accepted("application/json, */*;q=0.8"), Some(Media::Json));
        assert_eq!(
            accepted("application/graphql-response+json;q=0.5, application/json"),
            Some(Media::Json)
        );
        assert_eq!(
            accepted("application/graphql-response+json, application/json;q=0.9"),
            Some(Media::GraphQl)
        );
        assert_eq!(
            accepted("application/graphql-response+json;q=0, */*"),
            Some(Media::Json)
        );
    }

    #[test]
    fn some_take_neither() {
        assert_eq!(accepted("text/html"), None);
        assert_eq!(accepted("application/json; charset=iso-8859-1"), None);
        assert_eq!(accepted("application/json;q=0"), None);
        assert_eq!(accepted("nonsense"), None);
    }

    #[test]
    fn only_json_in_utf8_is_a_body() {
        let body = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(value));
            is_json(&headers)
        };
        assert!(body("application/json"));
        assert!(body("application/json; charset=utf-8"));
        assert!(body("Application/Json;charset=\"UTF-8\""));
        for other in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json; charset=utf-16",
            "application/graphql",
            "",
        ] {
            assert!(!body(other), "{other}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
