//! Everything of one channel as documented JSON Lines in one `.tar.gz`, with counts and hashes: for a channel that leaves,
//! or wants to know what is held about it. [`README`] goes with each archive and is the format's documentation.
//!
//! The data plane is read in one transaction, so that it is one moment's truth; the control plane's part is read at its
//! beginning. Nothing is held in memory but a page of rows: each table goes to a scratch file first, because a tar wants
//! to know how long it is.

mod control;
mod pack;
mod verify;

use std::fs::File;
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::mpsc;

use crate::audit::{self, Event};
use crate::ctx::{Ctx, Scope};
use crate::error::{Error, Result};
use crate::ids::{ChannelId, Prefixed};
use crate::table::{self, Cell, DATA, Row, Table};
use pack::Piece;

pub use verify::verify;

pub const FORMAT: &str = "ovation export";
pub const VERSION: u32 = 1;
pub const README: &str = include_str!("README.md");
const MANIFEST: &str = "manifest.json";

const PAGE: u32 = 1_000;

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    pub format: String,
    pub version: u32,
    pub channel: String,
    pub channel_id: String,
    /// When the data was read.
    pub moment: String,
    pub files: Vec<Content>,
}

/// One `.jsonl` of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub name: String,
    pub rows: u64,
    pub bytes: u64,
    pub sha256: String,
}

/// Writes the archive. `scratch` is an empty file for its use.
///
/// # Errors
/// The record is out of reach, or a file can't be written: what has been written is of no use.
pub async fn write(ctx: &Ctx, out: File, scratch: File) -> Result<Manifest> {
    // On the record before anything leaves.
    let event = Event::new("channel.export", ChannelId(ctx.tenant.id().uuid()));
    audit::commit(ctx, ctx.tenant.write().await?, event).await?;
    let moment = ctx.now();
    let (pieces, packing) = mpsc::channel(4);
    let packer = tokio::task::spawn_blocking(move || pack::run(out, scratch, moment, packing));
    let read = read(ctx, moment, &pieces).await;
    drop(pieces);
    let packed = packer.await.map_err(Error::internal)?;
    // Where the packer has failed, the reader has failed for that reason.
    let manifest = packed?;
    read?;
    Ok(manifest)
}

type Pieces = mpsc::Sender<Piece>;

async fn send(pieces: &Pieces, piece: Piece) -> Result<()> {
    let sent = pieces.send(piece).await;
    sent.map_err(|_| Error::internal("the archive can't be written"))
}

async fn read(ctx: &Ctx, moment: DateTime<Utc>, pieces: &Pieces) -> Result<()> {
    for (name, rows) in control::rows(ctx).await? {
        send(pieces, Piece::Begin(name)).await?;
        send(pieces, lines(rows.into_iter())).await?;
        send(pieces, Piece::End).await?;
    }
    audit_chain(ctx, pieces).await?;
    let tx = ctx.tenant.snapshot().await?;
    for table in DATA {
        send(pieces, Piece::Begin(table.name)).await?;
        let mut after = None;
        loop {
            let rows = table::page(&tx, table, after, PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = Some(table.key_of(last));
            send(pieces, lines(rows.iter().map(|row| published(table, row)))).await?;
        }
        send(pieces, Piece::End).await?;
    }
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        version: VERSION,
        channel: ctx.tenant.slug().to_string(),
        channel_id: ChannelId(ctx.tenant.id().uuid()).encode(),
        moment: moment.to_rfc3339_opts(SecondsFormat::Micros, true),
        files: Vec::new(),
    };
    send(pieces, Piece::Finish(Arc::new(manifest))).await
}

async fn audit_chain(ctx: &Ctx, pieces: &Pieces) -> Result<()> {
    let scope = Scope::Tenant(ctx.tenant.id());
    send(pieces, Piece::Begin("audit")).await?;
    let mut after = 0;
    loop {
        let rows = audit::rows_after(&ctx.platform, scope, after, PAGE.into()).await?;
        let Some(last) = rows.last() else { break };
        after = last.seq;
        send(pieces, lines(rows.iter().map(control::link))).await?;
    }
    send(pieces, Piece::End).await
}

fn lines(rows: impl Iterator<Item = Map<String, Value>>) -> Piece {
    let (mut text, mut count) = (Vec::new(), 0);
    for row in rows {
        text.extend_from_slice(Value::Object(row).to_string().as_bytes());
        text.push(b'\n');
        count += 1;
    }
    Piece::Lines(text, count)
}

/// A seed tells who wins what. Nobody may know it before that is decided, not even the channel.
fn published(table: &Table, row: &Row) -> Map<String, Value> {
    let mut json = table.json(row);
    if table.name == "campaigns" {
        let is_decided = json["status"] == "SETTLED" || !json["drawn_at"].is_null();
        if !is_decided {
            json.insert("seed".to_owned(), Cell::Bytes(None).to_json());
        }
    }
    json
}
