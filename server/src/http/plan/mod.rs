//! Plans: what is asked of a node a million times a second at the height of a show, worked out when the document is
//! published. A plan knows which rule its one mutation calls, which variable or literal goes to which argument, and the
//! bytes of the answer but for what differs from viewer to viewer. Carrying one out parses, validates and builds nothing.
//!
//! Its answers are the executor's, to the byte. That is easy to keep because a plan only does what it fully understands:
//! a document with anything else in it has no plan, a request with anything unusual in it (a variable of another type, one
//! too many, `null` …) is not bound, and both go to the executor, before anything is done. Only a fault of the rule itself
//! is answered from here (`fault`).

mod arguments;
mod carry_out;
mod compile;
mod piece;
mod posted;
mod selection;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_graphql::Pos;
use tenants::TenantId;

use self::arguments::{Arguments, Call, What};
use self::piece::Piece;
use self::posted::{Document, Posted};
use super::trusted::Ready;
use crate::admission::{Class, Cost};
use crate::campaign::Terms;
use crate::ctx::Platform;
use crate::persisted;

/// What to do for a published document.
pub struct Plan {
    /// The operation's name.
    name: String,
    /// Of the mutation: what it is called in the answer, and where it stands in the document.
    key: String,
    at: Pos,
    arguments: Arguments,
    /// The answer.
    pieces: Vec<Piece>,
    /// The bytes of an answer without a grant, or more.
    bytes: usize,
}

pub use self::compile::plan;

/// A plan with everything that it needs.
pub struct Planned {
    ready: Arc<Ready>,
    call: Call,
    /// Of its campaign, where this node remembers them.
    terms: Option<Arc<Terms>>,
}

impl Planned {
    #[must_use]
    pub fn class(&self) -> Class {
        self.ready.operation.class
    }

    #[must_use]
    pub fn cost(&self) -> Cost {
        self.ready.cost
    }

    /// Whether it can be carried out on the thread of a connection: nothing has to be asked of the record before the
    /// engine, in tasks of its own, takes over.
    #[must_use]
    pub fn is_at_hand(&self) -> bool {
        self.terms.is_some() && !matches!(self.call.of, What::React { .. })
    }
}

/// Whether this request can be carried out by a plan. Nothing has been done yet if not.
#[must_use]
pub fn find(platform: &Platform, tenant: TenantId, body: &[u8]) -> Option<Planned> {
    let posted = Posted::parse(body)?;
    let hash = match posted.document()? {
        Document::Hash(hash) => hash,
        Document::Words(words) if platform.config.trusts_published_documents_only() => {
            persisted::hash_of(words)
        }
        Document::Words(_) => return None,
    };
    let ready: Arc<Ready> = platform.documents.ready(tenant, &hash)?.downcast().ok()?;
    let plan = ready.plan.as_ref()?;
    if posted.operation_name().is_some_and(|name| name != plan.name) {
        return None;
    }
    let call = plan.arguments.bind(posted.variables())?;
    let terms = platform.memo.known(tenant, call.campaign.0);
    Some(Planned { ready, call, terms })
}
