//! A viewer's token: a JWT of one shape. Whatever is not exactly that shape is refused.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use tenants::TenantId;

use super::Refused;
use super::key::{SigningKey, VerifyingKey};

/// The Audience API, and nothing else.
const AUDIENCE: &str = "ovation-audience";

/// Longer than any token of ours: ids and nicknames are bounded.
pub(super) const BYTES_MAX: usize = 4096;

/// Nodes' clocks may differ by this much when a token has just been minted.
const SKEW: TimeDelta = TimeDelta::seconds(10);

#[derive(Debug, Serialize, Deserialize)]
struct Claims<'a> {
    iss: Cow<'a, str>,
    aud: Cow<'a, str>,
    sub: Cow<'a, str>,
    name: Cow<'a, str>,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// What a valid token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub tenant: TenantId,
    pub viewer: Box<str>,
    pub nickname: Box<str>,
    pub expires_at: DateTime<Utc>,
}

/// A token just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minted {
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

/// `{"typ":"JWT","alg":"EdDSA","kid":…}` as it stands at the head of every token that this key signs.
pub(super) fn header(kid: &str) -> String {
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(kid.to_owned());
    BASE64URL_NOPAD.encode(&serde_json::to_vec(&header).unwrap_or_default())
}

pub(super) fn mint(
    key: &SigningKey,
    viewer: &str,
    nickname: &str,
    now: DateTime<Utc>,
    lifetime: TimeDelta,
) -> Result<Minted, serde_json::Error> {
    let expires_at = DateTime::from_timestamp((now + lifetime).timestamp(), 0).unwrap_or(now);
    let claims = Claims {
        iss: key.issuer.as_ref().into(),
        aud: AUDIENCE.into(),
        sub: viewer.into(),
        name: nickname.into(),
        iat: now.timestamp(),
        nbf: now.timestamp(),
        exp: expires_at.timestamp(),
    };
    let payload = BASE64URL_NOPAD.encode(&serde_json::to_vec(&claims)?);
    let mut token = format!("{}.{payload}", key.header);
    let signature = key.pair.sign(token.as_bytes());
    token.push('.');
    BASE64URL_NOPAD.encode_append(signature.as_ref(), &mut token);
    Ok(Minted { token, expires_at })
}

/// Which key it claims to be signed with. A header with anything beyond `typ`, `alg` and `kid` is none of ours.
pub(super) fn kid(token: &str) -> Result<String, Refused> {
    if token.len() > BYTES_MAX {
        return Err(Refused::Invalid);
    }
    let mut header = jsonwebtoken::decode_header(token).map_err(|_| Refused::Invalid)?;
    let kid = header.kid.take().ok_or(Refused::Invalid)?;
    // `alg` is left as it came: the key decides about it, not this comparison.
    let plain = Header {
        alg: header.alg,
        typ: header.typ.clone(),
        ..Header::new(header.alg)
    };
    if header == plain {
        Ok(kid)
    } else {
        Err(Refused::Invalid)
    }
}

/// The algorithm, the issuer and the audience are the key's, never the token's.
pub(super) fn validation(issuer: &str) -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
    // Times are compared below, with the time that was passed in.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.leeway = 0;
    validation
}

pub(super) fn decoding(public_key: &[u8]) -> DecodingKey {
    DecodingKey::from_ed_der(public_key)
}

pub(super) fn verify(key: &VerifyingKey, token: &str, now: DateTime<Utc>) -> Result<Verified, Refused> {
    let claims = jsonwebtoken::decode::<Claims<'static>>(token, &key.decoding, &key.validation)
        .map_err(|_| Refused::Invalid)?
        .claims;
    let time = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(Refused::Invalid);
    let (not_before, expires_at) = (time(claims.nbf)?, time(claims.exp)?);
    // An audience that is a list would have passed above; ours never is one, and a typed claim refuses it.
    if now >= expires_at || now + SKEW < not_before {
        return Err(Refused::Invalid);
    }
    Ok(Verified {
        tenant: key.tenant,
        viewer: claims.sub.as_ref().into(),
        nickname: claims.name.as_ref().into(),
        expires_at,
    })
}
