//! What concerns nobody but oneself: sessions, password.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::session::{millis, set_cookie};
use crate::api::{self, DeleteOutcome, DeletePayload};
use crate::ids::{Prefixed, SessionId};
use crate::member::session::{self, Listed};
use crate::member::{self, PasswordChange};

/// Where somebody is signed in.
#[derive(SimpleObject)]
pub struct MemberSession {
    id: ID,
    created_at: DateTime<Utc>,
    /// To the minute.
    last_used_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    /// The IP address that it was opened from.
    address: Option<String>,
    /// What the browser calls itself.
    agent: Option<String>,
    /// Whether it is the one that asks.
    is_this: bool,
}

impl From<Listed> for MemberSession {
    fn from(session: Listed) -> Self {
        Self {
            id: session.id.encode().into(),
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            address: session.address,
            agent: session.agent,
            is_this: session.is_this,
        }
    }
}

#[derive(InputObject)]
pub struct ChangePasswordInput {
    current_password: String,
    new_password: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ChangePasswordOutcome {
    Changed,
    /// The current password is another one.
    Rejected,
    /// Too many have failed: retryAfterMs says when to try again.
    TooManyAttempts,
}

#[derive(SimpleObject)]
pub struct ChangePasswordPayload {
    outcome: ChangePasswordOutcome,
    retry_after_ms: Option<u64>,
}

#[derive(SimpleObject)]
pub struct SignOutEverywherePayload {
    sessions_ended: u64,
}

#[derive(Default)]
pub struct OwnQuery;

#[Object]
impl OwnQuery {
    /// One's own, newest first.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<MemberSession>> {
        let sessions = session::list(&api::oneself(ctx)?).await?;
        Ok(sessions.into_iter().map(MemberSession::from).collect())
    }
}

#[derive(Default)]
pub struct OwnMutation;

#[Object]
impl OwnMutation {
    /// Ends one of one's own sessions.
    async fn revoke_session(&self, ctx: &Context<'_>, id: ID) -> Result<DeletePayload> {
        let id = SessionId::parse(&id, "id")?;
        let outcome = if session::revoke(&api::oneself(ctx)?, id).await? {
            DeleteOutcome::Deleted
        } else {
            DeleteOutcome::NotFound
        };
        Ok(DeletePayload { outcome })
    }

    /// Ends all of one's own sessions, this one among them.
    async fn sign_out_everywhere(&self, ctx: &Context<'_>) -> Result<SignOutEverywherePayload> {
        let oneself = api::oneself(ctx)?;
        let sessions_ended = session::sign_out_everywhere(&oneself).await?;
        set_cookie(ctx, &oneself.platform, "", 0);
        Ok(SignOutEverywherePayload { sessions_ended })
    }

    /// Ends one's other sessions.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload> {
        let oneself = api::oneself(ctx)?;
        let (current, new) = (&input.current_password, &input.new_password);
        let change = member::change_password(&oneself, current, new).await?;
        let (outcome, wait) = match change {
            PasswordChange::Changed => (ChangePasswordOutcome::Changed, None),
            PasswordChange::Rejected => (ChangePasswordOutcome::Rejected, None),
            PasswordChange::TooManyAttempts(wait) => (ChangePasswordOutcome::TooManyAttempts, Some(wait)),
        };
        Ok(ChangePasswordPayload {
            outcome,
            retry_after_ms: wait.map(millis),
        })
    }
}
