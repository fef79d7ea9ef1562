//! `GET /console/audit.jsonl`: the whole chain of whoever is signed in (a channel's owner: the channel's; an account
//! manager: the platform's) as JSON Lines, with all that is needed to verify it elsewhere (`ovation audit verify --file`).

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use futures::Stream;
use futures::stream;

use super::{Shared, credentials, origin, plain, same_site, span};
use crate::api::{actor, authenticate};
use crate::audit::Reader;
use crate::audit::read::{self, Export};
use crate::doer::Origin;
use crate::error::{Error, Result};

pub fn routes(config: &mut ServiceConfig) {
    config.route("/console/audit.jsonl", web::get().to(get));
}

async fn get(shared: Data<Shared>, request: HttpRequest) -> HttpResponse {
    let trace_id = span::trace_id(request.headers(), &shared.platform.random);
    let origin = origin::of(request.head(), &shared.platform.config.trusted_proxies, &trace_id);
    let cookie = authenticate::session_cookie(shared.platform.config.environment);
    let cookie = credentials::cookie(request.headers(), cookie).map(str::to_owned);
    let asked = shared.clone();
    let begun = match same_site::check(&request) {
        Ok(()) => {
            let begin = async move { begin(&asked, cookie.as_deref(), origin).await };
            let begun = shared.runtime.spawn(begin).await;
            begun.unwrap_or_else(|_| Err(Error::internal("the task of a request ended early")))
        }
        Err(error) => Err(error),
    };
    match begun {
        Ok((reader, export)) => {
            let name = format!("audit-{}-{}.jsonl", reader.name(), export.head.seq);
            HttpResponse::Ok()
                .insert_header((header::CONTENT_TYPE, "application/jsonl; charset=utf-8"))
                .insert_header((
                    header::CONTENT_DISPOSITION,
                    format!("attachment; filename=\"{name}\""),
                ))
                .insert_header((header::CACHE_CONTROL, "private, no-store"))
                .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                .streaming(body(shared, reader, export))
        }
        Err(error) => plain::refuse(error.into(), &request, &shared.platform),
    }
}

async fn begin(shared: &Shared, cookie: Option<&str>, origin: Origin) -> Result<(Reader, Export)> {
    let actor = authenticate::console(&shared.platform, cookie, None, origin).await?;
    let reader = actor::auditor(&actor)?;
    let export = read::export(&reader).await?;
    Ok((reader, export))
}

enum Next {
    Title,
    After(i64),
}

/// Page by page, as the reader takes them. One that gets an error sees the transfer break off, not end.
fn body(
    shared: Data<Shared>,
    reader: Reader,
    export: Export,
) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    // A drain waits until the reader has all of it, or has gone.
    let parts = Arc::new((reader, export, shared.drain.work()));
    stream::try_unfold(Next::Title, move |next| {
        let (shared, parts) = (shared.clone(), parts.clone());
        async move {
            let after = match next {
                Next::Title => return Ok(Some((Bytes::from(parts.1.title.clone()), Next::After(0)))),
                Next::After(after) => after,
            };
            let page = shared
                .runtime
                .spawn(async move { read::lines(&parts.0, &parts.1, after).await })
                .await;
            let page = page
                .map_err(|_| Error::internal("the task of a request ended early"))
                .and_then(|page| page)
                .map_err(|error| {
                    tracing::error!(error = %error, "an export of the audit log breaks off");
                    actix_web::error::ErrorInternalServerError("the export breaks off")
                })?;
            Ok(page.map(|(text, last)| (Bytes::from(text), Next::After(last))))
        }
    })
}
