//! `POST /graphql`: viewers, with a token of their channel.
//!
//! There are two lanes, and one set of rules: whose it is ([`known`], or else [`who_asks`]), [`in_budget`], the document,
//! leave to be worked on ([`admit`]), the answer. Where this node knows the token's key and the document has a plan that can
//! begin at once, all of that happens here, on the thread of the connection ([`here`]); everything else goes to the runtime
//! ([`exchange::run`]). Either way what was begun is finished, and counted, though the client goes away.

use std::sync::Arc;

use actix_web::dev::RequestHead;
use actix_web::error::PayloadError;
use actix_web::http::header::HeaderMap;
use actix_web::web::{self, Bytes, Data, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use futures::{FutureExt, Stream};
use tenants::Tenant;

use super::exchange::{self, Api, Asked, Parsed, Taken};
use super::form::Form;
use super::here::Here;
use super::known::Known;
use super::plan::{self, Planned};
use super::reply::Reply;
use super::{Shared, admit, body, cors, credentials, guard, methods, quota, rest, trusted};
use crate::api::Actor;
use crate::api::authenticate::Doubt;
use crate::error::{Error, Result};
use crate::viewer::Viewer;

pub const PATH: &str = "/graphql";

pub fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource(PATH)
            .route(web::post().to(routed))
            .route(web::get().to(methods::get))
            .route(web::method(actix_web::http::Method::OPTIONS).to(cors::preflight))
            .default_service(web::to(methods::other)),
    );
}

/// By another spelling of the path than the one that the [`lane`](super::lane) takes.
async fn routed(shared: Data<Shared>, request: HttpRequest, mut payload: Payload) -> HttpResponse {
    let response = post(&shared, request.head(), &mut payload).await;
    body::hold(response, payload)
}

pub async fn post(
    shared: &Data<Shared>,
    head: &RequestHead,
    payload: &mut (impl Stream<Item = Result<Bytes, PayloadError>> + Unpin),
) -> HttpResponse {
    let mut reply = match exchange::take(shared, &head.headers, payload).await {
        Ok(taken) => answer(shared, head, taken).await,
        Err(refused) => *refused,
    };
    let tenant = reply.tenant.take();
    let told = reply.retry_after();
    let mut response = rest::after(reply.into_response(), &head.headers, told);
    cors::allow(&mut response, &head.headers, tenant.as_ref());
    response
}

async fn answer(shared: &Data<Shared>, head: &RequestHead, taken: Taken) -> Reply {
    let known = match known(shared, &head.headers) {
        Ok(known) => known,
        Err(doubt) => {
            let asked = Asked::of(shared, Api::Audience, head, taken);
            let work = |asked| async move { work(&asked, doubt).await }.boxed();
            return exchange::run(asked, None, work).await;
        }
    };
    let form = taken.form;
    if let Err(refused) = in_budget(shared, &head.headers, &known.viewer) {
        return here(shared, form, async move { refused.reply(form) }).await;
    }
    let planned = plan::find(&shared.platform, known.viewer.tenant.id(), &taken.body);
    match planned {
        Some(planned) if planned.is_at_hand() => begin(shared, form, known, planned).await,
        planned => {
            let asked = Asked::of(shared, Api::Audience, head, taken);
            let tenant = known.viewer.tenant.clone();
            let work = |asked| async move { of_viewer(&asked, &known, planned).await }.boxed();
            exchange::run(asked, Some(tenant), work).await
        }
    }
}

/// Not within an async function, which would carry the whole of the work along beside the pointer to it. It ends by itself in
/// time: there is nothing to wait for but leave and the play, and either is waited for so long and no longer.
fn begin(shared: &Data<Shared>, form: Form, known: Arc<Known>, planned: Planned) -> Here {
    let inner = shared.clone().into_inner();
    let work = Box::pin(async move { carry_out(&inner, form, &known, &planned).await });
    here(shared, form, work)
}

/// On the thread of the connection.
fn here(shared: &Data<Shared>, form: Form, work: impl Future<Output = Reply> + Send + 'static) -> Here {
    let inner = shared.clone().into_inner();
    Here::new(exchange::finish(inner, Api::Audience, form, work), shared)
}

async fn carry_out(shared: &Shared, form: Form, known: &Known, planned: &Planned) -> Reply {
    let tenant = &known.viewer.tenant;
    let wish = (planned.class(), planned.cost());
    let reply = match admit::admit(&shared.platform, form, Some(tenant), wish).await {
        Ok(ticket) => {
            let carried = planned.carry_out(&known.viewer, &shared.metrics, ticket.stages(), form);
            let reply = carried.await;
            admit::done(ticket, &reply);
            reply
        }
        Err(refused) => *refused,
    };
    reply.of_tenant(Some(tenant.clone()))
}

/// In a task of its own, for a caller who may be anybody.
async fn work(asked: &Asked, doubt: Option<Doubt>) -> Reply {
    let known = match who_asks(asked, doubt).await {
        Ok(known) => known,
        Err(error) => return asked.refuse(error),
    };
    let Some(known) = known else {
        return Box::pin(execute(asked, None)).await;
    };
    if let Err(refused) = in_budget(&asked.shared, &asked.headers, &known.viewer) {
        return refused.reply(asked.form);
    }
    let planned = plan::find(&asked.shared.platform, known.viewer.tenant.id(), &asked.body);
    of_viewer(asked, &known, planned).await
}

/// Each way in a box of its own: together they are many kilobytes, which whoever hands the work on would move.
async fn of_viewer(asked: &Asked, known: &Known, planned: Option<Planned>) -> Reply {
    if let Some(planned) = planned {
        return Box::pin(carry_out(&asked.shared, asked.form, known, &planned)).await;
    }
    let reply = Box::pin(execute(asked, Some(&known.viewer))).await;
    reply.of_tenant(Some(known.viewer.tenant.clone()))
}

async fn execute(asked: &Asked, viewer: Option<&Viewer>) -> Reply {
    let (parsed, is_valid) = match read(asked, viewer.map(|viewer| &viewer.tenant)).await {
        Ok(read) => read,
        Err(refused) => return *refused,
    };
    let tenant = viewer.map(|viewer| &viewer.tenant);
    let wish = (parsed.operation.class, parsed.cost);
    let ticket = match admit::admit(&asked.shared.platform, asked.form, tenant, wish).await {
        Ok(ticket) => ticket,
        Err(refused) => return *refused,
    };
    let actor = match viewer {
        Some(viewer) => Actor::Viewer(viewer.seen_from(asked.origin.clone())),
        None => Actor::Nobody,
    };
    let schemas = &asked.shared.audience;
    let schema = if is_valid {
        &schemas.validated
    } else {
        &schemas.strict
    };
    let reply = exchange::execute(schema, asked, parsed, actor).await;
    admit::done(ticket, &reply);
    reply
}

/// Also whether the document is valid for sure.
async fn read(asked: &Asked, tenant: Option<&Tenant>) -> Result<(Parsed, bool), Box<Reply>> {
    let envelope = exchange::envelope(asked)?;
    let ready = trusted::find(asked, &envelope, tenant.map(Tenant::id)).await;
    let ready = ready.map_err(|error| match error {
        Error::UnknownDocument | Error::BadInput { .. } => exchange::wrong(asked, guard::fault(error)),
        fault => Box::new(asked.refuse(fault)),
    })?;
    let is_valid = ready.as_ref().is_some_and(|ready| ready.is_closed);
    Ok((exchange::parse(asked, envelope, ready)?, is_valid))
}

/// Whose request it is. No doubt and nobody either: no token was shown, or nothing that could be one.
fn known(shared: &Shared, headers: &HeaderMap) -> std::result::Result<Arc<Known>, Option<Doubt>> {
    let token = credentials::bearer(headers).ok().flatten().ok_or(None)?;
    shared.known.prove(&shared.platform, token).map_err(Some)
}

/// Nobody is let in during development alone, for introspection: in production every request is of a channel, and so
/// within a channel's budget.
async fn who_asks(asked: &Asked, doubt: Option<Doubt>) -> Result<Option<Arc<Known>>> {
    let shared = &asked.shared;
    match (credentials::bearer(&asked.headers)?, doubt) {
        (Some(token), Some(doubt)) => {
            let looked_up = shared.known.look_up(&shared.platform, token, doubt);
            looked_up.await.map(Some)
        }
        _ if shared.is_production() => Err(Error::Unauthenticated),
        _ => Ok(None),
    }
}

/// A viewer's request that is not carried out.
struct Refused {
    error: Error,
    /// None: its address belongs to another channel, and this one is not there.
    tenant: Option<Tenant>,
}

impl Refused {
    fn reply(self, form: Form) -> Reply {
        form.refuse(self.error).of_tenant(self.tenant)
    }
}

/// What stands between a viewer who is known and the document, in either lane.
fn in_budget(shared: &Shared, headers: &HeaderMap, viewer: &Viewer) -> Result<(), Box<Refused>> {
    let (platform, tenant) = (&shared.platform, &viewer.tenant);
    if shared.hosts.is_anothers(headers, &platform.registry, tenant.id()) {
        return Err(Box::new(Refused {
            error: Error::Unauthenticated,
            tenant: None,
        }));
    }
    let admitted = cors::check(headers, tenant).and_then(|()| quota::admit(tenant, &platform.random));
    admitted.map_err(|error| {
        Box::new(Refused {
            error,
            tenant: Some(tenant.clone()),
        })
    })
}
