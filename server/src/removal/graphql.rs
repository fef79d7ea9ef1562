//! Deleting channels in the Console API: for account managers.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::{Confirmed, Requested, Restored};
use crate::api;
use crate::tenant::graphql::ChannelNode;

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ChannelDeletionOutcome {
    Done,
    /// Another code, an old one, or another name than the channel's.
    Rejected,
    /// It is being moved, is being deleted already, or is not being deleted.
    IllegalTransition,
    NotFound,
}

#[derive(SimpleObject)]
pub struct RequestChannelDeletionPayload {
    outcome: ChannelDeletionOutcome,
    /// Confirms it, with the channel's slug typed. Told once.
    code: Option<String>,
    expires_at: Option<DateTime<Utc>>,
}

#[derive(SimpleObject)]
pub struct ChannelDeletionPayload {
    outcome: ChannelDeletionOutcome,
    /// When everything of it goes. Until then it can be taken back.
    deletes_at: Option<DateTime<Utc>>,
    channel: Option<ChannelNode>,
}

impl ChannelDeletionPayload {
    const fn refused(outcome: ChannelDeletionOutcome) -> Self {
        Self {
            outcome,
            deletes_at: None,
            channel: None,
        }
    }
}

#[derive(Default)]
pub struct RemovalQuery;

#[Object]
impl RemovalQuery {
    /// Account managers: when everything of this channel goes; null unless it is being deleted.
    async fn channel_deletes_at(&self, ctx: &Context<'_>, slug: String) -> Result<Option<DateTime<Utc>>> {
        let manager = api::account_manager(ctx)?;
        Ok(super::due_at(manager, &slug).await?)
    }
}

#[derive(Default)]
pub struct RemovalMutation;

#[Object]
impl RemovalMutation {
    /// Account managers. The first of two steps: tells a code, and changes nothing.
    async fn request_channel_deletion(
        &self,
        ctx: &Context<'_>,
        slug: String,
    ) -> Result<RequestChannelDeletionPayload> {
        let manager = api::account_manager(ctx)?;
        let refused = |outcome| RequestChannelDeletionPayload {
            outcome,
            code: None,
            expires_at: None,
        };
        Ok(match super::request(manager, &slug).await? {
            Requested::Code(code, expires_at) => RequestChannelDeletionPayload {
                outcome: ChannelDeletionOutcome::Done,
                code: Some(code.to_string()),
                expires_at: Some(expires_at),
            },
            Requested::Refused => refused(ChannelDeletionOutcome::IllegalTransition),
            Requested::NotFound => refused(ChannelDeletionOutcome::NotFound),
        })
    }

    /// Account managers. The second step: nobody is served from now on, and after the time of grace everything of the
    /// channel is deleted. `typed` is the slug, typed by whoever confirms.
    async fn confirm_channel_deletion(
        &self,
        ctx: &Context<'_>,
        slug: String,
        typed: String,
        code: String,
    ) -> Result<ChannelDeletionPayload> {
        let manager = api::account_manager(ctx)?;
        Ok(match super::confirm(manager, &slug, &typed, &code, None).await? {
            Confirmed::Done(entry, due_at) => ChannelDeletionPayload {
                outcome: ChannelDeletionOutcome::Done,
                deletes_at: Some(due_at),
                channel: Some(entry.into()),
            },
            Confirmed::Rejected => ChannelDeletionPayload::refused(ChannelDeletionOutcome::Rejected),
            Confirmed::Refused => ChannelDeletionPayload::refused(ChannelDeletionOutcome::IllegalTransition),
            Confirmed::NotFound => ChannelDeletionPayload::refused(ChannelDeletionOutcome::NotFound),
        })
    }

    /// Account managers. Takes a deletion back, within its time of grace.
    async fn restore_channel(&self, ctx: &Context<'_>, slug: String) -> Result<ChannelDeletionPayload> {
        let manager = api::account_manager(ctx)?;
        Ok(match super::restore(manager, &slug).await? {
            Restored::Done(entry) => ChannelDeletionPayload {
                outcome: ChannelDeletionOutcome::Done,
                deletes_at: None,
                channel: Some(entry.into()),
            },
            Restored::Refused => ChannelDeletionPayload::refused(ChannelDeletionOutcome::IllegalTransition),
            Restored::NotFound => ChannelDeletionPayload::refused(ChannelDeletionOutcome::NotFound),
        })
    }
}
