//! The control plane's part of a channel. No password, no key, no hash of either.

use chrono::SecondsFormat;
use data_encoding::HEXLOWER;
use serde_json::{Map, Value, json};

use crate::ctx::Ctx;
use crate::error::Result;
use crate::ids::Prefixed;
use crate::{api_key, audit, member};

type Rows = Vec<Map<String, Value>>;

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// One link of the audit log's chain, with all that its hash is made of.
pub(super) fn link(row: &audit::Row) -> Map<String, Value> {
    let hash = |hash: &[u8]| HEXLOWER.encode(hash);
    object(json!({
        "seq": row.seq,
        "id": row.id,
        "at": row.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        "actor_kind": row.actor_kind,
        "actor_id": row.actor_id,
        "action": row.action,
        "channel": row.channel,
        "target": row.target,
        "before": row.before,
        "after": row.after,
        "trace": row.trace,
        "origin_hash": row.origin_hash.as_deref().map(hash),
        "prev_hash": hash(&row.prev_hash),
        "hash": hash(&row.hash),
    }))
}

/// Each file's name, and its rows.
pub(super) async fn rows(ctx: &Ctx) -> Result<Vec<(&'static str, Rows)>> {
    let (platform, tenant) = (&ctx.platform, ctx.tenant.id());
    let manifest = ctx.tenant.manifest();
    let channel = object(json!({
        "slug": manifest.slug.as_str(),
        "manifest": manifest.source,
        "created_at": platform.registry.get(tenant).map(|entry| entry.created_at),
    }));
    let members = member::all(platform, tenant).await?.into_iter().map(|member| {
        object(json!({
            "id": member.id().encode(),
            "email": member.email,
            "name": member.name,
            "role": member.role,
            "created_at": member.created_at,
            "last_signed_in_at": member.last_signed_in_at,
        }))
    });
    let keys = api_key::all(platform, tenant).await?.into_iter().map(|key| {
        object(json!({
            "id": key.id().encode(),
            "name": key.name,
            "hint": key.hint,
            "created_at": key.created_at,
            "last_used_at": key.last_used_at,
            "revoked_at": key.revoked_at,
        }))
    });
    Ok(vec![
        ("channel", vec![channel]),
        ("members", members.collect()),
        ("api_keys", keys.collect()),
    ])
}
