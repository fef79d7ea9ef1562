//! Which document a request of the Audience API means, and whether it may be executed.
//!
//! A request names one by `documentId` (`sha256:…`, GraphQL over HTTP, appendix on persisted documents) or by
//! `extensions.persistedQuery` (what Apollo's and urql's clients send). Where only published documents are trusted, the
//! words of one are as good as its hash; everything else is `PERSISTED_QUERY_NOT_FOUND`, and nothing that a caller sends
//! is kept.

use std::sync::{Arc, OnceLock};

use async_graphql::Request;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use futures::FutureExt;
use tenants::TenantId;

use super::envelope::{DocumentId, Envelope};
use super::exchange::Asked;
use super::guard;
use super::operation::Operation;
use super::outline::Outline;
use super::plan::{self, Plan};
use super::types::Types;
use crate::admission::Cost;
use crate::error::{Error, Result};
use crate::persisted::{self, Prepared};
use crate::schemas::{self, AudienceSchema};

/// A document that has been parsed, validated and measured: nothing is left to do but to execute it.
pub struct Ready {
    pub document: ExecutableDocument,
    pub operation: Arc<Operation>,
    pub outline: Arc<Outline>,
    /// For what is asked most, and mostly alike.
    pub plan: Option<Plan>,
    /// Whether the executor may take what was validated here as valid: not where variables are still to come, whose
    /// values it validates together with the document.
    pub is_closed: bool,
    pub cost: Cost,
}

/// None: the words that the request brought are to be read.
///
/// # Errors
/// `PERSISTED_QUERY_NOT_FOUND`; `BAD_USER_INPUT` for words under another's hash.
pub async fn find(
    asked: &Asked,
    envelope: &Envelope,
    tenant: Option<TenantId>,
) -> Result<Option<Arc<Ready>>> {
    let platform = &asked.shared.platform;
    let only_trusted = platform.config.trusts_published_documents_only();
    let hash = match (&envelope.document_id, &envelope.query) {
        (Some(DocumentId::Sha256(hash)), Some(query)) if persisted::hash_of(query) != *hash => {
            return Err(Error::bad_input("query", "the hash is not that of the query"));
        }
        (Some(DocumentId::Sha256(hash)), _) => *hash,
        (Some(DocumentId::Other), _) => return Err(Error::UnknownDocument),
        (None, Some(query)) if only_trusted => persisted::hash_of(query),
        (None, _) => return Ok(None),
    };
    let now = platform.clock.now();
    match platform
        .documents
        .find(&platform.registry, tenant, hash, now)
        .await?
    {
        Some(prepared) => {
            let ready = prepared.ready.downcast();
            ready
                .map(Some)
                .map_err(|_| Error::internal("a document of another making"))
        }
        None if only_trusted || envelope.query.is_none() => Err(Error::UnknownDocument),
        None => Ok(None),
    }
}

/// For [`persisted::Documents`]: once when a document is published, and once when a node reads it.
///
/// # Errors
/// Why it can't be published.
pub fn prepare(text: &str) -> Result<Prepared, String> {
    let document = guard::check(text, &guard::AUDIENCE).map_err(|error| error.message)?;
    let DocumentOperations::Multiple(operations) = &document.operations else {
        return Err("its operation has no name".to_owned());
    };
    let mut named = operations.iter();
    let (Some((name, operation)), None) = (named.next(), named.next()) else {
        return Err("it has more than one operation".to_owned());
    };
    if operation.node.ty == OperationType::Subscription {
        return Err("a subscription is not sent by hash".to_owned());
    }
    let cost = guard::cost(&document, &guard::AUDIENCE)?;
    validate(&document)?;
    Ok(Prepared {
        operation: name.to_string(),
        cost,
        ready: Arc::new(Ready {
            operation: Arc::new(Operation::of(&document, None)),
            outline: Arc::new(Outline::of(&document, None, Types::audience())),
            plan: plan::plan(&document),
            is_closed: operation.node.variable_definitions.is_empty(),
            cost: Cost::of_document(cost),
            document: document.clone(),
        }),
    })
}

/// The schema's own rules, all of them, and nothing executed.
fn validate(document: &ExecutableDocument) -> Result<(), String> {
    static RULES: OnceLock<AudienceSchema> = OnceLock::new();
    let mut request = Request::new("");
    request.set_parsed_query(document.clone());
    let validated = RULES.get_or_init(schemas::audience_rules).execute(request);
    // It waits for nothing: no resolver is called.
    let response = validated.now_or_never().ok_or("it can't be validated")?;
    match response.errors.first() {
        None => Ok(()),
        Some(error) => Err(error.message.clone()),
    }
}
