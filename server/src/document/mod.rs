//! Publishing what a channel's viewers may ask. A manifest is what an app's build makes: for each document its SHA-256 and
//! its words. Every one is parsed, validated against the Audience API and costed before the first is kept: all of them are
//! published, or none. A published document never changes, for it is its hash; it is retired when no app sends it any more.

pub mod graphql;

use std::collections::HashMap;
use std::ops::Deref;

use data_encoding::HEXLOWER;
use serde_json::json;

use crate::audit::{self, Event};
use crate::ctx::{Ctx, Scope};
use crate::error::{Error, Result};
use crate::ids::{ChannelId, Prefixed};
use crate::member::{App, Owner};
use crate::page::Page;
use crate::persisted::{self, Document, Hash, Prepared, store};

/// Documents of one channel that are not retired.
pub const DOCUMENTS_MAX: usize = 1_000;
pub const BYTES_MAX: usize = 16 * 1024;

/// The channel's app, from its build, or the channel's owner.
pub enum Publisher {
    App(App),
    Owner(Owner),
}

impl Deref for Publisher {
    type Target = Ctx;

    fn deref(&self) -> &Ctx {
        match self {
            Self::App(app) => app,
            Self::Owner(owner) => owner,
        }
    }
}

/// One line of a manifest.
pub struct NewDocument {
    /// In hexadecimal.
    pub hash: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    pub hash: String,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Publication {
    /// How many are new, and how many had been published before.
    Published { new: usize, unchanged: usize },
    /// Nothing was published.
    Rejected(Vec<Rejection>),
    /// Nothing was published: the channel would have more than [`DOCUMENTS_MAX`].
    TooMany,
}

/// # Errors
/// The record is out of reach; then nothing was published.
pub async fn publish(publisher: &Publisher, manifest: Vec<NewDocument>) -> Result<Publication> {
    let mut checked = HashMap::new();
    let mut rejected = Vec::new();
    for new in manifest {
        match check(publisher, &new) {
            Ok((hash, prepared)) => {
                checked.insert(hash, (new.text, prepared));
            }
            Err(reason) => rejected.push(Rejection {
                hash: new.hash,
                reason,
            }),
        }
    }
    if !rejected.is_empty() {
        return Ok(Publication::Rejected(rejected));
    }
    keep(publisher, checked).await
}

async fn keep(publisher: &Publisher, checked: HashMap<Hash, (String, Prepared)>) -> Result<Publication> {
    let (tenant, now) = (publisher.tenant.id(), publisher.now());
    let tx = publisher.platform.registry.control_write().await?;
    let (mut new, all) = (Vec::new(), checked.len());
    for (hash, (body, prepared)) in checked {
        match store::find(&tx, tenant, hash).await? {
            Some(known) if known.retired_at.is_none() => continue,
            Some(_) => store::set_retired(&tx, tenant, hash, None, now).await?,
            None => {
                let document = Document {
                    tenant_id: tenant.uuid(),
                    hash: hash.to_vec(),
                    operation: prepared.operation,
                    body,
                    cost: i64::try_from(prepared.cost).unwrap_or(i64::MAX),
                    published_at: now,
                    changed_at: now,
                    retired_at: None,
                };
                store::insert(&tx, document).await?;
            }
        }
        new.push(HEXLOWER.encode(&hash));
    }
    if store::count_alive(&tx, tenant).await? > DOCUMENTS_MAX as u64 {
        return Ok(Publication::TooMany);
    }
    let published = Publication::Published {
        new: new.len(),
        unchanged: all - new.len(),
    };
    if !new.is_empty() {
        new.sort();
        record(publisher, &tx, "documents.publish", &new).await?;
        tx.commit().await?;
        publisher
            .platform
            .documents
            .refresh(&publisher.platform.registry)
            .await?;
    }
    Ok(published)
}

fn check(publisher: &Publisher, new: &NewDocument) -> Result<(Hash, Prepared), String> {
    let hash =
        persisted::parse_hash(&new.hash).ok_or("the hash is not a SHA-256 in hexadecimal, in lower case")?;
    if new.text.len() > BYTES_MAX {
        return Err(format!("the document has more than {BYTES_MAX} bytes"));
    }
    if persisted::hash_of(&new.text) != hash {
        return Err("the hash is not that of the document".to_owned());
    }
    Ok((hash, publisher.platform.documents.prepare(&new.text)?))
}

async fn record(
    publisher: &Publisher,
    tx: &tenants::ControlTx,
    action: &'static str,
    hashes: &[String],
) -> Result<()> {
    let tenant = publisher.tenant.id();
    let event = Event::new(action, ChannelId(tenant.uuid()).encode()).after(json!({ "documents": hashes }));
    audit::append(
        tx,
        &publisher.platform,
        &publisher.doer,
        Scope::Tenant(tenant),
        event,
    )
    .await
}

/// From now on they are as if they had never been, on other nodes within seconds. How many there were.
///
/// # Errors
/// `BAD_USER_INPUT` for what is no hash.
pub async fn retire(publisher: &Publisher, hashes: &[String]) -> Result<usize> {
    let (tenant, now) = (publisher.tenant.id(), publisher.now());
    let tx = publisher.platform.registry.control_write().await?;
    let mut retired = Vec::new();
    for text in hashes {
        let hash = persisted::parse_hash(text)
            .ok_or_else(|| Error::bad_input("hashes", "a SHA-256 in hexadecimal is wanted, in lower case"))?;
        if let Some(document) = store::find(&tx, tenant, hash).await?
            && document.retired_at.is_none()
        {
            store::set_retired(&tx, tenant, hash, Some(now), now).await?;
            retired.push(text.clone());
        }
    }
    if !retired.is_empty() {
        record(publisher, &tx, "documents.retire", &retired).await?;
        tx.commit().await?;
        publisher
            .platform
            .documents
            .refresh(&publisher.platform.registry)
            .await?;
    }
    Ok(retired.len())
}

/// By hash, those that are retired among them.
///
/// # Errors
/// The cursor is of another list.
pub async fn list(publisher: &Publisher, page: &Page) -> Result<Vec<Document>> {
    let wrong = || Error::bad_input("after", "not a cursor of this list");
    let after = page.after.as_deref();
    let after = after
        .map(|key| persisted::parse_hash(key).ok_or_else(wrong))
        .transpose()?;
    let tx = publisher.platform.registry.control_read().await?;
    Ok(store::list(&tx, publisher.tenant.id(), after, page.limit()).await?)
}

#[must_use]
pub fn list_key(document: &Document) -> String {
    HEXLOWER.encode(&document.hash)
}
