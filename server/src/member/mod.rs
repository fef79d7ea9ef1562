//! Staff: members of one tenant, and the platform's account managers. They sign in with e-mail and password to a session
//! that names one tenant.
//!
//! An e-mail is one member of a channel, and may be another of the next. The last owner of a channel, and the platform's
//! last account manager, can't be removed.

pub mod attempt;
mod capability;
mod change;
mod entity;
pub mod graphql;
mod oneself;
mod password;
mod second_step;
pub mod session;
mod sign_in;
mod steward;
mod store;
pub mod totp;

use std::collections::HashMap;

use tenants::TenantId;

use crate::ctx::Platform;
use crate::error::{Error, Result};
use crate::ids::MemberId;
use crate::page::Page;

pub use crate::ctx::Scope;
pub use capability::{
    AccountManager, Analyst, App, Capability, Moderator, Operator, Owner, Producer, Session,
};
pub use change::{
    Credentials, NewMember, PasswordChange, Removal, add, change_password, remove, reset_password,
};
pub use entity::{Model as Member, Role};
pub use oneself::{Enroller, Oneself};
pub use second_step::confirm_sign_in;
pub use session::SessionKey;
pub use sign_in::{Arrival, Claim, SignIn, SignedIn, sign_in};
pub use steward::Steward;

/// Where the member's e-mail is unique.
fn scope_of(member: &Member) -> Scope {
    member.tenant().map_or(Scope::Platform, Scope::Tenant)
}

/// As it is compared: trimmed and in small letters.
///
/// # Errors
/// `BAD_USER_INPUT` on what is no e-mail address.
pub fn parse_email(text: &str) -> Result<String> {
    let email = text.trim().to_lowercase();
    let plain = email.len() <= 254 && !email.contains(|c: char| c.is_whitespace() || c.is_control());
    match email.split_once('@') {
        Some((name, host)) if plain && !name.is_empty() && !host.is_empty() && !host.contains('@') => {
            Ok(email)
        }
        _ => Err(Error::bad_input(
            "email",
            "an e-mail address is wanted, such as name@example.org",
        )),
    }
}

/// # Errors
/// The record is out of reach.
pub async fn list(owner: &Owner, page: &Page) -> Result<Vec<Member>> {
    let tx = owner.platform.registry.control_read().await?;
    store::list(&tx, Scope::Tenant(owner.tenant.id()), page).await
}

/// Every member of a channel, by e-mail: for its export.
///
/// # Errors
/// The record is out of reach.
pub async fn all(platform: &Platform, tenant: TenantId) -> Result<Vec<Member>> {
    let tx = platform.registry.control_read().await?;
    Ok(store::all(&tx, Scope::Tenant(tenant)).await?)
}

/// None for what is not there and for what the steward has nothing to do with.
///
/// # Errors
/// The record is out of reach.
pub async fn find(steward: &Steward, id: MemberId) -> Result<Option<Member>> {
    let tx = steward.platform().registry.control_read().await?;
    Ok(store::find(&tx, id)
        .await?
        .filter(|member| steward.reaches(member)))
}

/// The member behind a session.
///
/// # Errors
/// The record is out of reach.
pub async fn find_self(platform: &Platform, id: MemberId) -> Result<Option<Member>> {
    let tx = platform.registry.control_read().await?;
    Ok(store::find(&tx, id).await?)
}

/// # Errors
/// The record is out of reach.
pub async fn find_by_email(steward: &Steward, scope: Scope, email: &str) -> Result<Option<Member>> {
    let email = parse_email(email)?;
    let tx = steward.platform().registry.control_read().await?;
    Ok(store::find_by_email(&tx, scope, &email)
        .await?
        .filter(|member| steward.reaches(member)))
}

/// Of those that are still there: for who may read what they have done.
///
/// # Errors
/// The record is out of reach.
pub async fn names(platform: &Platform, ids: &[MemberId]) -> Result<HashMap<MemberId, String>> {
    let tx = platform.registry.control_read().await?;
    let members = store::find_all(&tx, ids).await?;
    Ok(members
        .into_iter()
        .map(|member| (member.id(), member.name))
        .collect())
}

/// For the quota: how many the channel has.
///
/// # Errors
/// The record is out of reach.
pub async fn count(platform: &Platform, tenant: TenantId) -> Result<u64> {
    let tx = platform.registry.control_read().await?;
    Ok(store::count(&tx, Scope::Tenant(tenant)).await?)
}
