//! Reading a chain: by page and filter for people, whole for whoever wants to verify it elsewhere.

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::chain::{self, Link};
use super::verify::{Head, Walk};
use super::{Event, Row, append, store};
use crate::ctx::{Platform, Scope};
use crate::doer::Doer;
use crate::error::{Error, Result};
use crate::page::Page;

/// The right to read one chain: a channel's owner has it for the channel's, an account manager for the platform's, whoever
/// runs the command line for all. Made from those capabilities (`member::capability`) and from nothing else.
pub struct Reader {
    platform: Arc<Platform>,
    doer: Arc<Doer>,
    scope: Scope,
}

/// What of a chain is wanted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// `campaign.open`, or all that is done to campaigns: `campaign`.
    pub action: Option<String>,
    /// `member_…` or `key_…`.
    pub actor: Option<String>,
    pub target: Option<String>,
    pub from: Option<DateTime<Utc>>,
    /// Before this.
    pub to: Option<DateTime<Utc>>,
}

impl Reader {
    #[must_use]
    pub const fn new(platform: Arc<Platform>, doer: Arc<Doer>, scope: Scope) -> Self {
        Self {
            platform,
            doer,
            scope,
        }
    }

    #[must_use]
    pub fn platform(&self) -> &Platform {
        &self.platform
    }

    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// As files are named after it.
    #[must_use]
    pub fn name(&self) -> String {
        let entry = self
            .scope
            .tenant()
            .and_then(|tenant| self.platform.registry.get(tenant));
        entry.map_or_else(|| self.scope.key(), |entry| entry.manifest.slug.to_string())
    }
}

/// Newest first.
///
/// # Errors
/// `BAD_USER_INPUT` on a cursor of another list, or on an action that is none.
pub async fn list(reader: &Reader, filter: &Filter, page: &Page) -> Result<Vec<Row>> {
    let is_action = |action: &String| {
        action
            .bytes()
            .all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'.'))
    };
    if !filter.action.as_ref().is_none_or(is_action) {
        let rule = "small letters, _ and a point, such as campaign.open or campaign";
        return Err(Error::bad_input("filter.action", rule));
    }
    let after = page.after_key::<i64>()?;
    let tx = reader.platform.registry.control_read().await?;
    Ok(store::list(&tx, &reader.scope.key(), filter, after, page.limit()).await?)
}

/// The end of the chain, to be noted elsewhere. None: nothing has been recorded yet.
///
/// # Errors
/// The record is out of reach.
pub async fn head(reader: &Reader) -> Result<Option<Head>> {
    let tx = reader.platform.registry.control_read().await?;
    Ok(store::head(&tx, &reader.scope.key()).await?)
}

/// The first line of an exported chain.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// `ovation audit 1`
    pub format: String,
    pub scope: String,
    /// The channel's slug, or the scope.
    pub name: String,
    /// Hash and number of the last line, as `12:9f86d0…`.
    pub head: String,
    pub exported_at: String,
}

/// Every further line. `from` is the text whose SHA-256 is `link.origin`; null where it was not known or is forgotten.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub from: Option<String>,
    pub hash: String,
    pub link: Link,
}

pub const FORMAT: &str = "ovation audit 1";
const LINES_AT_ONCE: u64 = 500;

/// A chain on its way out: up to the end that it had when it was asked for.
#[derive(Clone, Debug)]
pub struct Export {
    pub title: String,
    pub head: Head,
}

/// Begins an export, which is an action like others and the last that it contains.
///
/// # Errors
/// The record is out of reach.
pub async fn export(reader: &Reader) -> Result<Export> {
    let Reader {
        platform,
        doer,
        scope,
    } = reader;
    let tx = platform.registry.control_write().await?;
    append(&tx, platform, doer, *scope, Event::of_nothing("audit.export")).await?;
    let head = store::head(&tx, &scope.key()).await?;
    tx.commit().await?;
    let head = head.ok_or_else(|| Error::internal("a chain without a head"))?;
    let title = Title {
        format: FORMAT.to_owned(),
        scope: scope.key(),
        name: reader.name(),
        head: head.to_string(),
        exported_at: platform.clock.now().to_rfc3339_opts(SecondsFormat::Secs, true),
    };
    let title = serde_json::to_string(&title).map_err(Error::internal)? + "\n";
    Ok(Export { title, head })
}

/// The lines after this one, and the number of the last of them; none where the export is complete.
///
/// # Errors
/// The record is out of reach.
pub async fn lines(reader: &Reader, export: &Export, after: i64) -> Result<Option<(String, i64)>> {
    let rows = super::rows_after(&reader.platform, reader.scope, after, LINES_AT_ONCE).await?;
    let mut text = String::new();
    let mut last = None;
    for row in rows.iter().filter(|row| row.seq <= export.head.seq) {
        let line = Line {
            from: row.origin.clone(),
            hash: HEXLOWER.encode(&row.hash),
            link: Link::of(row),
        };
        text += &serde_json::to_string(&line).map_err(Error::internal)?;
        text.push('\n');
        last = Some(row.seq);
    }
    Ok(last.map(|last| (text, last)))
}

/// Verifies an export, line by line, with nothing but the file.
///
/// # Errors
/// The line that is no line of an export, or what is wrong with the chain, in a sentence.
pub fn verify_lines<E: std::fmt::Display>(
    mut lines: impl Iterator<Item = Result<String, E>>,
    noted: Option<Head>,
) -> Result<(Title, Head), String> {
    let mut next = |number: usize| {
        let line = lines.next().transpose();
        line.map_err(|error| format!("line {number} can't be read: {error}"))
    };
    let title = next(1)?.ok_or("the file is empty")?;
    let title: Title =
        serde_json::from_str(&title).map_err(|error| format!("line 1 is no title of an export: {error}"))?;
    let head: Head = title.head.parse()?;
    if title.format != FORMAT {
        return Err(format!("the format is {}, not {FORMAT}", title.format));
    }
    let mut walk = Walk::new(&title.scope, noted);
    let mut number = 1;
    while let Some(text) = next(number + 1)? {
        number += 1;
        let line: Line = serde_json::from_str(&text)
            .map_err(|error| format!("line {number} is no line of an export: {error}"))?;
        let hash = HEXLOWER
            .decode(line.hash.as_bytes())
            .map_err(|_| format!("line {number}: the hash is not hexadecimal"))?;
        let whence = line
            .from
            .map(|text| HEXLOWER.encode(&chain::sha256(text.as_bytes())));
        if whence.is_some() && whence != line.link.origin {
            return Err(format!("line {number}: the origin was changed"));
        }
        walk.step_link(&line.link, &hash)
            .map_err(|fault| fault.to_string())?;
    }
    let end = walk.end(Some(&head)).map_err(|fault| fault.to_string())?;
    Ok((title, end))
}
