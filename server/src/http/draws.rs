//! `GET /live/{slug}/draws/{campaignId}`: what anyone needs to repeat a draw: its head as one line of JSON, then every
//! entry, a line each (`ovation verify-draw` reads it). For whoever asks, once the winners are drawn; then it never
//! changes again.

use std::sync::Arc;

use actix_web::http::header::{self, ContentType};
use actix_web::web::{self, Bytes, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use futures::Stream;
use futures::stream;
use tenants::Entry;

use super::{Shared, plain, quota};
use crate::campaign;
use crate::ctx::Ctx;
use crate::doer::{Doer, Origin};
use crate::draw::{LuckyDraw, publish};
use crate::error::{Error, Result};
use crate::ids::{CampaignId, Prefixed};

const FINAL: &str = "public, max-age=86400, immutable";

pub fn routes(config: &mut ServiceConfig) {
    config.route("/live/{slug}/draws/{campaign}", web::get().to(get));
}

async fn get(shared: Data<Shared>, path: Path<(String, String)>, request: HttpRequest) -> HttpResponse {
    let (slug, id) = path.into_inner();
    let here = shared.platform.registry.find(&slug).filter(|entry| {
        let registry = &shared.platform.registry;
        !shared.hosts.is_anothers(request.headers(), registry, entry.id)
    });
    let asked = shared.clone();
    let found = shared
        .runtime
        .spawn(async move { find(&asked, here, &id).await })
        .await;
    match found.unwrap_or_else(|_| Err(Error::internal("the task of a request ended early"))) {
        Ok((ctx, draw, head)) => HttpResponse::Ok()
            .insert_header(ContentType(mime_guess::mime::TEXT_PLAIN_UTF_8))
            .insert_header((header::CACHE_CONTROL, FINAL))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .streaming(lines(shared, ctx, draw, head)),
        Err(error) => plain::refuse(error.into(), &request, &shared.platform),
    }
}

/// All that is not a drawn draw of this channel is not there.
async fn find(shared: &Shared, channel: Option<Entry>, id: &str) -> Result<(Ctx, Arc<LuckyDraw>, String)> {
    let absent = || Error::NotFound("draw");
    let platform = shared.platform.clone();
    let id = CampaignId::parse(id, "campaignId").map_err(|_| absent())?;
    let entry = channel.ok_or_else(absent)?;
    let tenant = platform.registry.admit(entry.id).map_err(|_| absent())?;
    quota::admit(&tenant, &platform.random)?;
    let ctx = Ctx::new(platform, tenant, Doer::viewer(Origin::default()));
    let (head, draw) = campaign::publication(&ctx, id).await?.ok_or_else(absent)?;
    let head = serde_json::to_string(&head).map_err(Error::internal)?;
    Ok((ctx, Arc::new(draw), head))
}

enum Next {
    Head(String),
    After(Option<i64>),
}

/// Page by page, as the reader takes them: a million entries are never in memory at once. A reader that gets an error
/// sees the transfer break off, not end.
fn lines(
    shared: Data<Shared>,
    ctx: Ctx,
    draw: Arc<LuckyDraw>,
    head: String,
) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    stream::try_unfold(Next::Head(head), move |next| {
        let (shared, ctx, draw) = (shared.clone(), ctx.clone(), draw.clone());
        async move {
            let after = match next {
                Next::Head(head) => return Ok(Some((Bytes::from(head + "\n"), Next::After(None)))),
                Next::After(after) => after,
            };
            let page = shared
                .runtime
                .spawn(async move { publish::lines(&ctx, &draw, after).await })
                .await;
            let (text, last) = page
                .map_err(|_| Error::internal("the task of a request ended early"))
                .and_then(|page| page)
                .map_err(|error| {
                    tracing::error!(error = %error, "the list of a draw breaks off");
                    actix_web::error::ErrorInternalServerError("the list breaks off")
                })?;
            Ok(last.map(|last| (Bytes::from(text), Next::After(Some(last)))))
        }
    })
}
