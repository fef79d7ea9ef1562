//! `POST /graphql`: viewers, with a token of their channel.

use actix_web::web::{self, Data, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use tenants::Tenant;

use super::exchange::{self, Api, Asked, Parsed};
use super::reply::Reply;
use super::{Shared, body, cors, credentials, guard, hosts, methods, quota, trusted};
use crate::api::{Actor, authenticate};
use crate::config::Stage;
use crate::error::{Error, Result};
use crate::schemas::AudienceSchema;

pub fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource("/graphql")
            .route(web::post().to(post))
            .route(web::get().to(methods::get))
            .route(web::method(actix_web::http::Method::OPTIONS).to(cors::preflight))
            .default_service(web::to(methods::other)),
    );
}

async fn post(
    shared: Data<Shared>,
    schema: Data<AudienceSchema>,
    request: HttpRequest,
    mut payload: Payload,
) -> HttpResponse {
    let work = |asked| async move { work(&schema, &asked).await };
    let reply = exchange::run(&shared, Api::Audience, &request, &mut payload, work).await;
    let tenant = reply.tenant.clone();
    let mut response = reply.into_response();
    cors::allow(&mut response, &request, tenant.as_ref());
    body::hold(response, payload)
}

async fn work(schema: &AudienceSchema, asked: &Asked) -> Reply {
    let actor = match who_asks(asked).await {
        Ok(actor) => actor,
        Err(error) => return asked.refuse(error),
    };
    let tenant = match &actor {
        Actor::Viewer(viewer) => Some(viewer.tenant.clone()),
        _ => None,
    };
    let admitted = tenant.as_ref().map_or(Ok(()), |tenant| {
        cors::check(&asked.headers, tenant)?;
        quota::admit(tenant, &asked.shared.platform.random)
    });
    let parsed = match admitted {
        Ok(()) => read(asked, tenant.as_ref()).await,
        Err(error) => Err(Box::new(asked.refuse(error))),
    };
    let reply = match parsed {
        Ok(parsed) => exchange::execute(schema, asked, parsed, actor).await,
        Err(refused) => *refused,
    };
    reply.of_tenant(tenant)
}

async fn read(asked: &Asked, tenant: Option<&Tenant>) -> Result<Parsed, Box<Reply>> {
    let envelope = exchange::envelope(asked)?;
    let ready = trusted::find(asked, &envelope, tenant.map(Tenant::id)).await;
    let ready = ready.map_err(|error| match error {
        Error::UnknownDocument | Error::BadInput { .. } => exchange::wrong(asked, guard::fault(error)),
        fault => Box::new(asked.refuse(fault)),
    })?;
    exchange::parse(asked, envelope, ready)
}

/// Nobody is let in during development alone, for introspection: in production every request is of a channel, and so
/// within a channel's budget.
async fn who_asks(asked: &Asked) -> Result<Actor> {
    let platform = &asked.shared.platform;
    let bearer = credentials::bearer(&asked.headers)?;
    match authenticate::audience(platform, bearer, asked.origin.clone()).await? {
        Actor::Nobody if platform.config.environment == Stage::Production => Err(Error::Unauthenticated),
        Actor::Viewer(viewer)
            if hosts::is_anothers(&asked.headers, &platform.registry, viewer.tenant.id()) =>
        {
            Err(Error::Unauthenticated)
        }
        actor => Ok(actor),
    }
}
