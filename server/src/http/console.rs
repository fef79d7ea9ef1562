//! `POST /console/graphql`: members with a session, a channel's back end with an API key, and nobody, who signs in.
//!
//! A member's requests are not counted against the channel's budget: when its viewers have used it up, the producer must
//! still be able to close the campaign. Those of its back end are, for they come with the viewers.

use actix_web::web::{self, Data, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use futures::FutureExt;
use tenants::Tenant;

use super::exchange::{self, Api, Asked, Parsed};
use super::form::Form;
use super::reply::Reply;
use super::{Shared, admit, body, credentials, methods, quota, same_site};
use crate::admission::Class;
use crate::api::{Actor, authenticate};
use crate::ctx::Platform;
use crate::error::Error;
use crate::idempotency::{self, Begun, Reservation};
use crate::schemas::ConsoleSchema;

const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

pub fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource("/console/graphql")
            .route(web::post().to(post))
            .route(web::get().to(methods::get))
            .default_service(web::to(methods::other)),
    );
}

async fn post(
    shared: Data<Shared>,
    schema: Data<ConsoleSchema>,
    request: HttpRequest,
    mut payload: Payload,
) -> HttpResponse {
    let work = |asked| async move { work(&schema, &asked).await }.boxed();
    let reply = match same_site::check(&request) {
        Ok(()) => match exchange::take(&shared, request.headers(), &mut payload).await {
            Ok(taken) => {
                let asked = Asked::of(&shared, Api::Console, request.head(), taken);
                exchange::run(asked, None, work).await
            }
            Err(refused) => *refused,
        },
        Err(error) => Form::of_refused(request.headers(), &shared.platform).refuse(error),
    };
    body::hold(reply.into_response(), payload)
}

async fn work(schema: &ConsoleSchema, asked: &Asked) -> Reply {
    let platform = &asked.shared.platform;
    let bearer = match credentials::bearer(&asked.headers) {
        Ok(bearer) => bearer,
        Err(error) => return asked.refuse(error),
    };
    let cookie = credentials::cookie(
        &asked.headers,
        authenticate::session_cookie(platform.config.environment),
    );
    let shown = authenticate::Shown::of(cookie);
    let actor = match authenticate::console(platform, cookie, bearer, asked.origin.clone()).await {
        Ok(actor) => actor,
        Err(error) => return asked.refuse(error),
    };
    let tenant = tenant_of(&actor);
    let is_elsewhere = |tenant: &Tenant| {
        asked
            .shared
            .hosts
            .is_anothers(&asked.headers, &platform.registry, tenant.id())
    };
    if tenant.as_ref().is_some_and(is_elsewhere) {
        return asked.refuse(Error::Unauthenticated);
    }
    let admitted = match &actor {
        Actor::App(app) => quota::admit(&app.ctx.tenant, &platform.random),
        _ => Ok(()),
    };
    let reply = match admitted
        .map_err(|error| Box::new(asked.refuse(error)))
        .and_then(|()| exchange::envelope(asked))
        .and_then(|envelope| exchange::parse(asked, envelope, None))
    {
        Ok(parsed) => {
            let is_mutation = parsed.operation.is_mutation;
            let reply = let_in(schema, asked, tenant.as_ref(), parsed.with(shown), actor).await;
            if let Some(tenant) = tenant.as_ref().filter(|_| is_mutation) {
                platform.seen.changed(tenant.id());
            }
            reply
        }
        Err(refused) => *refused,
    };
    reply.of_tenant(tenant)
}

fn tenant_of(actor: &Actor) -> Option<Tenant> {
    match actor {
        Actor::Member(session) => Some(session.ctx.tenant.clone()),
        Actor::App(app) => Some(app.ctx.tenant.clone()),
        Actor::Nobody | Actor::Viewer(_) | Actor::AccountManager(_) | Actor::Enroller(_) => None,
    }
}

async fn let_in(
    schema: &ConsoleSchema,
    asked: &Asked,
    tenant: Option<&Tenant>,
    parsed: Parsed,
    actor: Actor,
) -> Reply {
    let wish = (Class::Console, parsed.cost);
    match admit::admit(&asked.shared.platform, asked.form, tenant, wish).await {
        Ok(ticket) => {
            let reply = carry_out(schema, asked, parsed, actor).await;
            admit::done(ticket, &reply);
            reply
        }
        Err(refused) => *refused,
    }
}

/// A mutation that carries an `Idempotency-Key` is carried out once, however often it comes.
async fn carry_out(schema: &ConsoleSchema, asked: &Asked, parsed: Parsed, actor: Actor) -> Reply {
    let key = asked
        .headers
        .get(IDEMPOTENCY_KEY)
        .filter(|_| parsed.operation.is_mutation);
    let (Some(key), Some(scope)) = (key, actor.scope()) else {
        return exchange::execute(schema, asked, parsed, actor).await;
    };
    let platform = &asked.shared.platform;
    // What is no text is no key either, and is told so.
    let key = key.to_str().unwrap_or_default();
    match idempotency::begin(platform, &scope, key, &asked.body).await {
        Ok(Begun::Replay(stored)) => Reply::again(stored, asked.form),
        Ok(Begun::Run(reservation, ids)) => {
            let reply = exchange::execute(schema, asked, parsed, actor.with_ids(ids)).await;
            keep(platform, reservation, &reply).await;
            reply
        }
        Err(error) => asked.refuse(error),
    }
}

/// Not what should be tried again: faults of ours, and refusals that pass.
async fn keep(platform: &Platform, reservation: Reservation, reply: &Reply) {
    let passes = matches!(
        reply.code,
        "INTERNAL"
            | "OVERLOADED"
            | "CHANNEL_READ_ONLY"
            | "CHANNEL_UNAVAILABLE"
            | "RATE_LIMITED"
            | "QUOTA_EXCEEDED"
    );
    let kept = if passes || !reply.was_carried_out {
        idempotency::release(platform, reservation).await
    } else {
        idempotency::finish(platform, reservation, &reply.stored()).await
    };
    // What was asked for is done, so it is answered all the same.
    if let Err(error) = kept {
        let error = match error {
            Error::Internal(cause) => format!("{cause:#}"),
            other => other.to_string(),
        };
        tracing::error!(error, "the response for an Idempotency-Key was not kept");
    }
}
