//! Who is signed in. The token is 32 random bytes in a cookie; the record keeps its SHA-256, so that a copy of the record
//! signs nobody in. A session ends at a fixed time after the sign-in, however it was used.

mod entity;
mod store;

use aws_lc_rs::digest;
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use tenants::ControlTx;

use super::Member;
use crate::ctx::Platform;
use crate::error::Result;
use crate::ids::MemberId;

/// The SHA-256 of a session's token: names the session without being able to act for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionKey([u8; 32]);

impl SessionKey {
    /// None for what can't be a token of ours.
    #[must_use]
    pub fn of(token: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let fits = BASE64URL_NOPAD.decode_len(token.len()) == Ok(bytes.len());
        (fits && BASE64URL_NOPAD.decode_mut(token.as_bytes(), &mut bytes) == Ok(bytes.len()))
            .then(|| Self::of_bytes(&bytes))
    }

    /// No session has it: it is the hash of nothing.
    pub(super) const fn of_nobody() -> Self {
        Self([0; 32])
    }

    fn of_bytes(bytes: &[u8; 32]) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
        Self(hash)
    }
}

/// A session just opened: the token goes into the cookie and is kept nowhere else.
pub(super) struct Opened {
    pub(super) token: String,
    pub(super) expires_at: DateTime<Utc>,
}

/// A fresh token at every sign-in; a session that the browser still had ends.
pub(super) async fn open(
    platform: &Platform,
    tx: &ControlTx,
    member: MemberId,
    replaces: Option<SessionKey>,
) -> Result<Opened> {
    let now = platform.clock.now();
    let bytes: [u8; 32] = platform.random.bytes();
    let expires_at = now + TimeDelta::seconds(platform.config.session_seconds.into());
    if let Some(old) = replaces {
        store::delete(tx, old).await?;
    }
    store::insert(tx, SessionKey::of_bytes(&bytes), member, now, expires_at).await?;
    Ok(Opened {
        token: BASE64URL_NOPAD.encode(&bytes),
        expires_at,
    })
}

/// Whose session this is and until when. None: there is none, or it is over.
///
/// # Errors
/// The record is out of reach.
pub async fn find(platform: &Platform, key: SessionKey) -> Result<Option<(Member, DateTime<Utc>)>> {
    let tx = platform.registry.control_read().await?;
    let Some((member, expires_at)) = store::find(&tx, key).await? else {
        return Ok(None);
    };
    if platform.clock.now() >= expires_at {
        return Ok(None);
    }
    Ok(super::store::find(&tx, member)
        .await?
        .map(|member| (member, expires_at)))
}

/// Signs out. Does nothing where the session is over.
///
/// # Errors
/// The record is out of reach.
pub async fn close(platform: &Platform, key: SessionKey) -> Result<()> {
    let tx = platform.registry.control_write().await?;
    store::delete(&tx, key).await?;
    Ok(tx.commit().await?)
}

/// A member whose password has changed signs in anew, everywhere.
pub(super) async fn close_all(tx: &ControlTx, member: MemberId) -> Result<()> {
    Ok(store::delete_of(tx, member).await?)
}

/// For a worker, now and then.
///
/// # Errors
/// The record is out of reach.
pub async fn forget_expired(platform: &Platform) -> Result<()> {
    let tx = platform.registry.control_write().await?;
    store::delete_expired(&tx, platform.clock.now()).await?;
    Ok(tx.commit().await?)
}
