//! All that is kept of a channel, as its export has it, to be compared with itself after the attack.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use e2e::chance;
use serde_json::Value;
use tokio::process::Command;

use crate::harness::Site;

/// Of the audit log: what waits to be written into it.
const OUTBOX: &str = "audit_outbox.jsonl";
const LOG: &str = "audit.jsonl";

/// What a stranger can do to a channel's log: fail to sign in there. And the dump itself is in it.
const KNOWN: [(&str, &str); 2] = [
    ("session.sign_in_failed", "stranger"),
    ("channel.export", "command_line"),
];

pub struct Dump {
    files: BTreeMap<String, String>,
    taken_at: String,
}

impl Dump {
    pub async fn of(site: &Site, slug: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let archive = folder.path().join("export.tar.gz").display().to_string();
        site.ovation
            .run(&["tenant", "export", slug, "--out", &archive], "")
            .await?;
        let files = folder.path().display().to_string();
        let unpacked = Command::new("tar")
            .args(["-xzf", &archive, "-C", &files])
            .status()
            .await?;
        if !unpacked.success() {
            bail!("{archive} can't be unpacked");
        }
        let mut read = BTreeMap::new();
        collect(folder.path(), &mut read)?;
        anyhow::ensure!(read.len() > 10, "an export of {} files", read.len());
        Ok(Self {
            files: read,
            taken_at: chance::now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        })
    }

    /// What has changed since, a line each.
    pub fn changes(&self, later: &Self) -> Result<Vec<String>> {
        let mut changes = Vec::new();
        for (name, before) in &self.files {
            let after = later.files.get(name).with_context(|| format!("{name} is gone"))?;
            if name == LOG {
                changes.extend(self.log_changes(before, after)?);
            } else if name != OUTBOX && before != after {
                let differing = before
                    .lines()
                    .zip(after.lines())
                    .find(|(before, after)| before != after);
                let lines = [before, after].map(|text| text.lines().count());
                changes.push(format!(
                    "{name}: {} lines, now {}; {differing:?}",
                    lines[0], lines[1]
                ));
            }
        }
        Ok(changes)
    }

    fn log_changes(&self, before: &str, after: &str) -> Result<Vec<String>> {
        let mut changes = Vec::new();
        let Some(added) = after.strip_prefix(before) else {
            return Ok(vec!["the audit log has been rewritten".to_owned()]);
        };
        for line in added.lines() {
            let entry: Value = serde_json::from_str(line)?;
            let [action, actor, at] =
                ["action", "actor_kind", "at"].map(|name| entry[name].as_str().unwrap_or_default());
            let was_waiting = at < self.taken_at.as_str();
            if !was_waiting && !KNOWN.contains(&(action, actor)) {
                changes.push(format!("{LOG}: {line}"));
            }
        }
        Ok(changes)
    }
}

fn collect(folder: &std::path::Path, read: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, read)?;
        } else if path.extension().is_some_and(|extension| extension == "jsonl") {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            read.insert(name, std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
