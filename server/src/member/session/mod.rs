//! Who is signed in. The token is 32 random bytes in a cookie; the record keeps its SHA-256, so that a copy of the record
//! signs nobody in. A session ends when it has lain unused for a while, and at a fixed time after the sign-in however it
//! was used. A member sees their own and can end each of them.

mod entity;
mod store;

use aws_lc_rs::digest;
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use serde_json::json;
use tenants::ControlTx;
use uuid::Uuid;

use super::{Enroller, Member, Oneself};
use crate::audit::Event;
use crate::config::Config;
use crate::ctx::Platform;
use crate::doer::Origin;
use crate::error::Result;
use crate::ids::{MemberId, SessionId};
use entity::Model;

/// When a session was last used is for people and for the idle limit: to the minute is enough, and spares a write each
/// time.
const USE_NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

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

    /// As what a session does is kept beside it.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn of_bytes(bytes: &[u8; 32]) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
        Self(hash)
    }
}

struct Limits {
    idle: TimeDelta,
}

impl Limits {
    fn of(config: &Config) -> Self {
        Self {
            idle: TimeDelta::seconds(config.session_idle_seconds.into()),
        }
    }

    fn is_over(&self, session: &Model, now: DateTime<Utc>) -> bool {
        now >= session.expires_at || now - used_at(session) >= self.idle
    }
}

fn used_at(session: &Model) -> DateTime<Utc> {
    session.last_used_at.unwrap_or(session.created_at)
}

/// Who signs in, and what stood behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening<'a> {
    pub(super) member: MemberId,
    pub(super) origin: &'a Origin,
    /// Whether a second factor was shown.
    pub(super) has_second_factor: bool,
    /// The session that the browser has until now.
    pub(super) replaces: Option<SessionKey>,
}

/// A session just opened: the token goes into the cookie and is kept nowhere else.
pub struct Opened {
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

/// A fresh token at every sign-in, whatever the browser came with; that one ends.
pub(super) async fn open(platform: &Platform, tx: &ControlTx, opening: Opening<'_>) -> Result<Opened> {
    let now = platform.clock.now();
    let bytes: [u8; 32] = platform.random.bytes();
    let expires_at = now + TimeDelta::seconds(platform.config.session_seconds.into());
    if let Some(old) = opening.replaces {
        store::delete(tx, old).await?;
    }
    let session = Model {
        token_hash: SessionKey::of_bytes(&bytes).0.to_vec(),
        member_id: opening.member.0,
        created_at: now,
        expires_at,
        last_used_at: Some(now),
        address: opening.origin.address.clone(),
        agent: opening.origin.agent.clone(),
        second_factor_at: opening.has_second_factor.then_some(now),
    };
    store::insert(tx, session).await?;
    Ok(Opened {
        token: BASE64URL_NOPAD.encode(&bytes),
        expires_at,
    })
}

/// A session that is alive.
pub struct Live {
    pub member: Member,
    pub expires_at: DateTime<Utc>,
    pub has_second_factor: bool,
}

/// None: there is none, or it is over.
///
/// # Errors
/// The record is out of reach.
pub async fn find(platform: &Platform, key: SessionKey) -> Result<Option<Live>> {
    let now = platform.clock.now();
    let tx = platform.registry.control_read().await?;
    let Some(session) = store::find(&tx, key).await? else {
        return Ok(None);
    };
    if Limits::of(&platform.config).is_over(&session, now) {
        return Ok(None);
    }
    let Some(member) = super::store::find(&tx, MemberId(session.member_id)).await? else {
        return Ok(None);
    };
    drop(tx);
    if now - used_at(&session) >= USE_NOTED_EVERY {
        let tx = platform.registry.control_write().await?;
        store::set_used(&tx, key, now).await?;
        tx.commit().await?;
    }
    Ok(Some(Live {
        member,
        expires_at: session.expires_at,
        has_second_factor: session.second_factor_at.is_some(),
    }))
}

/// One of a member's own.
pub struct Listed {
    pub id: SessionId,
    pub created_at: DateTime<Utc>,
    pub last_used_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub address: Option<String>,
    pub agent: Option<String>,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// Half of the token's hash: enough to tell sessions apart, and of no use to open one.
fn id_of(session: &Model) -> SessionId {
    SessionId(
        session
            .token_hash
            .first_chunk::<16>()
            .map_or_else(Uuid::nil, |half| {
                uuid::Builder::from_custom_bytes(*half).into_uuid()
            }),
    )
}

/// Newest first.
///
/// # Errors
/// The record is out of reach.
pub async fn list(oneself: &Oneself) -> Result<Vec<Listed>> {
    let platform = &oneself.platform;
    let tx = platform.registry.control_read().await?;
    let (now, limits) = (platform.clock.now(), Limits::of(&platform.config));
    let mut sessions = store::list_of(&tx, oneself.member).await?;
    sessions.retain(|session| !limits.is_over(session, now));
    let listed = sessions.into_iter().map(|session| Listed {
        id: id_of(&session),
        created_at: session.created_at,
        last_used_at: used_at(&session),
        expires_at: session.expires_at,
        is_this: session.token_hash == oneself.key.0,
        address: session.address,
        agent: session.agent,
    });
    Ok(listed.collect())
}

/// Ends one of one's own. False: there is none, or it is somebody else's.
///
/// # Errors
/// The record is out of reach.
pub async fn revoke(oneself: &Oneself, id: SessionId) -> Result<bool> {
    let tx = oneself.platform.registry.control_write().await?;
    let own = store::list_of(&tx, oneself.member).await?;
    let Some(session) = own.into_iter().find(|session| id_of(session) == id) else {
        return Ok(false);
    };
    let mut key = SessionKey::of_nobody();
    key.0.copy_from_slice(&session.token_hash);
    store::delete(&tx, key).await?;
    let event = Event::new("session.revoke", id);
    oneself.record(&tx, event).await?;
    tx.commit().await?;
    Ok(true)
}

/// Ends all of one's own, the one that asks among them. How many there were.
///
/// # Errors
/// The record is out of reach.
pub async fn sign_out_everywhere(oneself: &Oneself) -> Result<u64> {
    let tx = oneself.platform.registry.control_write().await?;
    let count = store::delete_of(&tx, oneself.member, None).await?;
    let event = Event::new("session.sign_out_everywhere", oneself.member);
    oneself
        .record(&tx, event.after(json!({ "sessions_ended": count })))
        .await?;
    tx.commit().await?;
    Ok(count)
}

/// # Errors
/// The record is out of reach.
pub async fn sign_out(enroller: &Enroller) -> Result<()> {
    let oneself = enroller.oneself();
    let tx = oneself.platform.registry.control_write().await?;
    store::delete(&tx, oneself.key).await?;
    let event = Event::new("session.sign_out", oneself.member);
    oneself.record(&tx, event).await?;
    Ok(tx.commit().await?)
}

/// Ends a session that lets nobody in, such as one of a suspended channel. Does nothing where there is none.
///
/// # Errors
/// The record is out of reach.
pub async fn close(platform: &Platform, key: SessionKey) -> Result<()> {
    let tx = platform.registry.control_write().await?;
    store::delete(&tx, key).await?;
    Ok(tx.commit().await?)
}

/// A member whose password or second factor has changed signs in anew; `kept` is where the member changed it.
pub(super) async fn close_all(tx: &ControlTx, member: MemberId, kept: Option<SessionKey>) -> Result<u64> {
    Ok(store::delete_of(tx, member, kept).await?)
}

/// For a worker, now and then.
///
/// # Errors
/// The record is out of reach.
pub async fn forget_expired(platform: &Platform) -> Result<()> {
    let tx = platform.registry.control_write().await?;
    store::delete_over(&tx, &Limits::of(&platform.config), platform.clock.now()).await?;
    Ok(tx.commit().await?)
}
