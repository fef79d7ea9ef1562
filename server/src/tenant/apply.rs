//! Bringing a channel to what its manifest says.

use serde_json::Value;
use tenants::{Change, Entry, Manifest, Owner, Problem, Turn};

use super::{identity, store};
use crate::audit::Event;
use crate::ctx::{Platform, Scope};
use crate::error::{Error, Result};
use crate::ids::ChannelId;
use crate::member::AccountManager;

#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "ApplyManifestOutcome")]
pub enum Outcome {
    Created,
    Updated,
    Unchanged,
    WouldCreate,
    WouldUpdate,
    Rejected,
}

/// What applying a manifest did, or would do.
#[derive(Debug)]
pub struct Application {
    pub outcome: Outcome,
    pub changes: Vec<Change>,
    /// Why it was rejected; then nothing has changed.
    pub problems: Vec<Problem>,
    /// The channel as it stands now; absent where there is none.
    pub entry: Option<Entry>,
}

impl Application {
    const fn done(outcome: Outcome, changes: Vec<Change>, entry: Option<Entry>) -> Self {
        Self {
            outcome,
            changes,
            problems: Vec::new(),
            entry,
        }
    }

    const fn rejected(problems: Vec<Problem>, entry: Option<Entry>) -> Self {
        Self {
            outcome: Outcome::Rejected,
            changes: Vec::new(),
            problems,
            entry,
        }
    }
}

/// Creates the channel or updates it; the same manifest again changes nothing. Also finishes what an earlier call, cut
/// short by a crash, has left undone.
///
/// # Errors
/// The record is out of reach. Send the manifest again.
pub async fn apply(manager: &AccountManager, source: &str, dry_run: bool) -> Result<Application> {
    let platform = &*manager.platform;
    let manifest = match Manifest::parse(source) {
        Ok(manifest) => manifest,
        Err(error) => return Ok(Application::rejected(error.problems, None)),
    };
    let known = platform.registry.find(manifest.slug.as_str());
    let before = known.as_ref().map(|entry| &*entry.manifest);
    let mut problems = before.map(|before| frozen(before, &manifest)).unwrap_or_default();
    problems.extend(out_of_place(platform, &manifest));
    problems.extend(identity::problems(platform, &manifest));
    problems.extend(of_the_dead(platform, &manifest, known.is_some()).await?);
    if !problems.is_empty() {
        return Ok(Application::rejected(problems, known));
    }
    let changes = manifest.changes_from(before);
    let outcome = match (known.is_some(), changes.is_empty(), dry_run) {
        (true, true, _) => Outcome::Unchanged,
        (false, _, false) => Outcome::Created,
        (false, _, true) => Outcome::WouldCreate,
        (true, false, false) => Outcome::Updated,
        (true, false, true) => Outcome::WouldUpdate,
    };
    if dry_run {
        return Ok(Application::done(outcome, changes, known));
    }
    match carry_out(manager, manifest.clone(), outcome, &changes).await? {
        Ok(entry) => Ok(Application::done(outcome, changes, Some(entry))),
        // It has been moved since this node looked.
        Err(entry) => Ok(Application::rejected(
            frozen(&entry.manifest, &manifest),
            Some(entry),
        )),
    }
}

/// Every step may be taken again: a channel is there once the registry knows it, and serves viewers once it has a key.
/// The channel as it stands, where it lies elsewhere than the manifest says.
async fn carry_out(
    manager: &AccountManager,
    manifest: Manifest,
    outcome: Outcome,
    changes: &[Change],
) -> Result<std::result::Result<Entry, Entry>> {
    let platform = &*manager.platform;
    if let Some(owner) = Owner::of_tenant(platform.registry.storage(), &manifest).await? {
        migrations::up(&owner).await?;
    }
    let now = platform.clock.now();
    let slug = manifest.slug.clone();
    let pending = match platform.registry.apply(manifest, now).await? {
        Turn::Taken(pending) => pending,
        Turn::Refused(entry) => return Ok(Err(entry)),
        Turn::Unknown => return Err(Error::internal(format!("{slug} was neither found nor made"))),
    };
    let action = match outcome {
        Outcome::Created => Some("channel.create"),
        Outcome::Updated => Some("channel.update"),
        _ => None,
    };
    if let Some(action) = action {
        let event = Event::new(action, ChannelId(pending.id().uuid())).change(
            facts(
                changes
                    .iter()
                    .map(|change| (change.field, change.before.as_deref())),
            ),
            facts(changes.iter().map(|change| (change.field, Some(&*change.after)))),
        );
        manager
            .record(pending.tx(), Scope::Tenant(pending.id()), event)
            .await?;
    }
    let entry = pending.commit().await?;
    platform
        .keyrings
        .ensure(&platform.registry, entry.id, now)
        .await?;
    Ok(Ok(entry))
}

fn facts<'a>(fields: impl Iterator<Item = (&'static str, Option<&'a str>)>) -> Value {
    let known = fields.filter_map(|(field, value)| Some((field.to_owned(), Value::from(value?))));
    Value::Object(known.collect())
}

/// What a channel keeps for good: amounts already granted are in its currency, and its data lies where it lies.
fn frozen(before: &Manifest, after: &Manifest) -> Vec<Problem> {
    let mut problems = Vec::new();
    if before.currency != after.currency {
        let was = before.currency.code();
        problems.push(problem(
            after,
            "currency",
            "currency",
            format!("a channel's currency can't be changed: it is {was}"),
        ));
    }
    if before.placement != after.placement {
        let (slug, was, will) = (&before.slug, before.placement.name(), after.placement.name());
        let message = format!(
            "a manifest does not move a channel's data, which is {was}: `ovation tenant move {slug} --to {will}` does, \
             and changes the manifest with it"
        );
        problems.push(problem(after, "placement", "kind", message));
    }
    problems
}

/// A database of its own must be named to this process before anything is done.
fn out_of_place(platform: &Platform, manifest: &Manifest) -> Option<Problem> {
    Owner::check(platform.registry.storage(), manifest)
        .err()
        .map(|message| problem(manifest, "placement", "kind", message))
}

/// The slug of a deleted channel is nobody else's: old addresses, cookies and tokens must not lead to another one.
async fn of_the_dead(platform: &Platform, manifest: &Manifest, is_known: bool) -> Result<Option<Problem>> {
    let tx = platform.registry.control_read().await?;
    let is_taken = !is_known && store::is_tombstone(&tx, manifest.slug.as_str()).await?;
    let message = "this slug was that of a channel that is deleted".to_owned();
    Ok(is_taken.then(|| problem(manifest, "slug", "slug", message)))
}

pub(super) fn problem(manifest: &Manifest, field: &str, key: &str, message: String) -> Problem {
    Problem {
        line: line_of(&manifest.source, key),
        field: Some(field.to_owned()),
        message,
    }
}

/// The line that sets `key`, counted from 1.
fn line_of(source: &str, key: &str) -> Option<usize> {
    source
        .lines()
        .position(|line| {
            line.trim_start()
                .strip_prefix(key)
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        })
        .map(|index| index + 1)
}
