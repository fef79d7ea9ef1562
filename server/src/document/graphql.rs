//! Published documents in the Console API, for a channel's app and its owner.

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::api;
use crate::document::{self, NewDocument, Publication, Publisher};
use crate::page::Page;
use crate::persisted::Document;

/// A document that the channel's viewers may send by its hash.
#[derive(SimpleObject)]
pub struct PublishedDocument {
    /// SHA-256 in hexadecimal.
    hash: String,
    /// The operation's own name.
    operation: String,
    text: String,
    /// Fields, counted once for each item of the lists that it asks for.
    cost: i64,
    published_at: DateTime<Utc>,
    retired_at: Option<DateTime<Utc>>,
}

impl From<Document> for PublishedDocument {
    fn from(document: Document) -> Self {
        Self {
            hash: document::list_key(&document),
            operation: document.operation,
            text: document.body,
            cost: document.cost,
            published_at: document.published_at,
            retired_at: document.retired_at,
        }
    }
}

#[derive(InputObject)]
pub struct DocumentInput {
    /// SHA-256 of the text, in hexadecimal.
    hash: String,
    text: String,
}

#[derive(InputObject)]
pub struct PublishDocumentsInput {
    documents: Vec<DocumentInput>,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum PublishDocumentsOutcome {
    Published,
    /// Nothing was published; `rejected` says why.
    Rejected,
    /// Nothing was published: a channel has at most 1,000 that are not retired.
    TooMany,
}

#[derive(SimpleObject)]
pub struct RejectedDocument {
    hash: String,
    reason: String,
}

#[derive(SimpleObject)]
pub struct PublishDocumentsPayload {
    outcome: PublishDocumentsOutcome,
    /// How many are new.
    published: usize,
    /// How many had been published before.
    unchanged: usize,
    rejected: Vec<RejectedDocument>,
}

impl From<Publication> for PublishDocumentsPayload {
    fn from(publication: Publication) -> Self {
        let (outcome, published, unchanged, rejections) = match publication {
            Publication::Published { new, unchanged } => {
                (PublishDocumentsOutcome::Published, new, unchanged, Vec::new())
            }
            Publication::Rejected(rejections) => (PublishDocumentsOutcome::Rejected, 0, 0, rejections),
            Publication::TooMany => (PublishDocumentsOutcome::TooMany, 0, 0, Vec::new()),
        };
        let rejected = rejections.into_iter().map(|one| RejectedDocument {
            hash: one.hash,
            reason: one.reason,
        });
        Self {
            outcome,
            published,
            unchanged,
            rejected: rejected.collect(),
        }
    }
}

#[derive(SimpleObject)]
pub struct RetireDocumentsPayload {
    /// How many were there and not retired before.
    retired: usize,
}

fn publisher(ctx: &Context<'_>) -> Result<Publisher> {
    match api::app(ctx) {
        Ok(app) => Ok(Publisher::App(app.clone())),
        Err(_) => Ok(Publisher::Owner(api::member(ctx)?)),
    }
}

#[derive(Default)]
pub struct DocumentQuery;

#[Object]
impl DocumentQuery {
    /// What the channel's viewers may ask, those that are retired among them. The channel's app and its owner.
    async fn documents(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, PublishedDocument>> {
        let publisher = publisher(ctx)?;
        let page = Page::new(first, after.as_deref())?;
        let documents = document::list(&publisher, &page).await?;
        Ok(api::connect(
            &page,
            documents,
            document::list_key,
            PublishedDocument::from,
        ))
    }
}

#[derive(Default)]
pub struct DocumentMutation;

#[Object]
impl DocumentMutation {
    /// All of them, or none. For an app's build: the manifest that it made, in as many calls as it needs.
    async fn publish_documents(
        &self,
        ctx: &Context<'_>,
        input: PublishDocumentsInput,
    ) -> Result<PublishDocumentsPayload> {
        let publisher = publisher(ctx)?;
        let manifest = input.documents.into_iter().map(|document| NewDocument {
            hash: document.hash,
            text: document.text,
        });
        Ok(document::publish(&publisher, manifest.collect()).await?.into())
    }

    /// From now on they are unknown to the channel's viewers. An app that still sends one stops working.
    async fn retire_documents(
        &self,
        ctx: &Context<'_>,
        hashes: Vec<String>,
    ) -> Result<RetireDocumentsPayload> {
        let retired = document::retire(&publisher(ctx)?, &hashes).await?;
        Ok(RetireDocumentsPayload { retired })
    }
}
