//! One request and its answer, the same for both APIs: everything around the question who asks.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::dev::RequestHead;
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::web::{Bytes, Data};
use async_graphql::{Executor, Request, Response, ServerError};
use futures::future::BoxFuture;
use futures::{FutureExt, Stream};
use tenants::Tenant;
use tracing::{Instrument, Span};

use super::envelope::Envelope;
use super::form::Form;
use super::media::{self, Media};
use super::operation::Operation;
use super::outline::Outline;
use super::reply::{Refusal, Reply};
use super::trusted::Ready;
use super::types::Types;
use super::{Shared, admit, body, guard, origin, span};
use crate::admission::Cost;
use crate::api::{Actor, errors};
use crate::doer::Origin;
use crate::error::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    Audience,
    Console,
}

impl Api {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Audience => "audience",
            Self::Console => "console",
        }
    }

    fn types(self) -> &'static Types {
        match self {
            Self::Audience => Types::audience(),
            Self::Console => Types::console(),
        }
    }

    const fn limits(self) -> &'static guard::Limits {
        match self {
            Self::Audience => &guard::AUDIENCE,
            Self::Console => &guard::CONSOLE,
        }
    }

    /// How long a caller is kept waiting, whatever the work waits for. A viewer who has seen nothing for ten seconds has given
    /// up; a producer closes a draw of millions, and the record itself ends a statement after half a minute.
    const fn patience(self) -> Duration {
        match self {
            Self::Audience => Duration::from_secs(10),
            Self::Console => Duration::from_secs(60),
        }
    }
}

/// A request whose head is in order, and whose body is here.
pub struct Taken {
    pub form: Form,
    pub body: Bytes,
}

/// # Errors
/// What HTTP alone is enough to refuse.
pub async fn take(
    shared: &Shared,
    headers: &HeaderMap,
    payload: &mut (impl Stream<Item = Result<Bytes, PayloadError>> + Unpin),
) -> Result<Taken, Box<Reply>> {
    let accepted = Media::accepted(headers);
    let form = Form {
        media: accepted.unwrap_or(Media::Json),
        trace_id: span::trace_id(headers, &shared.platform.random),
    };
    let refuse = |refusal: Refusal| Box::new(form.refuse(refusal));
    if accepted.is_none() {
        let message = "answers are application/graphql-response+json or application/json, in UTF-8";
        return Err(refuse(Refusal::new(StatusCode::NOT_ACCEPTABLE, message)));
    }
    if !media::is_json(headers) {
        let message = "the body must be application/json in UTF-8";
        return Err(refuse(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)));
    }
    let body = body::read(headers, payload, shared.platform.config.body_bytes_max).await;
    let body = body.map_err(refuse)?;
    Ok(Taken { form, body })
}

/// A request that is worth looking at, away from the connection that it came on.
pub struct Asked {
    pub shared: Arc<Shared>,
    pub api: Api,
    pub headers: HeaderMap,
    pub form: Form,
    pub origin: Origin,
    pub body: Bytes,
}

impl Asked {
    pub fn of(shared: &Data<Shared>, api: Api, head: &RequestHead, taken: Taken) -> Self {
        let Taken { form, body } = taken;
        Self {
            api,
            headers: head.headers.clone(),
            form,
            origin: origin::of(head, &shared.platform.config.trusted_proxies, &form.trace_id),
            body,
            shared: shared.clone().into_inner(),
        }
    }

    pub fn refuse(&self, refusal: impl Into<Refusal>) -> Reply {
        self.form.refuse(refusal)
    }
}

/// Does `work` in a task that only the end of the process can stop: the request awaits it, so that a client that goes away
/// in the middle leaves nothing half done. Nor does one that has waited for so long that it is told to come back, which the
/// metrics count as the work ends, not as it was answered.
///
/// `tenant`: the caller's channel, where it is known by now.
pub async fn run(
    asked: Asked,
    tenant: Option<Tenant>,
    work: impl FnOnce(Asked) -> BoxFuture<'static, Reply>,
) -> Reply {
    let (shared, api, form) = (asked.shared.clone(), asked.api, asked.form);
    let work = finish(asked.shared.clone(), api, form, work(asked));
    let task = shared.runtime.spawn(work.instrument(Span::current()));
    match tokio::time::timeout(api.patience(), task).await {
        Ok(done) => {
            done.unwrap_or_else(|_| form.refuse(Error::internal("the task of a request ended early")))
        }
        Err(_) => {
            tracing::warn!(
                api = api.name(),
                "a request took too long and its caller was told to come back"
            );
            admit::come_back(&shared.platform, form).of_tenant(tenant)
        }
    }
}

/// Counted here and not where it is awaited, since that may have gone away.
pub async fn finish(shared: Arc<Shared>, api: Api, form: Form, work: impl Future<Output = Reply>) -> Reply {
    let _working = shared.drain.work();
    let started = Instant::now();
    shared.metrics.began(api.name());
    let reply = AssertUnwindSafe(work).catch_unwind().await;
    let reply = reply.unwrap_or_else(|_| form.refuse(Error::internal("a request panicked")));
    shared
        .metrics
        .ended(api.name(), reply.status.as_u16(), reply.code, started.elapsed());
    let span = Span::current();
    if !span.is_disabled() {
        span.record("outcome", reply.code);
        if let Some(tenant) = &reply.tenant {
            span.record("tenant", tenant.slug().as_str());
        }
    }
    reply
}

/// The request's GraphQL: read, and small enough.
pub struct Parsed {
    pub operation: Arc<Operation>,
    outline: Arc<Outline>,
    pub cost: Cost,
    request: Request,
}

impl Parsed {
    /// Something more that resolvers may ask for.
    #[must_use]
    pub fn with(self, data: impl Any + Send + Sync) -> Self {
        Self {
            request: self.request.data(data),
            ..self
        }
    }
}

/// # Errors
/// The reply to what is no JSON of this form.
pub fn envelope(asked: &Asked) -> Result<Envelope, Box<Reply>> {
    Envelope::parse(&asked.body).map_err(|error| Box::new(asked.refuse(error)))
}

/// The reply to a request that can't be carried out, whoever asks.
pub fn wrong(asked: &Asked, error: ServerError) -> Box<Reply> {
    let mut response = Response::from_errors(vec![error]);
    errors::publish(&mut response, &asked.form.trace_id);
    Box::new(Reply::of(&response, asked.form))
}

/// The guard, for words that came with the request; a published document has passed it.
///
/// # Errors
/// The reply to what is no document, or one too large.
pub fn parse(asked: &Asked, envelope: Envelope, ready: Option<Arc<Ready>>) -> Result<Parsed, Box<Reply>> {
    let limits = asked.api.limits();
    let fault = |error| wrong(asked, guard::fault(error));
    let (document, operation, outline, cost) = if let Some(ready) = ready {
        guard::check_values(&envelope.variables, limits).map_err(fault)?;
        let wanted = envelope.operation_name.as_deref();
        let operation = match wanted {
            Some(_) if wanted != ready.operation.name.as_deref() => {
                Arc::new(Operation::of(&ready.document, wanted))
            }
            _ => ready.operation.clone(),
        };
        (
            ready.document.clone(),
            operation,
            ready.outline.clone(),
            ready.cost,
        )
    } else {
        let missing = || fault(Error::bad_input("query", "query is missing"));
        let query = envelope.query.ok_or_else(missing)?;
        let document = guard::check(&query, limits).map_err(|error| wrong(asked, error))?;
        let cost = guard::check_variables(&document, &envelope.variables, limits).map_err(fault)?;
        let wanted = envelope.operation_name.as_deref();
        let operation = Arc::new(Operation::of(&document, wanted));
        let outline = Arc::new(Outline::of(&document, wanted, asked.api.types()));
        (document, operation, outline, Cost::of_document(cost))
    };
    operation.check(&envelope.variables).map_err(fault)?;
    if let Some(name) = &operation.name {
        Span::current().record("operation", name);
    }
    // The text is in the document.
    let mut request = Request::new("").variables(envelope.variables);
    request.operation_name = envelope.operation_name;
    request.set_parsed_query(document);
    Ok(Parsed {
        operation,
        outline,
        cost,
        request,
    })
}

/// Has the schema carry it out for the actor.
pub async fn execute<E: Executor>(schema: &E, asked: &Asked, parsed: Parsed, actor: Actor) -> Reply {
    let request = parsed
        .request
        .data(actor)
        .data(asked.origin.clone())
        .data(asked.shared.platform.clone());
    let mut response = schema.execute(request).await;
    let paths: Vec<_> = response.errors.iter().map(|error| error.path.clone()).collect();
    errors::publish(&mut response, &asked.form.trace_id);
    // Before: what another one's failure takes out of the answer has been done all the same.
    let outcomes = parsed.operation.outcomes(&response);
    for path in &paths {
        parsed.outline.void(&mut response.data, path);
    }
    parsed.outline.arrange(&mut response.data);
    let reply = Reply::of(&response, asked.form);
    if reply.was_carried_out {
        for (field, outcome) in outcomes {
            asked
                .shared
                .metrics
                .carried_out(asked.api.name(), &field, &outcome);
        }
    }
    reply
}
