//! Reads what a caller shows for itself. Whether it is worth anything is `api::authenticate`'s to say.

use actix_web::http::header::{self, HeaderMap};

use crate::error::{Error, Result};

/// The token of `Authorization: Bearer …`.
///
/// # Errors
/// `UNAUTHENTICATED` for another scheme or for what is no text: who shows something is not taken for nobody.
pub fn bearer(headers: &HeaderMap) -> Result<Option<&str>> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    // A word at a time; `to_str` looks at each byte by itself.
    let value = std::str::from_utf8(value.as_bytes()).map_err(|_| Error::Unauthenticated)?;
    match value.trim().split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") && !token.trim().is_empty() => {
            Ok(Some(token.trim()))
        }
        _ => Err(Error::Unauthenticated),
    }
}

#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let values = headers
        .get_all(header::COOKIE)
        .filter_map(|value| value.to_str().ok());
    let mut pairs = values
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn reads_bearers() {
        let of = |value: &str| {
            let request = TestRequest::post()
                .insert_header(("authorization", value))
                .to_http_request();
            bearer(request.headers())
                .map(|token| token.map(str::to_owned))
                .map_err(|error| error.code())
        };
        assert_eq!(of("Bearer abc"), Ok(Some("abc".to_owned())));
        assert_eq!(of("bearer  abc "), Ok(Some("abc".to_owned())));
        for wrong in ["Basic abc", "Bearer", "Bearer ", "abc", ""] {
            assert_eq!(of(wrong), Err("UNAUTHENTICATED"), "{wrong}");
        }
        assert!(matches!(bearer(&HeaderMap::new()), Ok(None)));
    }

    #[test]
    fn reads_cookies() {
        let request = TestRequest::post()
            .insert_header(("cookie", "a=1; ovation_session=x=y;b=2"))
            .to_http_request();
        assert_eq!(cookie(request.headers(), "ovation_session"), Some("x=y"));
        assert_eq!(cookie(request.headers(), "ovation"), None);
    }
}
