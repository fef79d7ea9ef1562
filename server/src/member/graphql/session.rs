//! Signing in and out, and who has.

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::MemberNode;
use crate::api::authenticate::SESSION_COOKIE;
use crate::api::{Actor, actor};
use crate::config::Stage;
use crate::ctx::Platform;
use crate::ids::MemberId;
use crate::member::{self, SessionKey, SignIn, SignedIn, session};
use crate::tenant::graphql::{ChannelNode, of_session};

/// channel is null for account managers.
#[derive(SimpleObject)]
pub struct Me {
    member: MemberNode,
    channel: Option<ChannelNode>,
    session_expires_at: DateTime<Utc>,
}

/// channel: the slug; left out by account managers.
#[derive(InputObject)]
pub struct SignInInput {
    channel: Option<String>,
    email: String,
    password: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SignInOutcome {
    SignedIn,
    Rejected,
    Suspended,
}

#[derive(SimpleObject)]
pub struct SignInPayload {
    outcome: SignInOutcome,
    me: Option<Me>,
}

#[derive(SimpleObject)]
pub struct SignOutPayload {
    signed_out: bool,
}

fn session_of(ctx: &Context<'_>) -> Result<Option<(MemberId, SessionKey, DateTime<Utc>)>> {
    Ok(match actor::actor(ctx)? {
        Actor::Member(session) => Some((session.member, session.key, session.expires_at)),
        Actor::AccountManager(manager) => Some((manager.member, manager.key, manager.expires_at)),
        Actor::Nobody | Actor::Viewer(_) | Actor::App(_) => None,
    })
}

/// Out of reach of scripts, sent to this site only, and in production over TLS only.
fn set_cookie(ctx: &Context<'_>, platform: &Platform, token: &str, seconds: i64) {
    let secure = if platform.config.environment == Stage::Production {
        "; Secure"
    } else {
        ""
    };
    let cookie =
        format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    ctx.append_http_header("Set-Cookie", cookie);
}

impl From<SignedIn> for Me {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            member: signed_in.member.into(),
            channel: signed_in.channel.map(ChannelNode::from),
            session_expires_at: signed_in.expires_at,
        }
    }
}

#[derive(Default)]
pub struct SessionQuery;

#[Object]
impl SessionQuery {
    /// Who is signed in; null for nobody.
    async fn me(&self, ctx: &Context<'_>) -> Result<Option<Me>> {
        let Some((id, _, session_expires_at)) = session_of(ctx)? else {
            return Ok(None);
        };
        let Some(member) = member::find_self(actor::platform(ctx)?, id).await? else {
            return Ok(None);
        };
        let channel = match actor::actor(ctx)? {
            Actor::Member(session) => Some(of_session(session)?),
            _ => None,
        };
        Ok(Some(Me {
            member: member.into(),
            channel,
            session_expires_at,
        }))
    }
}

#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    async fn sign_in(&self, ctx: &Context<'_>, input: SignInInput) -> Result<SignInPayload> {
        let platform = actor::platform(ctx)?;
        let replaces = session_of(ctx)?.map(|(_, key, _)| key);
        let SignInInput {
            channel,
            email,
            password,
        } = input;
        let outcome = member::sign_in(platform, channel.as_deref(), &email, &password, replaces).await?;
        Ok(match outcome {
            SignIn::SignedIn(signed_in) => {
                set_cookie(
                    ctx,
                    platform,
                    &signed_in.token,
                    platform.config.session_seconds.into(),
                );
                SignInPayload {
                    outcome: SignInOutcome::SignedIn,
                    me: Some((*signed_in).into()),
                }
            }
            SignIn::Rejected => SignInPayload {
                outcome: SignInOutcome::Rejected,
                me: None,
            },
            SignIn::Suspended => SignInPayload {
                outcome: SignInOutcome::Suspended,
                me: None,
            },
        })
    }

    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        let platform = actor::platform(ctx)?;
        let open = session_of(ctx)?;
        if let Some((_, key, _)) = open {
            session::close(platform, key).await?;
        }
        set_cookie(ctx, platform, "", 0);
        Ok(SignOutPayload {
            signed_out: open.is_some(),
        })
    }
}
