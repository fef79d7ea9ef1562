//! Channels in the Console API: a member's own, and all of them for account managers.

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, Enum, ID, Object, Result, SimpleObject};
use tenants::{Change, Entry, Problem};

use crate::api::{self, TransitionOutcome};
use crate::ids::{ChannelId, Prefixed};
use crate::member::Session;
use crate::page::Page;
use crate::tenant::{self, Application, Outcome, Switched};
use crate::usage::{self, graphql::QuotaUsage};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "tenants::Status")]
pub enum ChannelStatus {
    Active,
    Suspended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "tenants::Placement")]
pub enum Placement {
    Pooled,
    Own,
}

#[derive(SimpleObject)]
#[graphql(name = "Channel", complex)]
pub struct ChannelNode {
    pub id: ID,
    slug: String,
    name_zh: String,
    name_en: String,
    status: ChannelStatus,
    time_zone: String,
    currency: &'static str,
    locale: String,
    plan: String,
    placement: Placement,
    primary_color: String,
    logo_url: Option<String>,
    hosts: Vec<String>,
    allowed_origins: Vec<String>,
    #[graphql(skip)]
    entry: Entry,
}

impl From<Entry> for ChannelNode {
    fn from(entry: Entry) -> Self {
        let manifest = entry.manifest.clone();
        Self {
            id: ChannelId(entry.id.uuid()).encode().into(),
            slug: manifest.slug.to_string(),
            name_zh: manifest.names.zh_cn.clone(),
            name_en: manifest.names.en.clone(),
            status: entry.status.into(),
            time_zone: manifest.time_zone.to_string(),
            currency: manifest.currency.code(),
            locale: manifest.locale.clone(),
            plan: manifest.plan.clone(),
            placement: manifest.placement.into(),
            primary_color: manifest.branding.primary_color.clone(),
            logo_url: manifest.branding.logo_url.clone(),
            hosts: manifest.hosts.clone(),
            allowed_origins: manifest.allowed_origins.clone(),
            entry,
        }
    }
}

#[ComplexObject]
impl ChannelNode {
    async fn quotas(&self, ctx: &Context<'_>) -> Result<Vec<QuotaUsage>> {
        let platform = api::actor::platform(ctx)?;
        let usage = usage::of_tenant(platform, &platform.registry.serve(&self.entry)).await?;
        Ok(usage.into_iter().map(QuotaUsage::from).collect())
    }

    /// The manifest as it stands, TOML. Account managers.
    async fn manifest(&self, ctx: &Context<'_>) -> Option<String> {
        api::account_manager(ctx)
            .is_ok()
            .then(|| self.entry.manifest.source.clone())
    }
}

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
            Switched::Already(entry) => (TransitionOutcome::IllegalTransition, Some(entry)),
            Switched::NotFound => (TransitionOutcome::NotFound, None),
        };
        Self {
            outcome,
            channel: entry.map(ChannelNode::from),
        }
    }
}

/// The channel of the session.
///
/// # Errors
/// `FORBIDDEN` for account managers, who belong to none.
pub fn of_session(session: &Session) -> Result<ChannelNode> {
    let entry = session.platform.registry.get(session.tenant.id());
    Ok(entry.ok_or(crate::error::Error::NotFound("channel"))?.into())
}

/// For `node`: a member's own channel, any for an account manager.
///
/// # Errors
/// Nobody has signed in.
pub fn node(ctx: &Context<'_>, id: ChannelId) -> Result<Option<ChannelNode>> {
    let id = tenants::TenantId::new(id.0);
    if let Ok(manager) = api::account_manager(ctx) {
        return Ok(manager.platform.registry.get(id).map(ChannelNode::from));
    }
    let session: Session = api::member(ctx)?;
    if session.tenant.id() == id {
        of_session(&session).map(Some)
    } else {
        Ok(None)
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
        Ok(tenant::apply(&manager.platform, &manifest, dry_run).await?.into())
    }

    async fn suspend_channel(&self, ctx: &Context<'_>, slug: String) -> Result<ChannelTransitionPayload> {
        let manager = api::account_manager(ctx)?;
        Ok(tenant::suspend(&manager.platform, &slug).await?.into())
    }

    async fn resume_channel(&self, ctx: &Context<'_>, slug: String) -> Result<ChannelTransitionPayload> {
        let manager = api::account_manager(ctx)?;
        Ok(tenant::resume(&manager.platform, &slug).await?.into())
    }
}
