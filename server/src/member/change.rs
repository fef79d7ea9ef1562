//! Adding and removing members, and giving them new passwords.

use std::time::Duration;

use serde_json::json;
use tenants::ControlTx;
use zeroize::Zeroizing;

use super::attempt::{self, Begun, Subject};
use super::steward::Steward;
use super::{Member, Oneself, Role, Scope, parse_email, password, scope_of, session, store};
use crate::audit::Event;
use crate::ctx::Platform;
use crate::error::{Error, RETRY_QUOTA, Result};
use crate::ids::MemberId;
use crate::text;

const NAME_CHARS_MAX: usize = 80;

pub struct NewMember {
    /// The channel's slug, where the steward is of the platform; none for a new account manager.
    pub channel: Option<String>,
    pub email: String,
    pub name: String,
    pub role: Role,
    /// Generated where there is none.
    pub password: Option<Zeroizing<String>>,
}

pub enum Credentials {
    /// The password, to be told once.
    Done(Member, Zeroizing<String>),
    EmailTaken,
    NotFound,
    /// The channel has an owner, who alone adds its members.
    HasOwner,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    Removed,
    NotFound,
    /// Somebody must be able to add the next one.
    LastOwner,
}

/// Sent again under the same `Idempotency-Key` it finds the member it made, and gives a new password.
///
/// # Errors
/// `BAD_USER_INPUT`; `QUOTA_EXCEEDED` where the channel's plan allows no more members.
pub async fn add(steward: &Steward, new: NewMember) -> Result<Credentials> {
    let email = parse_email(&new.email)?;
    let name = text::line("name", &new.name, NAME_CHARS_MAX)?;
    let Some(scope) = steward.scope_for(new.channel.as_deref(), new.role)? else {
        return Ok(Credentials::NotFound);
    };
    let id: MemberId = steward.new_id();
    let platform = steward.platform();
    let password = new
        .password
        .unwrap_or_else(|| password::generate(&platform.random));
    password::check(&password, "password")?;
    let member = Member {
        id: id.0,
        scope: scope.key(),
        tenant_id: scope.tenant().map(|tenant| tenant.uuid()),
        email,
        name,
        role: new.role,
        password_hash: password::hash(&password, &platform.random).await?,
        created_at: platform.clock.now(),
        last_signed_in_at: None,
        second_factor_at: None,
    };
    let tx = platform.registry.control_write().await?;
    if let Some(made) = store::find(&tx, id).await? {
        store::set_password(&tx, id, member.password_hash).await?;
        steward
            .record(&tx, scope, event("member.reset_password", &made))
            .await?;
        tx.commit().await?;
        return Ok(Credentials::Done(made, password));
    }
    if steward.leaves_it_to_the_owner(&tx, scope).await? {
        return Ok(Credentials::HasOwner);
    }
    if store::find_by_email(&tx, scope, &member.email).await?.is_some() {
        return Ok(Credentials::EmailTaken);
    }
    check_quota(steward, &tx, scope).await?;
    if !store::insert(&tx, member.clone()).await? {
        return Ok(Credentials::EmailTaken);
    }
    let added = event("member.add", &member).after(json!({ "role": member.role }));
    steward.record(&tx, scope, added).await?;
    tx.commit().await?;
    Ok(Credentials::Done(member, password))
}

/// Of the member only the id: names and e-mails can't be taken out of the log again.
fn event(action: &'static str, member: &Member) -> Event {
    Event::new(action, member.id())
}

async fn check_quota(steward: &Steward, tx: &ControlTx, scope: Scope) -> Result<()> {
    let Some(entry) = scope
        .tenant()
        .and_then(|tenant| steward.platform().registry.get(tenant))
    else {
        return Ok(());
    };
    store::lock(tx, scope).await?;
    if store::count(tx, scope).await? < u64::from(entry.manifest.quotas.members) {
        return Ok(());
    }
    Err(Error::QuotaExceeded {
        quota: "members",
        retry_after: RETRY_QUOTA,
    })
}

/// Ends the member's sessions, too. A generated password unless one is given.
///
/// # Errors
/// `BAD_USER_INPUT` on a password that is too short or too long; `FORBIDDEN` for one's own.
pub async fn reset_password(
    steward: &Steward,
    id: MemberId,
    given: Option<Zeroizing<String>>,
) -> Result<Credentials> {
    steward.refuse_oneself(id, "change your own password with changePassword")?;
    let platform = steward.platform();
    let password = given.unwrap_or_else(|| password::generate(&platform.random));
    password::check(&password, "password")?;
    let hash = password::hash(&password, &platform.random).await?;
    let tx = platform.registry.control_write().await?;
    let Some(member) = store::find(&tx, id)
        .await?
        .filter(|member| steward.reaches(member))
    else {
        return Ok(Credentials::NotFound);
    };
    store::set_password(&tx, id, hash).await?;
    session::close_all(&tx, id, None).await?;
    let reset = event("member.reset_password", &member);
    steward.record(&tx, scope_of(&member), reset).await?;
    tx.commit().await?;
    Ok(Credentials::Done(member, password))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordChange {
    Changed,
    /// The current password is another one.
    Rejected,
    TooManyAttempts(Duration),
}

/// A member's own password, by whoever knows the one until now. Ends the member's other sessions.
///
/// # Errors
/// `BAD_USER_INPUT` on a new password that is too short or too long.
pub async fn change_password(oneself: &Oneself, current: &str, new: &str) -> Result<PasswordChange> {
    password::check(new, "newPassword")?;
    let platform = &*oneself.platform;
    let Some(member) = super::find_self(platform, oneself.member).await? else {
        return Err(Error::Unauthenticated);
    };
    let named = named_scope(platform, &member);
    let subject = Subject::Password {
        scope: &named,
        email: &member.email,
    };
    let attempt = match attempt::begin(platform, subject, &oneself.doer.origin).await? {
        Begun::Go(attempt) => attempt,
        Begun::Wait(wait) => return Ok(PasswordChange::TooManyAttempts(wait)),
    };
    if !password::verify(current, Some(member.password_hash.clone())).await? {
        return Ok(PasswordChange::Rejected);
    }
    let hash = password::hash(new, &platform.random).await?;
    let tx = platform.registry.control_write().await?;
    store::lock(&tx, scope_of(&member)).await?;
    let still = store::find(&tx, member.id()).await?;
    if still.is_none_or(|now| now.password_hash != member.password_hash) {
        return Ok(PasswordChange::Rejected);
    }
    store::set_password(&tx, member.id(), hash).await?;
    session::close_all(&tx, member.id(), Some(oneself.key)).await?;
    attempt.succeeded(&tx, platform.clock.now()).await?;
    oneself
        .record(&tx, event("member.change_password", &member))
        .await?;
    tx.commit().await?;
    Ok(PasswordChange::Changed)
}

/// As whoever signs in names it.
fn named_scope(platform: &Platform, member: &Member) -> String {
    let entry = member.tenant().and_then(|tenant| platform.registry.get(tenant));
    entry.map_or_else(String::new, |entry| entry.manifest.slug.to_string())
}

/// The member's sessions end with it.
///
/// # Errors
/// The record is out of reach.
pub async fn remove(steward: &Steward, id: MemberId) -> Result<Removal> {
    let tx = steward.platform().registry.control_write().await?;
    let Some(member) = store::find(&tx, id)
        .await?
        .filter(|member| steward.reaches(member))
    else {
        return Ok(Removal::NotFound);
    };
    let scope = scope_of(&member);
    if matches!(member.role, Role::Owner | Role::AccountManager) {
        store::lock(&tx, scope).await?;
        if store::count_by_role(&tx, scope, member.role).await? <= 1 {
            return Ok(Removal::LastOwner);
        }
    }
    session::close_all(&tx, id, None).await?;
    store::delete(&tx, id).await?;
    let removed = event("member.remove", &member).before(json!({ "role": member.role }));
    steward.record(&tx, scope, removed).await?;
    tx.commit().await?;
    Ok(Removal::Removed)
}
