//! A token taken apart, and our own: a JWT of one shape. Whatever is not exactly that shape is refused.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, Header};
use serde::{Deserialize, Serialize};
use tenants::TenantId;

use super::Refused;
use super::key::{SigningKey, VerifyingKey};

/// The Audience API, and nothing else.
pub(super) const AUDIENCE: &str = "ovation-audience";

/// Longer than any token of ours, and than those of identity providers that tell who somebody is and no more.
pub(super) const BYTES_MAX: usize = 4096;

/// Clocks may differ by this much when a token has just been issued.
pub(super) const SKEW: TimeDelta = TimeDelta::seconds(10);

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

/// The parts of a token, nothing of which is believed yet.
pub(super) struct Parts<'t> {
    /// What the header says: compared with the key's own, never followed.
    pub(super) algorithm: Algorithm,
    pub(super) kid: String,
    pub(super) message: &'t [u8],
    pub(super) signature: &'t str,
    payload: &'t str,
}

impl<'t> Parts<'t> {
    /// A header that brings a key or says where one is to be had (`jwk`, `jku`, `x5u`, `x5c`), that wants more than is
    /// understood here (`crit`), or that has anything else beyond `typ`, `alg`, `kid` and a thumbprint, is not looked into.
    pub(super) fn of(token: &'t str) -> Result<Self, Refused> {
        if token.len() > BYTES_MAX {
            return Err(Refused::Invalid);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(Refused::Invalid)?;
        let (_, payload) = message.split_once('.').ok_or(Refused::Invalid)?;
        let mut header = jsonwebtoken::decode_header(token).map_err(|_| Refused::Invalid)?;
        let kid = header.kid.take().ok_or(Refused::Invalid)?;
        (header.x5t, header.x5t_s256) = (None, None);
        let plain = Header {
            typ: header.typ.clone(),
            ..Header::new(header.alg)
        };
        if header != plain {
            return Err(Refused::Invalid);
        }
        Ok(Self {
            algorithm: header.alg,
            kid,
            message: message.as_bytes(),
            signature,
            payload,
        })
    }

    pub(super) fn payload(&self) -> Result<Vec<u8>, Refused> {
        BASE64URL_NOPAD
            .decode(self.payload.as_bytes())
            .map_err(|_| Refused::Invalid)
    }
}

/// One of ours, whose signature has been checked: for the audience, from this key's tenant, and for now.
pub(super) fn read(key: &VerifyingKey, parts: &Parts<'_>, now: DateTime<Utc>) -> Result<Verified, Refused> {
    let payload = parts.payload()?;
    // Typed: an audience that is a list is none of ours, nor is a time that is no whole number.
    let claims: Claims<'_> = serde_json::from_slice(&payload).map_err(|_| Refused::Invalid)?;
    if claims.iss != *key.issuer || claims.aud != AUDIENCE {
        return Err(Refused::Invalid);
    }
    let time = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(Refused::Invalid);
    let (not_before, expires_at) = (time(claims.nbf)?, time(claims.exp)?);
    if now >= expires_at || now + SKEW < not_before {
        return Err(Refused::Invalid);
    }
    Ok(Verified {
        tenant: key.tenant,
        viewer: claims.sub.as_ref().into(),
        nickname: claims.name.as_ref().into(),
        // Whoever remembers the answer is told when it ends.
        expires_at: key.expires_at.map_or(expires_at, |at| expires_at.min(at)),
    })
}
