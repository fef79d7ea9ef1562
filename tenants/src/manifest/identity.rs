//! `[identity]`: how a channel's own app already says who its viewers are.

use serde::Deserialize;
use serde_spanned::Spanned;
use url::{Host, Url};

use super::parse::Checker;
use crate::ids::Slug;
use crate::jwks::Jwks;

/// A day: what lasts longer than that is no proof of who holds a phone now.
const TOKEN_SECONDS_MAX: u32 = 86_400;
const TOKEN_SECONDS_DEFAULT: u32 = 7_200;
/// What a token says of itself, and so nobody's name.
const RESERVED: [&str; 6] = ["iss", "aud", "exp", "nbf", "iat", "jti"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    pub audience: String,
    pub keys: KeySource,
    /// The claim that holds the viewer's id.
    pub viewer_claim: String,
    pub nickname_claim: String,
    /// The longest time for which a token may be issued.
    pub token_seconds_max: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// In the manifest: rotated by applying it again.
    Inline(Jwks),
    /// Asked for again and again.
    Url(Url),
}

impl Identity {
    #[must_use]
    pub const fn jwks_url(&self) -> Option<&Url> {
        match &self.keys {
            KeySource::Url(url) => Some(url),
            KeySource::Inline(_) => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawIdentity {
    issuer: Spanned<String>,
    audience: Spanned<String>,
    jwks: Option<Spanned<String>>,
    jwks_url: Option<Spanned<String>>,
    viewer_claim: Option<Spanned<String>>,
    nickname_claim: Option<Spanned<String>>,
    token_seconds_max: Option<Spanned<u32>>,
}

pub(super) fn checked(check: &mut Checker<'_>, raw: &Spanned<RawIdentity>) -> Option<Identity> {
    let given = raw.get_ref();
    for (at, field) in [
        (&given.issuer, "identity.issuer"),
        (&given.audience, "identity.audience"),
    ] {
        let fine = (1..=200).contains(&at.get_ref().len()) && !at.get_ref().contains(char::is_control);
        check.require(fine, at, field, "1 to 200 bytes without control characters");
    }
    // Tokens of ours name the channel's slug as their issuer.
    check.require(
        Slug::parse(given.issuer.get_ref()).is_err(),
        &given.issuer,
        "identity.issuer",
        "a plain name may be that of a channel: an address is wanted, such as https://login.example",
    );
    let keys = match (&given.jwks, &given.jwks_url) {
        (Some(jwks), None) => inline(check, jwks),
        (None, Some(url)) => by_url(check, url),
        _ => {
            check.refuse(raw, "identity.jwks", "either jwks or jwks_url is wanted");
            None
        }
    };
    let viewer_claim = claim(check, given.viewer_claim.as_ref(), "identity.viewer_claim", "sub");
    let nickname_claim = claim(
        check,
        given.nickname_claim.as_ref(),
        "identity.nickname_claim",
        "name",
    );
    if let Some(at) = &given.token_seconds_max {
        let fine = (60..=TOKEN_SECONDS_MAX).contains(at.get_ref());
        check.require(fine, at, "identity.token_seconds_max", "60 to 86400, a day");
    }
    Some(Identity {
        issuer: given.issuer.get_ref().clone(),
        audience: given.audience.get_ref().clone(),
        keys: keys?,
        viewer_claim,
        nickname_claim,
        token_seconds_max: given
            .token_seconds_max
            .as_ref()
            .map_or(TOKEN_SECONDS_DEFAULT, |at| *at.get_ref()),
    })
}

/// Here every key must be good: whoever wrote it down can take a bad one out.
fn inline(check: &mut Checker<'_>, at: &Spanned<String>) -> Option<KeySource> {
    match Jwks::parse(at.get_ref().as_bytes()) {
        Ok(jwks) => {
            for why in &jwks.refused {
                check.refuse(at, "identity.jwks", why.as_str());
            }
            let is_empty = jwks.keys.is_empty() && jwks.refused.is_empty();
            check.require(!is_empty, at, "identity.jwks", "at least one key is wanted");
            Some(KeySource::Inline(jwks))
        }
        Err(error) => {
            check.refuse_within(at, error.line, "identity.jwks", error.message);
            None
        }
    }
}

/// Over TLS; in the clear only from this very machine, which the server takes in development alone.
fn by_url(check: &mut Checker<'_>, at: &Spanned<String>) -> Option<KeySource> {
    let url = check.parsed(at, "identity.jwks_url", Url::parse(at.get_ref()))?;
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let fine = match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback,
        _ => false,
    };
    check.require(fine, at, "identity.jwks_url", "an https:// address is wanted");
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    check.require(
        plain,
        at,
        "identity.jwks_url",
        "without a user, a password or a #",
    );
    Some(KeySource::Url(url))
}

fn claim(check: &mut Checker<'_>, at: Option<&Spanned<String>>, field: &str, default: &str) -> String {
    let Some(at) = at else {
        return default.to_owned();
    };
    let name = at.get_ref();
    let fine = (1..=100).contains(&name.len())
        && !name.contains(char::is_control)
        && !RESERVED.contains(&name.as_str());
    check.require(fine, at, field, "the name of a claim that says who the viewer is");
    name.clone()
}
