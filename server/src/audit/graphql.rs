//! The audit log in the Console API.

use std::collections::HashMap;

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, InputObject, Json, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde_json::Value;

use crate::api;
use crate::api_key;
use crate::audit::read::{self, Filter};
use crate::audit::verify::Head;
use crate::audit::{Reader, Row};
use crate::doer::Kind;
use crate::ids::{ApiKeyId, ChannelId, EventId, MemberId, Prefixed};
use crate::member::{self, Owner};
use crate::page::Page;

/// name: of a member or an API key, as it is called now; null once it is gone.
#[derive(SimpleObject)]
pub struct AuditActor {
    kind: Kind,
    id: Option<ID>,
    name: Option<String>,
}

/// One action. before and after hold what the action changed; a value too long to keep is {bytes, sha256}. address, agent
/// and systemUser say from where, until that is forgotten.
#[derive(SimpleObject)]
pub struct AuditEvent {
    id: ID,
    /// Its place in the chain, from 1 without gaps.
    seq: i64,
    at: DateTime<Utc>,
    actor: AuditActor,
    /// A noun and a verb: campaign.open
    action: String,
    /// The slug of the channel that it concerned.
    channel: Option<String>,
    target: Option<ID>,
    before: Option<Json<Value>>,
    after: Option<Json<Value>>,
    address: Option<String>,
    agent: Option<String>,
    system_user: Option<String>,
    trace_id: Option<String>,
    previous_hash: String,
    hash: String,
}

/// The end of the chain. Note it outside the platform: `ovation audit verify --expect` compares with it.
#[derive(SimpleObject)]
pub struct AuditHead {
    seq: i64,
    hash: String,
}

impl From<Head> for AuditHead {
    fn from(head: Head) -> Self {
        Self {
            seq: head.seq,
            hash: HEXLOWER.encode(&head.hash),
        }
    }
}

/// action: campaign.open, or campaign for all that is done to campaigns. to: before this.
#[derive(InputObject)]
pub struct AuditFilter {
    action: Option<String>,
    actor: Option<ID>,
    target: Option<ID>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
}

impl From<AuditFilter> for Filter {
    fn from(filter: AuditFilter) -> Self {
        Self {
            action: filter.action,
            actor: filter.actor.map(|id| id.0),
            target: filter.target.map(|id| id.0),
            from: filter.from,
            to: filter.to,
        }
    }
}

/// What ids of actors are called now.
#[derive(Default)]
struct Names(HashMap<String, String>);

impl Names {
    async fn of(reader: &Reader, rows: &[Row]) -> Result<Self> {
        let ids: Vec<&str> = rows.iter().filter_map(|row| row.actor_id.as_deref()).collect();
        let members: Vec<MemberId> = parsed(&ids);
        let keys: Vec<ApiKeyId> = parsed(&ids);
        let mut names = HashMap::new();
        if !members.is_empty() {
            let members = member::names(reader.platform(), &members).await?;
            names.extend(members.into_iter().map(|(id, name)| (id.encode(), name)));
        }
        if !keys.is_empty() {
            let keys = api_key::names(reader.platform(), &keys).await?;
            names.extend(keys.into_iter().map(|(id, name)| (id.encode(), name)));
        }
        Ok(Self(names))
    }
}

fn parsed<T: Prefixed>(ids: &[&str]) -> Vec<T> {
    ids.iter().filter_map(|id| T::parse(id, "actor").ok()).collect()
}

fn event(reader: &Reader, row: Row, names: &Names) -> AuditEvent {
    let facts = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok()).map(Json);
    let from: Value = row
        .origin
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let known = |key: &str| from.get(key).and_then(Value::as_str).map(str::to_owned);
    let channel = row.channel.and_then(|id| ChannelId::parse(&id, "channel").ok());
    let entry = channel.and_then(|id| reader.platform().registry.get(tenants::TenantId::new(id.0)));
    AuditEvent {
        id: EventId(row.id).encode().into(),
        seq: row.seq,
        at: row.at,
        actor: AuditActor {
            kind: Kind::of_name(&row.actor_kind).unwrap_or(Kind::Stranger),
            name: row.actor_id.as_ref().and_then(|id| names.0.get(id).cloned()),
            id: row.actor_id.map(ID),
        },
        action: row.action,
        channel: entry.map(|entry| entry.manifest.slug.to_string()),
        target: row.target.map(ID),
        before: facts(row.before),
        after: facts(row.after),
        address: known("address"),
        agent: known("agent"),
        system_user: known("user"),
        trace_id: row.trace,
        previous_hash: HEXLOWER.encode(&row.prev_hash),
        hash: HEXLOWER.encode(&row.hash),
    }
}

async fn events(
    reader: &Reader,
    first: Option<i32>,
    after: Option<String>,
    filter: Option<AuditFilter>,
) -> Result<Connection<String, AuditEvent>> {
    let page = Page::new(first, after.as_deref())?;
    let filter = filter.map(Filter::from).unwrap_or_default();
    let rows = read::list(reader, &filter, &page).await?;
    let names = Names::of(reader, &rows).await?;
    Ok(api::connect(
        &page,
        rows,
        |row| row.seq.to_string(),
        |row| event(reader, row, &names),
    ))
}

#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Tenant owners: what was done in and to their channel, newest first.
    async fn audit_events(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        filter: Option<AuditFilter>,
    ) -> Result<Connection<String, AuditEvent>> {
        let owner: Owner = api::member(ctx)?;
        events(&Reader::from(&owner), first, after, filter).await
    }

    /// Tenant owners: the end of their channel's log; null before its first action.
    async fn audit_head(&self, ctx: &Context<'_>) -> Result<Option<AuditHead>> {
        let owner: Owner = api::member(ctx)?;
        Ok(read::head(&Reader::from(&owner)).await?.map(AuditHead::from))
    }

    /// Account managers: what was done to the platform and its channels, newest first. Nothing of their campaigns.
    async fn platform_audit_events(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        filter: Option<AuditFilter>,
    ) -> Result<Connection<String, AuditEvent>> {
        let manager = api::account_manager(ctx)?;
        events(&Reader::from(manager), first, after, filter).await
    }

    /// Account managers.
    async fn platform_audit_head(&self, ctx: &Context<'_>) -> Result<Option<AuditHead>> {
        let manager = api::account_manager(ctx)?;
        Ok(read::head(&Reader::from(manager)).await?.map(AuditHead::from))
    }
}
