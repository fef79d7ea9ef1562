//! A channel, as members and account managers see it.

use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject};
use tenants::Entry;

use crate::api;
use crate::ids::{ChannelId, Prefixed};
use crate::member::Session;
use crate::support::graphql::{self as support, SupportGrantNode};
use crate::usage::{self, graphql::QuotaUsage};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "tenants::Status")]
pub enum ChannelStatus {
    Active,
    Suspended,
    /// On its way to another database: read, not written.
    Moving,
    /// Nobody is served; at `deletesAt` everything of it goes.
    Deleting,
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

    /// The support access that stands now: shown to all members of the channel, and to account managers.
    async fn support_access(&self, ctx: &Context<'_>) -> Result<Option<SupportGrantNode>> {
        Ok(support::standing(api::actor::platform(ctx)?, self.entry.id).await?)
    }

    /// The manifest as it stands, TOML. Account managers.
    async fn manifest(&self, ctx: &Context<'_>) -> Option<String> {
        api::account_manager(ctx)
            .is_ok()
            .then(|| self.entry.manifest.source.clone())
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
