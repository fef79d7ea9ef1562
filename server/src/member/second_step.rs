//! Between the password and the code: a challenge that only we can make, good for a few minutes and for one member, as
//! long as the password stays what it was. Nothing is kept for it.

use aws_lc_rs::digest;
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

use super::attempt::{self, Begun, Subject};
use super::sign_in::{Arrival, Guest, SignIn, enter};
use super::{Member, store};
use crate::ctx::Platform;
use crate::error::Result;
use crate::ids::MemberId;
use crate::keyring::Purpose;

const GOOD_FOR: TimeDelta = TimeDelta::minutes(5);
const CONTEXT: &[u8] = b"sign-in";
const NAME: &[u8] = b"challenge";

/// When it is over (8 bytes), whose it is (16), what the password's hash was (16 of its SHA-256).
const BYTES: usize = 40;

fn fingerprint(member: &Member) -> Vec<u8> {
    let hash = digest::digest(&digest::SHA256, member.password_hash.as_bytes());
    hash.as_ref().iter().copied().take(16).collect()
}

pub(super) fn challenge(platform: &Platform, member: &Member) -> Result<String> {
    let over_at = platform.clock.now() + GOOD_FOR;
    let mut plain = over_at.timestamp_micros().to_be_bytes().to_vec();
    plain.extend_from_slice(member.id.as_bytes());
    plain.extend(fingerprint(member));
    let sealer = platform.keyrings.sealer();
    Ok(BASE64URL_NOPAD.encode(&sealer.seal(Purpose::Challenge, CONTEXT, NAME, &plain)?))
}

struct Opened {
    over_at: DateTime<Utc>,
    member: MemberId,
    fingerprint: Vec<u8>,
}

/// None: it is none of ours.
fn open(platform: &Platform, challenge: &str) -> Option<Opened> {
    let sealed = BASE64URL_NOPAD.decode(challenge.as_bytes()).ok()?;
    let sealer = platform.keyrings.sealer();
    let plain = sealer.open(Purpose::Challenge, CONTEXT, NAME, &sealed).ok()?;
    let plain: &[u8; BYTES] = plain.as_slice().try_into().ok()?;
    let (time, rest) = plain.split_first_chunk::<8>()?;
    let (member, fingerprint) = rest.split_first_chunk::<16>()?;
    Some(Opened {
        over_at: DateTime::from_timestamp_micros(i64::from_be_bytes(*time))?,
        member: MemberId(Uuid::from_bytes(*member)),
        fingerprint: fingerprint.to_vec(),
    })
}

/// The second step of a sign-in: a code of the app, or a recovery code.
///
/// # Errors
/// The record is out of reach.
pub async fn confirm_sign_in(
    platform: &Platform,
    challenge: &str,
    code: &str,
    arrival: Arrival<'_>,
) -> Result<SignIn> {
    let opened = open(platform, challenge).filter(|opened| platform.clock.now() < opened.over_at);
    let Some(opened) = opened else {
        return Ok(SignIn::ChallengeExpired);
    };
    let tx = platform.registry.control_read().await?;
    let member = store::find(&tx, opened.member).await?;
    drop(tx);
    let Some(member) = member.filter(|member| fingerprint(member) == opened.fingerprint) else {
        return Ok(SignIn::ChallengeExpired);
    };
    let channel = member.tenant().and_then(|tenant| platform.registry.get(tenant));
    if channel
        .as_ref()
        .is_some_and(|channel| !channel.status.is_served())
    {
        return Ok(SignIn::Suspended);
    }
    let subject = Subject::Code(member.id());
    match attempt::begin(platform, subject, arrival.origin).await? {
        Begun::Go(attempt) => enter(platform, attempt, Guest { member, channel }, arrival, Some(code)).await,
        Begun::Wait(wait) => Ok(SignIn::TooManyAttempts(wait)),
    }
}
