//! Signing in. Who is unknown, who has mistyped, and who names a channel that is not there, all hear the same, after the
//! same time; and whoever fails too often waits, whichever of these it was.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;
use tenants::{ControlTx, Entry};

use super::attempt::{self, Attempt, Begun, Subject};
use super::session::Opening;
use super::{Member, SessionKey, password, scope_of, second_step, session, store, totp};
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
    /// The password was right: [`super::confirm_sign_in`] with this and a code.
    CodeRequired(String),
    /// The second step came too late, or its first was somebody else's: sign in again.
    ChallengeExpired,
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
    /// The session can do nothing before a second factor is set up.
    pub must_enrol: bool,
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
    let guest = Guest {
        member,
        channel: entry,
    };
    admit(platform, attempt, guest, arrival).await
}

/// Whose password was right.
pub(super) struct Guest {
    pub(super) member: Member,
    /// None for account managers.
    pub(super) channel: Option<Entry>,
}

/// Who has a second factor is asked for it; everybody else is in.
async fn admit(platform: &Platform, attempt: Attempt, guest: Guest, arrival: Arrival<'_>) -> Result<SignIn> {
    if guest.member.second_factor_at.is_none() {
        return enter(platform, attempt, guest, arrival, None).await;
    }
    let tx = platform.registry.control_write().await?;
    attempt.succeeded(&tx, platform.clock.now()).await?;
    tx.commit().await?;
    Ok(SignIn::CodeRequired(second_step::challenge(
        platform,
        &guest.member,
    )?))
}

/// `code` is looked at where there is one: whoever has a second factor does not come here without.
pub(super) async fn enter(
    platform: &Platform,
    attempt: Attempt,
    guest: Guest,
    arrival: Arrival<'_>,
    code: Option<&str>,
) -> Result<SignIn> {
    let Guest { member, channel } = guest;
    let tx = platform.registry.control_write().await?;
    // Removed, given another password or a second factor while this one was being verified.
    let unchanged = |now: &Member| {
        now.password_hash == member.password_hash && now.second_factor_at == member.second_factor_at
    };
    let still = store::find(&tx, member.id()).await?;
    let Some(mut member) = still.filter(unchanged) else {
        return Ok(SignIn::Rejected);
    };
    let factor = match code {
        None => None,
        Some(code) => match totp::take(&tx, platform, member.id(), code).await? {
            Some(taken) => Some(taken.name()),
            None => {
                drop(tx);
                let scope = Some(scope_of(&member));
                record_failure(platform, scope, Some(member.id()), arrival).await?;
                return Ok(SignIn::Rejected);
            }
        },
    };
    let opening = Opening {
        member: member.id(),
        origin: arrival.origin,
        has_second_factor: factor.is_some(),
        replaces: arrival.replaces,
    };
    let opened = session::open(platform, &tx, opening).await?;
    let now = platform.clock.now();
    store::set_signed_in(&tx, member.id(), now).await?;
    attempt.succeeded(&tx, now).await?;
    record_entry(&tx, platform, &member, factor, arrival).await?;
    tx.commit().await?;
    member.last_signed_in_at = Some(now);
    Ok(SignIn::SignedIn(Box::new(SignedIn {
        must_enrol: factor.is_none() && totp::is_required(platform, &member),
        member,
        channel,
        token: opened.token,
        expires_at: opened.expires_at,
    })))
}

async fn record_entry(
    tx: &ControlTx,
    platform: &Platform,
    member: &Member,
    factor: Option<&str>,
    arrival: Arrival<'_>,
) -> Result<()> {
    let origin = arrival.origin.clone();
    let doer = match member.tenant() {
        Some(_) => Doer::member(member.id(), origin),
        None => Doer::account_manager(member.id(), origin),
    };
    let event = Event::new("session.sign_in", member.id()).after(json!({ "second_factor": factor }));
    audit::append(tx, platform, &doer, scope_of(member), event).await
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
