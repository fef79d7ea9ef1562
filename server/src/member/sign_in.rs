//! Signing in. Who is unknown, who has mistyped, and who names a channel that is not there, all hear the same, after the
//! same time; and whoever fails too often waits, whichever of these it was.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tenants::Entry;

use super::attempt::{self, Attempt, Begun, Subject};
use super::session::Opening;
use super::{Member, SessionKey, password, scope_of, session, store};
use crate::audit::{self, Event};
use crate::ctx::{Platform, Scope};
use crate::doer::{Doer, Origin};
use crate::error::Result;
use crate::ids::MemberId;

#[derive(Debug)]
pub enum SignIn {
    SignedIn(Box<SignedIn>),
    Rejected,
    Suspended,
    /// Nothing was looked at. Come back after this.
    TooManyAttempts(Duration),
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

/// What somebody who wants to sign in says.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    /// A slug; none for account managers.
    pub channel: Option<&'a str>,
    pub email: &'a str,
    pub password: &'a str,
}

/// How somebody comes to the door.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    pub origin: &'a Origin,
    /// The session that the browser has until now: it ends.
    pub replaces: Option<SessionKey>,
}

/// # Errors
/// The record is out of reach, or too many sign in at once.
pub async fn sign_in(platform: &Platform, claim: Claim<'_>, arrival: Arrival<'_>) -> Result<SignIn> {
    let entry = claim.channel.and_then(|slug| platform.registry.find(slug));
    let scope = match (&entry, claim.channel) {
        (Some(entry), _) => Some(Scope::Tenant(entry.id)),
        (None, None) => Some(Scope::Platform),
        (None, Some(_)) => None,
    };
    let subject = Subject::Password {
        scope: claim.channel.unwrap_or_default(),
        email: claim.email,
    };
    let attempt = match attempt::begin(platform, subject, arrival.origin).await? {
        Begun::Go(attempt) => attempt,
        Begun::Wait(wait) => return Ok(SignIn::TooManyAttempts(wait)),
    };
    let known = match scope {
        Some(scope) => find(platform, scope, claim.email).await?,
        None => None,
    };
    let hash = known.as_ref().map(|member| member.password_hash.clone());
    let fits = password::verify(claim.password, hash).await?;
    let id = known.as_ref().map(Member::id);
    let Some(member) = known.filter(|_| fits) else {
        record_failure(platform, scope, id, arrival).await?;
        return Ok(SignIn::Rejected);
    };
    if entry.as_ref().is_some_and(|entry| !entry.status.is_served()) {
        return Ok(SignIn::Suspended);
    }
    enter(platform, attempt, member, entry, arrival).await
}

async fn enter(
    platform: &Platform,
    attempt: Attempt,
    member: Member,
    channel: Option<Entry>,
    arrival: Arrival<'_>,
) -> Result<SignIn> {
    let tx = platform.registry.control_write().await?;
    // Removed or given another password while this one was being verified.
    let still = store::find(&tx, member.id()).await?;
    let Some(mut member) = still.filter(|now| now.password_hash == member.password_hash) else {
        return Ok(SignIn::Rejected);
    };
    let opening = Opening {
        member: member.id(),
        origin: arrival.origin,
        has_second_factor: false,
        replaces: arrival.replaces,
    };
    let opened = session::open(platform, &tx, opening).await?;
    let now = platform.clock.now();
    store::set_signed_in(&tx, member.id(), now).await?;
    attempt.succeeded(&tx, now).await?;
    let origin = arrival.origin.clone();
    let doer = match channel {
        Some(_) => Doer::member(member.id(), origin),
        None => Doer::account_manager(member.id(), origin),
    };
    let event = Event::new("session.sign_in", member.id());
    audit::append(&tx, platform, &doer, scope_of(&member), event).await?;
    tx.commit().await?;
    member.last_signed_in_at = Some(now);
    Ok(SignIn::SignedIn(Box::new(SignedIn {
        member,
        channel,
        token: opened.token,
        expires_at: opened.expires_at,
    })))
}

/// One entry whatever was wrong, so that it takes as long: with the channel's own log where there is such a channel, and
/// with the member's id where there is such a member. What was typed may be anything, a password among it, and is not
/// written down.
async fn record_failure(
    platform: &Platform,
    scope: Option<Scope>,
    member: Option<MemberId>,
    arrival: Arrival<'_>,
) -> Result<()> {
    let action = "session.sign_in_failed";
    let event = member.map_or_else(|| Event::of_nothing(action), |id| Event::new(action, id));
    let doer = Doer::stranger(arrival.origin.clone());
    let tx = platform.registry.control_write().await?;
    audit::append(&tx, platform, &doer, scope.unwrap_or(Scope::Platform), event).await?;
    Ok(tx.commit().await?)
}

async fn find(platform: &Platform, scope: Scope, email: &str) -> Result<Option<Member>> {
    let Ok(email) = super::parse_email(email) else {
        return Ok(None);
    };
    let tx = platform.registry.control_read().await?;
    Ok(store::find_by_email(&tx, scope, &email).await?)
}
