//! A second factor: codes of an authenticator app by the clock, and ten recovery codes for the day it is lost.
//!
//! It is set up in two steps, so that nobody is locked out by a secret that never came to the app. Setting it up, taking
//! it down and making new recovery codes ends every other session: whoever was in with the password alone is out. Account
//! managers must have one, and so must all members of a channel that says so; a session of theirs without it is an
//! [`Enroller`]'s and can do nothing else.

mod code;
mod entity;
mod recovery;
mod recovery_entity;
mod store;

use std::time::Duration;

use data_encoding::BASE32_NOPAD;
use serde_json::json;
use tenants::ControlTx;
use url::Url;
use zeroize::Zeroizing;

use super::attempt::{self, Begun, Subject};
use super::session::{self, Opening};
use super::{Enroller, Member, Oneself, Role, Steward, password, scope_of};
use crate::audit::Event;
use crate::ctx::Platform;
use crate::error::{Error, Result};
use crate::ids::MemberId;
use crate::keyring::Purpose;

pub use code::code_at;

const SECRET_NAME: &[u8] = b"secret";

/// What goes into the app, by hand or as a picture.
pub struct Enrolment {
    /// Base32, as apps want it typed.
    pub secret: Zeroizing<String>,
    /// `otpauth://totp/…`
    pub uri: Zeroizing<String>,
}

/// Told once.
pub type RecoveryCodes = Vec<String>;

pub enum Confirmation {
    /// The codes, and the session that takes the place of all others.
    Confirmed(RecoveryCodes, session::Opened),
    Rejected,
    /// Nothing has been begun.
    NotBegun,
    /// There is a second factor already.
    Already,
    TooManyAttempts(Duration),
}

/// What came of proving a second factor that one has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof<T> {
    Done(T),
    Rejected,
    NotEnrolled,
    /// Account managers keep theirs, and so do members of a channel that wants it of all.
    Required,
    TooManyAttempts(Duration),
}

/// Of account managers, and of all members of a channel whose manifest says so.
#[must_use]
pub fn is_required(platform: &Platform, member: &Member) -> bool {
    let by_channel = |tenant| {
        let entry = platform.registry.get(tenant);
        entry.is_some_and(|entry| entry.manifest.require_second_factor)
    };
    member.role == Role::AccountManager || member.tenant().is_some_and(by_channel)
}

fn seal(platform: &Platform, member: MemberId, secret: &[u8]) -> Result<Vec<u8>> {
    let sealer = platform.keyrings.sealer();
    Ok(sealer.seal(Purpose::Totp, member.0.as_bytes(), SECRET_NAME, secret)?)
}

fn open(platform: &Platform, row: &entity::Model) -> Result<Zeroizing<Vec<u8>>> {
    let sealer = platform.keyrings.sealer();
    Ok(sealer.open(Purpose::Totp, row.member_id.as_bytes(), SECRET_NAME, &row.secret)?)
}

/// A fresh secret, good for nothing until [`confirm`]. None: there is a second factor already.
///
/// # Errors
/// The record is out of reach.
pub async fn enrol(enroller: &Enroller) -> Result<Option<Enrolment>> {
    let oneself = enroller.oneself();
    let secret: Zeroizing<[u8; code::SECRET_BYTES]> = Zeroizing::new(oneself.platform.random.bytes());
    let tx = oneself.platform.registry.control_write().await?;
    let member = find(&tx, oneself).await?;
    if member.second_factor_at.is_some() {
        return Ok(None);
    }
    begin(&tx, &oneself.platform, &member, secret.as_ref()).await?;
    tx.commit().await?;
    Ok(Some(enrolment(&oneself.platform, &member, secret.as_ref())?))
}

async fn begin(tx: &ControlTx, platform: &Platform, member: &Member, secret: &[u8]) -> Result<()> {
    let row = entity::Model {
        member_id: member.id,
        secret: seal(platform, member.id(), secret)?,
        created_at: platform.clock.now(),
        last_step: 0,
    };
    store::delete(tx, member.id()).await?;
    Ok(store::insert(tx, row).await?)
}

fn enrolment(platform: &Platform, member: &Member, secret: &[u8]) -> Result<Enrolment> {
    let secret = Zeroizing::new(BASE32_NOPAD.encode(secret));
    let channel = member.tenant().and_then(|tenant| platform.registry.get(tenant));
    let issuer = channel.map_or_else(
        || "Ovation".to_owned(),
        |channel| format!("Ovation {}", channel.manifest.slug),
    );
    let mut uri = Url::parse("otpauth://totp/").map_err(Error::internal)?;
    uri.path_segments_mut()
        .map_err(|()| Error::internal("an otpauth address without a path"))?
        .push(&format!("{issuer}:{}", member.email));
    let query = format!(
        "secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period=30",
        *secret
    );
    uri.set_query(Some(&query));
    Ok(Enrolment {
        secret,
        uri: Zeroizing::new(uri.to_string()),
    })
}

async fn find(tx: &ControlTx, oneself: &Oneself) -> Result<Member> {
    let member = super::store::find(tx, oneself.member).await?;
    member.ok_or(Error::Unauthenticated)
}

/// With a code of the app. From now on a code is asked for at sign-in.
///
/// # Errors
/// The record is out of reach.
pub async fn confirm(enroller: &Enroller, given: &str) -> Result<Confirmation> {
    let oneself = enroller.oneself();
    let platform = &*oneself.platform;
    let attempt = match attempt::begin(platform, Subject::Code(oneself.member), &oneself.doer.origin).await? {
        Begun::Go(attempt) => attempt,
        Begun::Wait(wait) => return Ok(Confirmation::TooManyAttempts(wait)),
    };
    let tx = platform.registry.control_write().await?;
    let Some(row) = store::hold(&tx, oneself.member).await? else {
        return Ok(Confirmation::NotBegun);
    };
    if find(&tx, oneself).await?.second_factor_at.is_some() {
        return Ok(Confirmation::Already);
    }
    if !take_code(&tx, platform, &row, given).await? {
        return Ok(Confirmation::Rejected);
    }
    let now = platform.clock.now();
    super::store::set_second_factor(&tx, oneself.member, Some(now)).await?;
    let codes = renew(&tx, platform, oneself.member).await?;
    session::close_all(&tx, oneself.member, None).await?;
    let opening = Opening {
        member: oneself.member,
        origin: &oneself.doer.origin,
        has_second_factor: true,
        replaces: None,
    };
    let opened = session::open(platform, &tx, opening).await?;
    attempt.succeeded(&tx, now).await?;
    oneself
        .record(&tx, Event::new("totp.enrol", oneself.member))
        .await?;
    tx.commit().await?;
    Ok(Confirmation::Confirmed(codes, opened))
}

async fn take_code(tx: &ControlTx, platform: &Platform, row: &entity::Model, given: &str) -> Result<bool> {
    let given: String = given.chars().filter(|c| !c.is_whitespace()).collect();
    let secret = open(platform, row)?;
    let Some(step) = code::matching(&secret, &given, platform.clock.now(), row.last_step) else {
        return Ok(false);
    };
    store::set_last_step(tx, MemberId(row.member_id), step).await?;
    Ok(true)
}

/// What a right second factor was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Code,
    RecoveryCode,
}

impl Taken {
    /// As the audit log has it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::RecoveryCode => "recovery code",
        }
    }
}

/// Takes a code of the app, or a recovery code, of somebody who has a second factor. Each is good once.
pub(super) async fn take(
    tx: &ControlTx,
    platform: &Platform,
    member: MemberId,
    given: &str,
) -> Result<Option<Taken>> {
    let Some(row) = store::hold(tx, member).await? else {
        return Ok(None);
    };
    if take_code(tx, platform, &row, given).await? {
        return Ok(Some(Taken::Code));
    }
    let Some(digest) = recovery::digest(platform, member, given)? else {
        return Ok(None);
    };
    let taken = store::take_recovery(tx, member, digest).await?;
    Ok(taken.then_some(Taken::RecoveryCode))
}

/// New recovery codes in the place of those that there were.
async fn renew(tx: &ControlTx, platform: &Platform, member: MemberId) -> Result<RecoveryCodes> {
    let codes = recovery::generate(&platform.random);
    let digests = codes.iter().map(|code| recovery::digest(platform, member, code));
    let digests: Vec<Vec<u8>> = digests
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect();
    store::delete_recovery(tx, member).await?;
    store::insert_recovery(tx, member, digests).await?;
    Ok(codes)
}

/// # Errors
/// The record is out of reach.
pub async fn count_recovery_codes(oneself: &Oneself) -> Result<u64> {
    let tx = oneself.platform.registry.control_read().await?;
    Ok(store::count_recovery(&tx, oneself.member).await?)
}

/// The old ones are worth nothing from now on.
///
/// # Errors
/// The record is out of reach.
pub async fn renew_recovery_codes(oneself: &Oneself, given: &str) -> Result<Proof<RecoveryCodes>> {
    prove(oneself, given, async |tx| {
        let codes = renew(tx, &oneself.platform, oneself.member).await?;
        session::close_all(tx, oneself.member, Some(oneself.key)).await?;
        let event = Event::new("totp.renew_recovery_codes", oneself.member);
        oneself.record(tx, event).await?;
        Ok(codes)
    })
    .await
}

/// Takes the second factor down, by whoever has both.
///
/// # Errors
/// The record is out of reach.
pub async fn disable(oneself: &Oneself, password: &str, given: &str) -> Result<Proof<()>> {
    let tx = oneself.platform.registry.control_read().await?;
    let member = find(&tx, oneself).await?;
    drop(tx);
    if is_required(&oneself.platform, &member) {
        return Ok(Proof::Required);
    }
    let hash = member.password_hash.clone();
    let fits = password::verify(password, Some(hash)).await?;
    // A wrong password costs an attempt as a wrong code does, and is not told from it.
    let given = if fits { given } else { "" };
    prove(oneself, given, async |tx| {
        remove(tx, oneself.member).await?;
        session::close_all(tx, oneself.member, Some(oneself.key)).await?;
        oneself
            .record(tx, Event::new("totp.disable", oneself.member))
            .await
    })
    .await
}

async fn remove(tx: &ControlTx, member: MemberId) -> Result<()> {
    store::delete(tx, member).await?;
    store::delete_recovery(tx, member).await?;
    Ok(super::store::set_second_factor(tx, member, None).await?)
}

/// Does something that only whoever has the second factor may do.
async fn prove<T>(
    oneself: &Oneself,
    given: &str,
    work: impl AsyncFnOnce(&ControlTx) -> Result<T>,
) -> Result<Proof<T>> {
    let platform = &*oneself.platform;
    let attempt = match attempt::begin(platform, Subject::Code(oneself.member), &oneself.doer.origin).await? {
        Begun::Go(attempt) => attempt,
        Begun::Wait(wait) => return Ok(Proof::TooManyAttempts(wait)),
    };
    let tx = platform.registry.control_write().await?;
    if find(&tx, oneself).await?.second_factor_at.is_none() {
        return Ok(Proof::NotEnrolled);
    }
    if take(&tx, platform, oneself.member, given).await?.is_none() {
        return Ok(Proof::Rejected);
    }
    attempt.succeeded(&tx, platform.clock.now()).await?;
    let done = work(&tx).await?;
    tx.commit().await?;
    Ok(Proof::Done(done))
}

/// For somebody who has lost both app and recovery codes: the next sign-in is by password alone, and an account manager
/// sets up a new one before anything else. Ends the member's sessions. None: there is no such member.
///
/// # Errors
/// `FORBIDDEN` for one's own.
pub async fn reset(steward: &Steward, id: MemberId) -> Result<Option<Member>> {
    steward.refuse_oneself(id, "take down your own second factor with disableTotp")?;
    let tx = steward.platform().registry.control_write().await?;
    let Some(member) = super::store::find(&tx, id)
        .await?
        .filter(|member| steward.reaches(member))
    else {
        return Ok(None);
    };
    remove(&tx, id).await?;
    session::close_all(&tx, id, None).await?;
    let event =
        Event::new("member.reset_totp", id).before(json!({ "enrolled": member.second_factor_at.is_some() }));
    steward.record(&tx, scope_of(&member), event).await?;
    tx.commit().await?;
    Ok(Some(Member {
        second_factor_at: None,
        ..member
    }))
}

/// The code of this moment of somebody who has a second factor: for demonstrations and tests on the command line, whose
/// user holds the master key. None: there is no second factor.
///
/// # Errors
/// The record is out of reach.
pub async fn current_code(steward: &Steward, id: MemberId) -> Result<Option<String>> {
    let platform = steward.platform();
    let tx = platform.registry.control_write().await?;
    let Some(row) = store::hold(&tx, id).await? else {
        return Ok(None);
    };
    Ok(Some(code_at(&open(platform, &row)?, platform.clock.now())))
}

/// Gives a member of a demonstration a second factor with a secret that follows from the master key. None: the member has
/// another one by now.
///
/// # Errors
/// The record is out of reach.
pub async fn enrol_for_demo(steward: &Steward, member: &Member) -> Result<Option<Enrolment>> {
    let platform = steward.platform();
    let digest = platform
        .keyrings
        .sealer()
        .digest(Purpose::Totp, b"demo", member.email.as_bytes())?;
    let secret = Zeroizing::new(digest.into_iter().take(code::SECRET_BYTES).collect::<Vec<u8>>());
    let tx = platform.registry.control_write().await?;
    if member.second_factor_at.is_some() {
        let Some(row) = store::hold(&tx, member.id()).await? else {
            return Ok(None);
        };
        let is_ours = *open(platform, &row)? == *secret;
        return is_ours.then(|| enrolment(platform, member, &secret)).transpose();
    }
    begin(&tx, platform, member, &secret).await?;
    super::store::set_second_factor(&tx, member.id(), Some(platform.clock.now())).await?;
    let event = Event::new("totp.enrol", member.id());
    steward.record(&tx, scope_of(member), event).await?;
    tx.commit().await?;
    enrolment(platform, member, &secret).map(Some)
}
