#![expect(clippy::print_stdout, reason = "the command line prints")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use crate::ctx::{Ctx, Platform};
use crate::document::{self, NewDocument, Publication, Publisher};
use crate::doer::Doer;
use crate::member::{Capability, Owner, Session};
use crate::page::{FIRST_MAX, Page};

/// What a channel's viewers may ask: publish an app's documents, list, retire
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Publish the manifest that an app's build has made: all of it, or nothing
    ///
    /// A JSON object of documents by their SHA-256, as GraphQL Code Generator's client preset writes it
    /// (persistedDocuments): {"<sha256>": "query Show($slug: String!) { … }", …}. What is published already stays as it is.
    Publish {
        /// The channel's slug
        channel: String,
        /// The manifest, such as persisted-documents.json
        file: PathBuf,
    },
    /// Every document in a line: hash, cost, operation, and since when it is retired
    List { channel: String },
    /// Make documents unknown to viewers; an app that still sends one stops working
    Retire {
        channel: String,
        /// SHA-256, as `list` shows them
        #[arg(required = true)]
        hashes: Vec<String>,
    },
}

pub(super) async fn run(command: Command) -> Result<()> {
    let platform = super::platform().await?;
    match command {
        Command::Publish { channel, file } => {
            let manifest = read(&file)?;
            publish(&publisher(&platform, &channel)?, manifest).await
        }
        Command::List { channel } => list(&publisher(&platform, &channel)?).await,
        Command::Retire { channel, hashes } => {
            let retired = document::retire(&publisher(&platform, &channel)?, &hashes).await?;
            println!("{retired} retired");
            Ok(())
        }
    }
}

fn publisher(platform: &Arc<Platform>, slug: &str) -> Result<Publisher> {
    let entry = super::channel(platform, slug)?;
    let session = Session::of_command_line(Ctx {
        tenant: platform.registry.serve(&entry),
        platform: platform.clone(),
        ids: Arc::default(),
        doer: Arc::new(Doer::command_line()),
    });
    let owner = Owner::of(&session).context("the command line acts as an owner")?;
    Ok(Publisher::Owner(owner))
}

fn read(file: &Path) -> Result<Vec<NewDocument>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
    let manifest: BTreeMap<String, String> = serde_json::from_str(&text)
        .with_context(|| format!("{} is not a JSON object of documents by hash", file.display()))?;
    let documents = manifest.into_iter().map(|(hash, text)| NewDocument {
        hash: hash.strip_prefix("sha256:").unwrap_or(&hash).to_owned(),
        text,
    });
    Ok(documents.collect())
}

async fn publish(publisher: &Publisher, manifest: Vec<NewDocument>) -> Result<()> {
    match document::publish(publisher, manifest).await? {
        Publication::Published { new, unchanged } => {
            println!("{new} published, {unchanged} unchanged");
            Ok(())
        }
        Publication::Rejected(rejected) => {
            let lines: Vec<String> = rejected
                .iter()
                .map(|one| format!("{}: {}", one.hash, one.reason))
                .collect();
            bail!("nothing was published\n{}", lines.join("\n"))
        }
        Publication::TooMany => bail!(
            "nothing was published: a channel has at most {} documents that are not retired",
            document::DOCUMENTS_MAX
        ),
    }
}

async fn list(publisher: &Publisher) -> Result<()> {
    let mut page = Page {
        first: FIRST_MAX,
        after: None,
    };
    loop {
        let documents = document::list(publisher, &page).await?;
        for one in &documents {
            let hash = document::list_key(one);
            let retired = one
                .retired_at
                .map(|at| format!("  retired {at}"))
                .unwrap_or_default();
            println!("{hash} {:>7} {}{retired}", one.cost, one.operation);
            page.after = Some(hash);
        }
        if documents.is_empty() {
            return Ok(());
        }
    }
}
