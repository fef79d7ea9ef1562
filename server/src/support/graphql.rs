//! Support access in the Console API: granted and revoked by owners, used by account managers.

use std::collections::HashMap;

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::api;
use crate::ctx::Platform;
use crate::error;
use crate::ids::{MemberId, Prefixed, SupportGrantId};
use crate::member::{self, Owner, Session};
use crate::page::Page;
use crate::support::{self, Entered, Grant, Granted, HOURS_DEFAULT, NewGrant, Revoked, SupportRole, Visit};
use crate::tenant::graphql::ChannelNode;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SupportStatus {
    Standing,
    Expired,
    Revoked,
}

/// An account manager inside. leftAt: when they left by themselves; else they were out when the grant ended.
#[derive(SimpleObject)]
pub struct SupportVisit {
    /// Null once the account manager is gone.
    name: Option<String>,
    entered_at: DateTime<Utc>,
    left_at: Option<DateTime<Utc>>,
}

#[derive(SimpleObject)]
#[graphql(name = "SupportGrant")]
pub struct SupportGrantNode {
    id: ID,
    role: SupportRole,
    reason: String,
    status: SupportStatus,
    /// Null once that owner is gone.
    granted_by: Option<String>,
    granted_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
    visits: Vec<SupportVisit>,
}

/// Grants with who is behind them, asked for at once.
async fn nodes(platform: &Platform, grants: Vec<Grant>) -> error::Result<Vec<SupportGrantNode>> {
    let mut visits = support::visits(platform, &grants).await?;
    let visitors = visits.values().flatten().map(|visit| visit.member_id);
    let people: Vec<MemberId> = visitors
        .chain(grants.iter().map(|grant| grant.granted_by))
        .map(MemberId)
        .collect();
    let names = member::names(platform, &people).await?;
    let now = platform.clock.now();
    let nodes = grants.into_iter().map(|grant| {
        let visits = visits.remove(&grant.id()).unwrap_or_default();
        node(grant, visits, &names, now)
    });
    Ok(nodes.collect())
}

fn node(
    grant: Grant,
    visits: Vec<Visit>,
    names: &HashMap<MemberId, String>,
    now: DateTime<Utc>,
) -> SupportGrantNode {
    let status = match grant.revoked_at {
        Some(_) => SupportStatus::Revoked,
        None if grant.stands(now) => SupportStatus::Standing,
        None => SupportStatus::Expired,
    };
    let visits = visits.into_iter().map(|visit| SupportVisit {
        name: names.get(&MemberId(visit.member_id)).cloned(),
        entered_at: visit.entered_at,
        left_at: visit.left_at,
    });
    SupportGrantNode {
        id: grant.id().encode().into(),
        role: grant.role,
        status,
        granted_by: names.get(&MemberId(grant.granted_by)).cloned(),
        granted_at: grant.granted_at,
        expires_at: grant.expires_at,
        revoked_at: grant.revoked_at,
        visits: visits.collect(),
        reason: grant.reason,
    }
}

async fn one(platform: &Platform, grant: Grant) -> error::Result<Option<SupportGrantNode>> {
    Ok(nodes(platform, vec![grant]).await?.pop())
}

/// What stands for a channel now.
///
/// # Errors
/// The record is out of reach.
pub async fn standing(
    platform: &Platform,
    tenant: tenants::TenantId,
) -> error::Result<Option<SupportGrantNode>> {
    match support::standing(platform, tenant).await? {
        Some(grant) => one(platform, grant).await,
        None => Ok(None),
    }
}

/// hours: 1 to 72.
#[derive(InputObject)]
pub struct GrantSupportAccessInput {
    #[graphql(default_with = "HOURS_DEFAULT")]
    hours: i32,
    #[graphql(default_with = "SupportRole::Analyst")]
    role: SupportRole,
    /// Why: support sees it, too.
    reason: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum GrantSupportOutcome {
    Granted,
    /// One stands already: revoke it first.
    Already,
}

#[derive(SimpleObject)]
pub struct GrantSupportPayload {
    outcome: GrantSupportOutcome,
    grant: Option<SupportGrantNode>,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum RevokeSupportOutcome {
    Revoked,
    /// Revoked before, or over.
    Already,
    NotFound,
}

#[derive(SimpleObject)]
pub struct RevokeSupportPayload {
    outcome: RevokeSupportOutcome,
    grant: Option<SupportGrantNode>,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum EnterChannelOutcome {
    Entered,
    NotGranted,
    Suspended,
}

#[derive(SimpleObject)]
pub struct EnterChannelPayload {
    outcome: EnterChannelOutcome,
    channel: Option<ChannelNode>,
}

#[derive(SimpleObject)]
pub struct LeaveChannelPayload {
    left: bool,
}

#[derive(Default)]
pub struct SupportQuery;

#[Object]
impl SupportQuery {
    /// Tenant owners: every grant of support access to their channel, and who used it; newest first.
    async fn support_grants(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, SupportGrantNode>> {
        let owner: Owner = api::member(ctx)?;
        let page = Page::new(first, after.as_deref())?;
        let grants = support::list(&owner, &page).await?;
        let keys: Vec<String> = grants.iter().map(support::list_key).collect();
        let nodes = nodes(&owner.platform, grants).await?;
        let rows: Vec<_> = keys.into_iter().zip(nodes).collect();
        Ok(api::connect(
            &page,
            rows,
            |(key, _)| key.clone(),
            |(_, node)| node,
        ))
    }
}

#[derive(Default)]
pub struct SupportMutation;

#[Object]
impl SupportMutation {
    /// Tenant owners. Lets account managers into the channel for some hours; all members see it.
    async fn grant_support_access(
        &self,
        ctx: &Context<'_>,
        input: GrantSupportAccessInput,
    ) -> Result<GrantSupportPayload> {
        let owner: Owner = api::member(ctx)?;
        let GrantSupportAccessInput { hours, role, reason } = input;
        let new = NewGrant { hours, role, reason };
        let (outcome, grant) = match support::grant(&owner, new).await? {
            Granted::Granted(grant) => (GrantSupportOutcome::Granted, grant),
            Granted::Already(grant) => (GrantSupportOutcome::Already, grant),
        };
        let grant = one(&owner.platform, grant).await?;
        Ok(GrantSupportPayload { outcome, grant })
    }

    /// Tenant owners. Whoever is inside is out at once.
    async fn revoke_support_access(&self, ctx: &Context<'_>, id: ID) -> Result<RevokeSupportPayload> {
        let owner: Owner = api::member(ctx)?;
        let (outcome, grant) = match support::revoke(&owner, SupportGrantId::parse(&id, "id")?).await? {
            Revoked::Revoked(grant) => (RevokeSupportOutcome::Revoked, grant),
            Revoked::Already(grant) => (RevokeSupportOutcome::Already, grant),
            Revoked::NotFound => {
                return Ok(RevokeSupportPayload {
                    outcome: RevokeSupportOutcome::NotFound,
                    grant: None,
                });
            }
        };
        let grant = one(&owner.platform, grant).await?;
        Ok(RevokeSupportPayload { outcome, grant })
    }

    /// Account managers, where the channel's owner has let support in: the session is one of the channel until it leaves.
    async fn enter_channel(&self, ctx: &Context<'_>, slug: String) -> Result<EnterChannelPayload> {
        let manager = api::account_manager(ctx)?;
        let (outcome, channel) = match support::enter(manager, &slug).await? {
            Entered::Entered(_, entry) => (EnterChannelOutcome::Entered, Some(entry.into())),
            Entered::NotGranted => (EnterChannelOutcome::NotGranted, None),
            Entered::Suspended => (EnterChannelOutcome::Suspended, None),
        };
        Ok(EnterChannelPayload { outcome, channel })
    }

    /// Support, back to the platform.
    async fn leave_channel(&self, ctx: &Context<'_>) -> Result<LeaveChannelPayload> {
        let session: Session = api::member(ctx)?;
        let left = support::leave(&session).await?;
        Ok(LeaveChannelPayload { left })
    }
}
