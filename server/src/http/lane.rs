//! Before actix's own routes stands one that is asked more often than all others together: `POST /graphql`. Its requests do
//! not go through the router, its middleware and their boxes; what those are for (the head, the span, what every answer
//! says) is done here, by the same functions.

use std::sync::Arc;
use std::task::{Context, Poll};

use actix_http::Request;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{AppConfig, RequestHead, Response, Service, ServiceFactory, ServiceResponse};
use actix_web::http::{ConnectionType, Method};
use actix_web::web::Data;
use futures::FutureExt;
use futures::future::LocalBoxFuture;
use tracing::{Instrument, Span};

use super::form::Form;
use super::idle::Connection;
use super::{Shared, audience, body, head, span};
use crate::telemetry;

/// The application, with the lane before it.
pub struct Lane<S> {
    pub shared: Data<Shared>,
    pub application: S,
}

pub struct Lanes<S> {
    shared: Data<Shared>,
    application: S,
}

type Answer<E> = LocalBoxFuture<'static, Result<Response<BoxBody>, E>>;

impl<S, B> ServiceFactory<Request> for Lane<S>
where
    S: ServiceFactory<Request, Config = AppConfig, Response = ServiceResponse<B>>,
    S::Future: 'static,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    type Response = Response<BoxBody>;
    type Error = S::Error;
    type Config = AppConfig;
    type Service = Lanes<S::Service>;
    type InitError = S::InitError;
    type Future = LocalBoxFuture<'static, Result<Self::Service, Self::InitError>>;

    fn new_service(&self, config: AppConfig) -> Self::Future {
        let shared = self.shared.clone();
        let application = self.application.new_service(config);
        async move {
            Ok(Lanes {
                shared,
                application: application.await?,
            })
        }
        .boxed_local()
    }
}

impl<S, B> Service<Request> for Lanes<S>
where
    S: Service<Request, Response = ServiceResponse<B>>,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    type Response = Response<BoxBody>;
    type Error = S::Error;
    type Future = Answer<S::Error>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.application.poll_ready(cx)
    }

    fn call(&self, request: Request) -> Self::Future {
        if is_ours(request.head()) {
            let shared = self.shared.clone();
            return async move { Ok(answer(shared, request).await) }.boxed_local();
        }
        let answer = self.application.call(request);
        async move {
            let response: Response<B> = answer.await?.into();
            Ok(response.map_into_boxed_body())
        }
        .boxed_local()
    }
}

fn is_ours(head: &RequestHead) -> bool {
    head.method == Method::POST && head.uri.path() == audience::PATH
}

async fn answer(shared: Data<Shared>, mut request: Request) -> Response<BoxBody> {
    let busy = request.conn_data::<Arc<Connection>>().map(Connection::busy);
    let mut payload = request.take_payload();
    let head = request.head();
    // Its parts are for whoever collects them; without, the log lines name the trace by themselves.
    let span = if telemetry::exports_traces() {
        span::open(&head.method, audience::PATH, &head.headers)
    } else {
        Span::none()
    };
    let reply = async {
        match head::check(head) {
            Ok(()) => audience::post(&shared, head, &mut payload).await,
            Err(refusal) => Form::of_refused(&head.headers, &shared.platform)
                .refuse(refusal)
                .into_response(),
        }
    };
    let mut response = if span.is_none() {
        reply.await
    } else {
        reply.instrument(span.clone()).await
    };
    if shared.drain.has_begun() {
        // Whoever kept it for a next request finds another node.
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
    head::say(response.headers_mut(), shared.is_production());
    span::close(&span, response.status());
    // Until the last byte has gone out, or the connection with it; and what was not read of the request.
    let response = response.map_body(|_, body| body::keep(body, (busy, payload)));
    response.into()
}
