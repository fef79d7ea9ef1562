//! For the load balancer and for Prometheus. Liveness touches nothing: a database that is away is no reason to restart
//! every node. Readiness asks the record, at most once a second however often it is asked itself.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::header;
use actix_web::web::{Data, ServiceConfig, get};
use actix_web::{HttpResponse, Responder};
use tokio::sync::Mutex;

use super::{Shared, figures};
use crate::ctx::Platform;

const PATIENCE: Duration = Duration::from_secs(1);

/// The last answer of the record, and when.
#[derive(Debug, Default)]
pub struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    async fn of(&self, platform: &Arc<Platform>) -> bool {
        let mut last = self.0.lock().await;
        if let Some((at, answer)) = *last
            && at.elapsed() < PATIENCE
        {
            return answer;
        }
        let platform = platform.clone();
        // In a task of its own: a connection is never dropped half opened.
        let asked = tokio::spawn(async move { platform.registry.control_read().await.is_ok() });
        let answer = matches!(tokio::time::timeout(PATIENCE, asked).await, Ok(Ok(true)));
        *last = Some((Instant::now(), answer));
        answer
    }
}

pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/healthz", get().to(alive))
        .route("/readyz", get().to(ready));
}

pub fn metrics_route(config: &mut ServiceConfig) {
    config.route("/metrics", get().to(metrics));
}

fn plain(mut response: actix_web::HttpResponseBuilder) -> actix_web::HttpResponseBuilder {
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response
}

async fn alive() -> impl Responder {
    plain(HttpResponse::Ok()).body("alive\n")
}

async fn ready(shared: Data<Shared>) -> impl Responder {
    if shared.drain.has_begun() {
        return plain(HttpResponse::ServiceUnavailable()).body("draining\n");
    }
    if shared.readiness.of(&shared.platform).await {
        plain(HttpResponse::Ok()).body("ready\n")
    } else {
        plain(HttpResponse::ServiceUnavailable()).body("the record does not answer\n")
    }
}

async fn metrics(shared: Data<Shared>) -> impl Responder {
    match shared.metrics.text() {
        Ok(mut text) => {
            figures::write(&mut text, &shared.platform);
            plain(HttpResponse::Ok())
                .insert_header((header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
                .body(text)
        }
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "no figures");
            plain(HttpResponse::InternalServerError()).finish()
        }
    }
}
