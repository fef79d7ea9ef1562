//! Signing in and out, and who has.

use std::time::Duration;

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::MemberNode;
use crate::api::authenticate::{Shown, session_cookie};
use crate::api::{self, Actor, actor};
use crate::config::Stage;
use crate::ctx::Platform;
use crate::member::{self, Arrival, Claim, SignIn, SignedIn, session};
use crate::tenant::graphql::{ChannelNode, of_session};

/// channel is null for account managers.
#[derive(SimpleObject)]
pub struct Me {
    member: MemberNode,
    channel: Option<ChannelNode>,
    /// An account manager inside a channel that has let support in.
    is_support: bool,
    session_expires_at: DateTime<Utc>,
    /// The session can do nothing but set up a second factor (enrolTotp, confirmTotp) and sign out.
    must_enrol: bool,
}

/// channel: the slug; left out by account managers.
#[derive(InputObject)]
pub struct SignInInput {
    channel: Option<String>,
    email: String,
    password: String,
}

/// challenge: of the first step's answer.
#[derive(InputObject)]
pub struct ConfirmSignInInput {
    challenge: String,
    code: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SignInOutcome {
    SignedIn,
    /// Channel, e-mail or password is wrong; which of them is not told.
    Rejected,
    Suspended,
    /// The password was right, and a code is wanted: confirmSignIn with the challenge.
    CodeRequired,
    /// The second step came too late: sign in again.
    ChallengeExpired,
    /// Too many have failed, for this account or from this address: retryAfterMs says when to try again.
    TooManyAttempts,
}

#[derive(SimpleObject)]
pub struct SignInPayload {
    outcome: SignInOutcome,
    me: Option<Me>,
    /// For confirmSignIn, within five minutes.
    challenge: Option<String>,
    retry_after_ms: Option<u64>,
}

#[derive(SimpleObject)]
pub struct SignOutPayload {
    signed_out: bool,
}

/// In whole milliseconds, never 0: a wait of nothing is no wait.
pub(super) fn millis(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1)
}

/// Out of reach of scripts, sent to this site only, and in production over TLS only.
pub(super) fn set_cookie(ctx: &Context<'_>, platform: &Platform, token: &str, seconds: u32) {
    let stage = platform.config.environment;
    let secure = if stage == Stage::Production {
        "; Secure"
    } else {
        ""
    };
    let name = session_cookie(stage);
    let cookie = format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    ctx.append_http_header("Set-Cookie", cookie);
}

/// What the browser came with, worth something or not.
pub(super) fn arrival<'a>(ctx: &'a Context<'_>) -> Result<Arrival<'a>> {
    Ok(Arrival {
        origin: actor::origin(ctx)?,
        replaces: ctx.data_opt::<Shown>().and_then(|shown| shown.0),
    })
}

impl From<SignedIn> for Me {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            member: signed_in.member.into(),
            channel: signed_in.channel.map(ChannelNode::from),
            is_support: false,
            session_expires_at: signed_in.expires_at,
            must_enrol: signed_in.must_enrol,
        }
    }
}

impl SignInPayload {
    const fn of(outcome: SignInOutcome) -> Self {
        Self {
            outcome,
            me: None,
            challenge: None,
            retry_after_ms: None,
        }
    }
}

/// The session's cookie goes out with the answer.
fn answer(ctx: &Context<'_>, platform: &Platform, outcome: SignIn) -> SignInPayload {
    match outcome {
        SignIn::SignedIn(signed_in) => {
            set_cookie(ctx, platform, &signed_in.token, platform.config.session_seconds);
            SignInPayload {
                me: Some((*signed_in).into()),
                ..SignInPayload::of(SignInOutcome::SignedIn)
            }
        }
        SignIn::Rejected => SignInPayload::of(SignInOutcome::Rejected),
        SignIn::Suspended => SignInPayload::of(SignInOutcome::Suspended),
        SignIn::CodeRequired(challenge) => SignInPayload {
            challenge: Some(challenge),
            ..SignInPayload::of(SignInOutcome::CodeRequired)
        },
        SignIn::ChallengeExpired => SignInPayload::of(SignInOutcome::ChallengeExpired),
        SignIn::TooManyAttempts(wait) => SignInPayload {
            retry_after_ms: Some(millis(wait)),
            ..SignInPayload::of(SignInOutcome::TooManyAttempts)
        },
    }
}

#[derive(Default)]
pub struct SessionQuery;

#[Object]
impl SessionQuery {
    /// Who is signed in; null for nobody.
    async fn me(&self, ctx: &Context<'_>) -> Result<Option<Me>> {
        let actor = actor::actor(ctx)?;
        let (channel, is_support) = match actor {
            Actor::Member(session) => (Some(of_session(session)?), session.support.is_some()),
            _ => (None, false),
        };
        let Ok(enroller) = api::enroller(ctx) else {
            return Ok(None);
        };
        let member = member::find_self(actor::platform(ctx)?, enroller.member()).await?;
        Ok(member.map(|member| Me {
            member: member.into(),
            channel,
            is_support,
            session_expires_at: enroller.expires_at(),
            must_enrol: matches!(actor, Actor::Enroller(_)),
        }))
    }
}

#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    async fn sign_in(&self, ctx: &Context<'_>, input: SignInInput) -> Result<SignInPayload> {
        let platform = actor::platform(ctx)?;
        let claim = Claim {
            channel: input.channel.as_deref(),
            email: &input.email,
            password: &input.password,
        };
        let outcome = member::sign_in(platform, claim, arrival(ctx)?).await?;
        Ok(answer(ctx, platform, outcome))
    }

    /// The second step: a code of the app, or a recovery code.
    async fn confirm_sign_in(&self, ctx: &Context<'_>, input: ConfirmSignInInput) -> Result<SignInPayload> {
        let platform = actor::platform(ctx)?;
        let ConfirmSignInInput { challenge, code } = input;
        let outcome = member::confirm_sign_in(platform, &challenge, &code, arrival(ctx)?).await?;
        Ok(answer(ctx, platform, outcome))
    }

    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        let platform = actor::platform(ctx)?;
        let enroller = api::enroller(ctx);
        let signed_out = enroller.is_ok();
        match (enroller, arrival(ctx)?.replaces) {
            (Ok(enroller), _) => session::sign_out(&enroller).await?,
            (Err(_), Some(key)) => session::close(platform, key).await?,
            (Err(_), None) => {}
        }
        set_cookie(ctx, platform, "", 0);
        Ok(SignOutPayload { signed_out })
    }
}
