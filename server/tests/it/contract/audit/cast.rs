//! Whoever acts, under the eyes of the audit log.

use std::collections::BTreeSet;

use ovation::audit::{self, Row};
use ovation::ctx::Scope;
use serde_json::Value;

use crate::contract::stage::{Caller, Channel};

/// Acts, and notes what the log says of each.
pub struct Cast<'a> {
    pub channel: &'a Channel,
    seen: i64,
    pub acted: BTreeSet<String>,
    pub lines: Vec<String>,
    /// The last one that an act has set.
    pub cookie: String,
}

impl<'a> Cast<'a> {
    pub async fn of(channel: &'a Channel) -> Self {
        let mut cast = Self {
            channel,
            seen: 0,
            acted: BTreeSet::new(),
            lines: Vec::new(),
            cookie: String::new(),
        };
        cast.aside().await;
        cast
    }

    async fn rows(&mut self) -> Vec<Row> {
        let scope = Scope::Tenant(self.channel.entry().id);
        let rows = audit::rows_after(&self.channel.server.platform, scope, self.seen, 100)
            .await
            .unwrap();
        self.seen = rows.last().map_or(self.seen, |row| row.seq);
        rows
    }

    /// What is set up aside is no case.
    pub async fn aside(&mut self) {
        self.rows().await;
    }

    pub async fn act(&mut self, caller: &Caller, mutation: &str, variables: Value) -> Value {
        let field = mutation.split_once("{ ").unwrap().1;
        let name: String = field.chars().take_while(char::is_ascii_alphanumeric).collect();
        let answer = caller.ask(mutation, variables).await;
        let payload = answer.data()[&name].clone();
        if answer.headers.contains_key("set-cookie") {
            self.cookie = answer.cookie();
        }
        let rows = self.rows().await;
        assert!(!rows.is_empty(), "{name} is not in the log: {payload}");
        for row in rows {
            let facts = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
            let (before, after) = (facts(&row.before), facts(&row.after));
            let target = row.target.as_deref().unwrap_or("-");
            let line = format!(
                "{name}: {} {} {target} {before} → {after}",
                row.actor_kind, row.action
            );
            self.lines.push(without_chance(&line));
        }
        self.acted.insert(name);
        payload
    }
}

/// Ids, times and hashes are others each time.
fn without_chance(line: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '.');
    let mut out = String::new();
    let mut rest = line;
    while let Some(start) = rest.find(word) {
        out += &rest[..start];
        let end = rest[start..]
            .find(|c| !word(c))
            .map_or(rest.len(), |end| start + end);
        let found = &rest[start..end];
        out += match found.split_once('_') {
            Some((prefix, id))
                if id.len() == 26 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) =>
            {
                prefix
            }
            _ if found.len() == 64 && found.bytes().all(|b| b.is_ascii_hexdigit()) => "HASH",
            _ if found.len() > 19 && found.contains('T') && found.ends_with('Z') => "TIME",
            // 16 random bytes in base64: a key of ours.
            _ if found.len() == 22 && found.bytes().any(|b| b.is_ascii_uppercase()) => "KID",
            _ if found.starts_with("erased:") => "PSEUDONYM",
            _ if found.len() == 36 && found.matches('-').count() == 4 => "UUID",
            _ => found,
        };
        rest = &rest[end..];
    }
    out + rest
}
