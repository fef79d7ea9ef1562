//! Channels in the Console API: a member's own, and all of them for account managers.

mod channel;

use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result, SimpleObject};
use tenants::{Change, Problem};

use crate::api::{self, TransitionOutcome};
use crate::page::Page;
use crate::tenant::{self, Application, Outcome, Switched};

pub use channel::{ChannelNode, node, of_session};

#[derive(SimpleObject)]
pub struct ManifestChange {
    field: &'static str,
    before: Option<String>,
    after: Option<String>,
}

impl From<Change> for ManifestChange {
    fn from(change: Change) -> Self {
        Self {
            field: change.field,
            before: change.before,
            after: Some(change.after),
        }
    }
}

#[derive(SimpleObject)]
pub struct ManifestProblem {
    line: Option<i32>,
    field: Option<String>,
    message: String,
}

impl From<Problem> for ManifestProblem {
    fn from(problem: Problem) -> Self {
        let line = problem.line.and_then(|line| i32::try_from(line).ok());
        Self {
            line,
            field: problem.field,
            message: problem.message,
        }
    }
}

#[derive(SimpleObject)]
pub struct ApplyManifestPayload {
    outcome: Outcome,
    changes: Vec<ManifestChange>,
    problems: Vec<ManifestProblem>,
    channel: Option<ChannelNode>,
}

impl From<Application> for ApplyManifestPayload {
    fn from(application: Application) -> Self {
        Self {
            outcome: application.outcome,
            changes: application
                .changes
                .into_iter()
                .map(ManifestChange::from)
                .collect(),
            problems: application
                .problems
                .into_iter()
                .map(ManifestProblem::from)
                .collect(),
            channel: application.entry.map(ChannelNode::from),
        }
    }
}

#[derive(SimpleObject)]
pub struct ChannelTransitionPayload {
    outcome: TransitionOutcome,
    channel: Option<ChannelNode>,
}

impl From<Switched> for ChannelTransitionPayload {
    fn from(switched: Switched) -> Self {
        let (outcome, entry) = match switched {
            Switched::Done(entry) => (TransitionOutcome::Done, Some(entry)),
            Switched::Already(entry) | Switched::Refused(entry) => {
                (TransitionOutcome::IllegalTransition, Some(entry))
            }
            Switched::NotFound => (TransitionOutcome::NotFound, None),
        };
        Self {
            outcome,
            channel: entry.map(ChannelNode::from),
        }
    }
}

#[derive(Default)]
pub struct TenantQuery;

#[Object]
impl TenantQuery {
    /// The channel of the session. FORBIDDEN for account managers, who belong to none.
    async fn channel(&self, ctx: &Context<'_>) -> Result<ChannelNode> {
        of_session(&api::member(ctx)?)
    }

    /// Account managers: every channel with its quotas and usage, nothing of its campaigns or audience.
    async fn channels(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, ChannelNode>> {
        let manager = api::account_manager(ctx)?;
        let page = Page::new(first, after.as_deref())?;
        let entries = tenant::list(&manager.platform, &page);
        Ok(api::connect(
            &page,
            entries,
            |entry| entry.manifest.slug.to_string(),
            ChannelNode::from,
        ))
    }

    /// Account managers.
    async fn channel_by_slug(&self, ctx: &Context<'_>, slug: String) -> Result<Option<ChannelNode>> {
        let manager = api::account_manager(ctx)?;
        Ok(manager.platform.registry.find(&slug).map(ChannelNode::from))
    }
}

#[derive(Default)]
pub struct TenantMutation;

#[Object]
impl TenantMutation {
    /// Account managers. Creates or updates a channel; dryRun only shows what would change.
    async fn apply_channel_manifest(
        &self,
        ctx: &Context<'_>,
        manifest: String,
        #[graphql(default = false)] dry_run: bool,
    ) -> Result<ApplyManifestPayload> {
        let manager = api::account_manager(ctx)?;
        Ok(tenant::apply(manager, &manifest, dry_run).await?.into())
    }

    async fn suspend_channel(&self, ctx: &Context<'_>, slug: String) -> Result<ChannelTransitionPayload> {
        let manager = api::account_manager(ctx)?;
        Ok(tenant::suspend(manager, &slug).await?.into())
    }

    async fn resume_channel(&self, ctx: &Context<'_>, slug: String) -> Result<ChannelTransitionPayload> {
        let manager = api::account_manager(ctx)?;
        Ok(tenant::resume(manager, &slug).await?.into())
    }
}
