#![expect(clippy::print_stdout, reason = "the command line prints")]

mod delete;
mod export;
mod keys;
mod relocate;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use tenants::{Change, Entry, Status};

use crate::member::AccountManager;
use crate::tenant::{self, Application, Outcome, Switched};

/// Channels: apply a manifest, list, show, suspend, resume, move, export, delete
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Create channels, or bring them to what their manifests say
    ///
    /// All files are checked before any is applied. The same manifest again changes nothing.
    Apply {
        /// Manifests, such as tenants/channels/cctv.toml
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Only show what would change
        #[arg(long)]
        dry_run: bool,
    },
    /// Every channel in a line
    List,
    /// One channel's manifest, as it was applied
    Show { slug: String },
    /// Refuse the channel's viewers, members and apps from now on; its data stays
    Suspend { slug: String },
    /// Serve a suspended channel again
    Resume { slug: String },
    /// Move a channel's data between the database that channels share and one of its own (PostgreSQL)
    ///
    /// The channel is read all the while, and not written until its rows are at their new place. They are compared, table by
    /// table, before the channel is switched over, and deleted at the old place after that. Start it again to go on with a
    /// move that was cut short. It works as the owner of both databases: OVATION_DATABASE_OWNER_URL and
    /// OVATION_TENANT_<SLUG>_DATABASE_OWNER_URL.
    Move {
        slug: String,
        #[arg(long, required_unless_present = "abort")]
        to: Option<relocate::To>,
        /// Take back a move that has not been switched over yet
        #[arg(long, conflicts_with = "to")]
        abort: bool,
    },
    /// Delete a channel, in two steps: without --code it tells a code, with it the channel goes off the air at once
    ///
    /// After the time of grace its rows, files, keys and hot state are gone for good, and its slug stays nobody's.
    Delete {
        slug: String,
        /// As it was told by the first step, within an hour
        #[arg(long)]
        code: Option<String>,
        /// How long it can be taken back, in days; the setting deletion_grace_days unless given
        #[arg(long, requires = "code", value_name = "DAYS")]
        grace: Option<String>,
    },
    /// Take a deletion back, within its time of grace
    Restore { slug: String },
    /// Delete everything of the channels whose time of grace is over
    ///
    /// A server on SQLite does it by itself. On PostgreSQL it takes the owner's address (OVATION_DATABASE_OWNER_URL).
    Purge,
    /// Everything of the channel in one archive: JSON Lines, documented, with counts and hashes
    ///
    /// May run beside a live server: it is one moment's truth.
    Export {
        slug: String,
        /// Where to, such as cctv.tar.gz; it must not be there yet
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Recount and rehash an archive that `export` has made; fails when anything is not as it says
    VerifyExport { file: PathBuf },
    /// Sign the channel's viewer tokens with a new key; tokens signed with the old one live out their time
    RotateKey {
        slug: String,
        /// Refuse from now on what this key has signed: one of ours, or of the channel's own identity
        ///
        /// Every node has heard of it within five seconds. Where it was the key that signs, a new one does.
        #[arg(long, value_name = "KID")]
        revoke: Option<String>,
    },
}

pub(super) async fn run(command: Command) -> Result<()> {
    if let Command::VerifyExport { file } = &command {
        return export::verify(file);
    }
    let platform = super::platform().await?;
    let manager = AccountManager::of_command_line(platform.clone());
    match command {
        Command::Delete { slug, code: None, .. } => delete::request(&manager, &slug).await,
        Command::Delete {
            slug,
            code: Some(code),
            grace,
        } => {
            let grace = grace.as_deref().map(delete::days).transpose()?;
            delete::confirm(&manager, &slug, &code, grace).await
        }
        Command::Move {
            slug, to: Some(to), ..
        } => relocate::run(&manager, &slug, to).await,
        Command::Move { slug, .. } => relocate::abort(&manager, &slug).await,
        Command::Restore { slug } => delete::restore(&manager, &slug).await,
        Command::Purge => delete::purge(&platform).await,
        Command::VerifyExport { .. } => Ok(()),
        Command::Export { slug, out } => export::run(&platform, &slug, &out).await,
        Command::Apply { files, dry_run } => apply(&manager, &files, dry_run).await,
        Command::List => {
            platform.registry.list().iter().for_each(print_line);
            Ok(())
        }
        Command::Show { slug } => {
            print!("{}", super::channel(&platform, &slug)?.manifest.source);
            Ok(())
        }
        Command::Suspend { slug } => switched(&slug, "suspended", tenant::suspend(&manager, &slug).await?),
        Command::Resume { slug } => switched(&slug, "active", tenant::resume(&manager, &slug).await?),
        Command::RotateKey { slug, revoke } => keys::change(&platform, &slug, revoke.as_deref()).await,
    }
}

async fn apply(manager: &AccountManager, files: &[PathBuf], dry_run: bool) -> Result<()> {
    let mut manifests = Vec::new();
    for file in files {
        let source =
            std::fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
        manifests.push((file, source));
    }
    let mut rejected = Vec::new();
    for (file, source) in &manifests {
        rejected.extend(problems(file, &tenant::apply(manager, source, true).await?));
    }
    if !rejected.is_empty() {
        bail!("nothing was applied\n{}", rejected.join("\n"));
    }
    for (file, source) in &manifests {
        let application = tenant::apply(manager, source, dry_run).await?;
        // Somebody else may have changed the channel since it was checked.
        if application.outcome == Outcome::Rejected {
            bail!("not applied\n{}", problems(file, &application).join("\n"));
        }
        print_application(file, source, &application);
    }
    Ok(())
}

/// `file:line: reason`, as compilers have it.
fn problems(file: &Path, application: &Application) -> Vec<String> {
    let tell = |problem: &tenants::Problem| {
        let field = problem
            .field
            .as_ref()
            .map(|field| format!("{field}: "))
            .unwrap_or_default();
        match problem.line {
            Some(line) => format!("{}:{line}: {field}{}", file.display(), problem.message),
            None => format!("{}: {field}{}", file.display(), problem.message),
        }
    };
    application.problems.iter().map(tell).collect()
}

fn print_application(file: &Path, source: &str, application: &Application) {
    let slug = tenants::Manifest::parse(source).map_or_else(
        |_| file.display().to_string(),
        |manifest| manifest.slug.to_string(),
    );
    let what = match application.outcome {
        Outcome::Created => "created",
        Outcome::Updated => "updated",
        Outcome::Unchanged => "unchanged",
        Outcome::WouldCreate => "would be created",
        Outcome::WouldUpdate => "would be updated",
        Outcome::Rejected => "rejected",
    };
    println!("{slug}: {what}");
    for Change { field, before, after } in &application.changes {
        if let Some(before) = before {
            println!("  - {field} = {before:?}");
        }
        println!("  + {field} = {after:?}");
    }
}

fn print_line(entry: &Entry) {
    let manifest = &entry.manifest;
    let status = match entry.status {
        Status::Active => "active",
        Status::Suspended => "suspended",
        Status::Moving => "moving",
        Status::Deleting => "deleting",
    };
    let placement = manifest.placement.name();
    let (slug, plan) = (manifest.slug.as_str(), &manifest.plan);
    println!(
        "{slug:<16} {status:<10} {placement:<7} {plan:<12} {} {}",
        manifest.names.en, manifest.names.zh_cn
    );
}

fn switched(slug: &str, status: &str, switched: Switched) -> Result<()> {
    match switched {
        Switched::Done(_) => println!("{slug}: {status}"),
        Switched::Already(_) => println!("{slug}: {status} already"),
        Switched::Refused(entry) => bail!("{slug} is {:?}: that comes first", entry.status),
        Switched::NotFound => {
            bail!("there is no channel {slug} (`ovation tenant list` shows those that there are)")
        }
    }
    Ok(())
}
