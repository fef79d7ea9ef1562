//! One's own second factor.

use std::time::Duration;

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::session::{millis, set_cookie};
use crate::api;
use crate::member;
use crate::member::totp::{self, Confirmation, Proof, RecoveryCodes};

/// Codes by the clock (RFC 6238) of an authenticator app.
#[derive(SimpleObject)]
pub struct SecondFactor {
    /// Null: there is none, and no code is asked for at sign-in.
    enrolled_at: Option<DateTime<Utc>>,
    recovery_codes_left: u64,
    /// Account managers must have one, and members of a channel that wants it of all.
    is_required: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TotpOutcome {
    Done,
    /// The code, or the password, is not right.
    Rejected,
    /// There is a second factor already.
    AlreadyEnrolled,
    /// There is no second factor, or setting it up was not begun.
    NotEnrolled,
    /// Account managers keep theirs, and members of a channel that wants it of all.
    Required,
    /// Too many have failed: retryAfterMs says when to try again.
    TooManyAttempts,
}

/// For the app, as a picture (QR) of uri or typed from secret. Good for nothing before confirmTotp.
#[derive(SimpleObject)]
pub struct EnrolTotpPayload {
    outcome: TotpOutcome,
    secret: Option<String>,
    uri: Option<String>,
}

/// The recovery codes are in the payload once.
#[derive(SimpleObject)]
pub struct TotpPayload {
    outcome: TotpOutcome,
    recovery_codes: Option<Vec<String>>,
    retry_after_ms: Option<u64>,
}

#[derive(InputObject)]
pub struct DisableTotpInput {
    password: String,
    code: String,
}

impl TotpPayload {
    fn of(outcome: TotpOutcome, wait: Option<Duration>) -> Self {
        Self {
            outcome,
            recovery_codes: None,
            retry_after_ms: wait.map(millis),
        }
    }

    fn done(recovery_codes: RecoveryCodes) -> Self {
        Self {
            recovery_codes: Some(recovery_codes),
            ..Self::of(TotpOutcome::Done, None)
        }
    }

    fn proven<T>(proof: Proof<T>, done: impl FnOnce(T) -> Self) -> Self {
        match proof {
            Proof::Done(value) => done(value),
            Proof::Rejected => Self::of(TotpOutcome::Rejected, None),
            Proof::NotEnrolled => Self::of(TotpOutcome::NotEnrolled, None),
            Proof::Required => Self::of(TotpOutcome::Required, None),
            Proof::TooManyAttempts(wait) => Self::of(TotpOutcome::TooManyAttempts, Some(wait)),
        }
    }
}

#[derive(Default)]
pub struct TotpQuery;

#[Object]
impl TotpQuery {
    /// One's own.
    async fn second_factor(&self, ctx: &Context<'_>) -> Result<SecondFactor> {
        let oneself = api::oneself(ctx)?;
        let member = member::find_self(&oneself.platform, oneself.member).await?;
        Ok(SecondFactor {
            enrolled_at: member.as_ref().and_then(|member| member.second_factor_at),
            recovery_codes_left: totp::count_recovery_codes(&oneself).await?,
            is_required: member.is_some_and(|member| totp::is_required(&oneself.platform, &member)),
        })
    }
}

#[derive(Default)]
pub struct TotpMutation;

#[Object]
impl TotpMutation {
    /// Begins to set up a second factor; begun again, it starts anew.
    async fn enrol_totp(&self, ctx: &Context<'_>) -> Result<EnrolTotpPayload> {
        let begun = totp::enrol(&api::enroller(ctx)?).await?;
        let (outcome, enrolment) = match begun {
            Some(enrolment) => (TotpOutcome::Done, Some(enrolment)),
            None => (TotpOutcome::AlreadyEnrolled, None),
        };
        Ok(EnrolTotpPayload {
            outcome,
            secret: enrolment.as_ref().map(|enrolment| enrolment.secret.to_string()),
            uri: enrolment.map(|enrolment| enrolment.uri.to_string()),
        })
    }

    /// With a code that the app shows. All other sessions end, and this one goes on under a new cookie.
    async fn confirm_totp(&self, ctx: &Context<'_>, code: String) -> Result<TotpPayload> {
        let platform = api::actor::platform(ctx)?;
        Ok(match totp::confirm(&api::enroller(ctx)?, &code).await? {
            Confirmation::Confirmed(codes, opened) => {
                set_cookie(ctx, platform, &opened.token, platform.config.session_seconds);
                TotpPayload::done(codes)
            }
            Confirmation::Rejected => TotpPayload::of(TotpOutcome::Rejected, None),
            Confirmation::NotBegun => TotpPayload::of(TotpOutcome::NotEnrolled, None),
            Confirmation::Already => TotpPayload::of(TotpOutcome::AlreadyEnrolled, None),
            Confirmation::TooManyAttempts(wait) => TotpPayload::of(TotpOutcome::TooManyAttempts, Some(wait)),
        })
    }

    /// Ten new ones; those from before are worth nothing. Ends one's other sessions.
    async fn renew_recovery_codes(&self, ctx: &Context<'_>, code: String) -> Result<TotpPayload> {
        let proof = totp::renew_recovery_codes(&api::oneself(ctx)?, &code).await?;
        Ok(TotpPayload::proven(proof, TotpPayload::done))
    }

    /// Ends one's other sessions. Not for who must have one.
    async fn disable_totp(&self, ctx: &Context<'_>, input: DisableTotpInput) -> Result<TotpPayload> {
        let proof = totp::disable(&api::oneself(ctx)?, &input.password, &input.code).await?;
        Ok(TotpPayload::proven(proof, |()| {
            TotpPayload::of(TotpOutcome::Done, None)
        }))
    }
}
