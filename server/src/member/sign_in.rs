//! Signing in. Who is unknown, who has mistyped, and who names a channel that is not there, all hear the same, after the
//! same time.

use chrono::{DateTime, Utc};
use tenants::{Entry, Status};

use super::{Member, Scope, SessionKey, password, session, store};
use crate::ctx::Platform;
use crate::error::Result;

#[derive(Debug)]
pub enum SignIn {
    SignedIn(Box<SignedIn>),
    Rejected,
    Suspended,
}

#[derive(Debug)]
pub struct SignedIn {
    pub member: Member,
    /// None for account managers.
    pub channel: Option<Entry>,
    /// For the cookie, and for nothing else.
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

/// `channel` is a slug; none for account managers. `replaces`: the session that the browser has until now.
///
/// # Errors
/// The record is out of reach, or too many sign in at once.
pub async fn sign_in(
    platform: &Platform,
    channel: Option<&str>,
    email: &str,
    given: &str,
    replaces: Option<SessionKey>,
) -> Result<SignIn> {
    let entry = channel.and_then(|slug| platform.registry.find(slug));
    let scope = match (&entry, channel) {
        (Some(entry), _) => Some(Scope::Tenant(entry.id)),
        (None, None) => Some(Scope::Platform),
        (None, Some(_)) => None,
    };
    let known = match scope {
        Some(scope) => find(platform, scope, email).await?,
        None => None,
    };
    let fits = password::verify(given, known.as_ref().map(|member| member.password_hash.clone())).await?;
    let Some(member) = known.filter(|_| fits) else {
        return Ok(SignIn::Rejected);
    };
    if entry
        .as_ref()
        .is_some_and(|entry| entry.status == Status::Suspended)
    {
        return Ok(SignIn::Suspended);
    }
    let tx = platform.registry.control_write().await?;
    // Removed or given another password while this one was being verified.
    let still = store::find(&tx, member.id()).await?;
    let Some(mut member) = still.filter(|now| now.password_hash == member.password_hash) else {
        return Ok(SignIn::Rejected);
    };
    let opened = session::open(platform, &tx, member.id(), replaces).await?;
    let now = platform.clock.now();
    store::set_signed_in(&tx, member.id(), now).await?;
    tx.commit().await?;
    member.last_signed_in_at = Some(now);
    Ok(SignIn::SignedIn(Box::new(SignedIn {
        member,
        channel: entry,
        token: opened.token,
        expires_at: opened.expires_at,
    })))
}

async fn find(platform: &Platform, scope: Scope, email: &str) -> Result<Option<Member>> {
    let Ok(email) = super::parse_email(email) else {
        return Ok(None);
    };
    let tx = platform.registry.control_read().await?;
    Ok(store::find_by_email(&tx, scope, &email).await?)
}
