//! `GET /console/export.tar.gz`: everything of the channel in one archive (`archive`), for its owner. One at a time a channel
//! and node.
//!
//! The archive is made whole before the first byte goes out: a slow reader would otherwise hold a transaction of the record
//! open for as long as the download takes.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::body::SizedStream;
use actix_web::http::header;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use futures::{Stream, stream};
use tenants::TenantId;

use super::drain::Working;
use super::{Shared, credentials, origin, plain, same_site, span};
use crate::api::{Actor, authenticate};
use crate::archive;
use crate::doer::Origin;
use crate::error::{Error, Result};
use crate::member::{Capability, Owner};

const CHUNK: usize = 256 << 10;
const COME_BACK: Duration = Duration::from_secs(30);

/// Whose archive is being made or sent.
#[derive(Debug, Default)]
pub struct Turns(Mutex<HashSet<TenantId>>);

impl Turns {
    fn held(&self) -> MutexGuard<'_, HashSet<TenantId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives the turn back when the download ends, however it ends. A drain waits for it.
struct Turn {
    shared: Data<Shared>,
    tenant: TenantId,
    _working: Working,
}

impl Turn {
    fn take(shared: &Data<Shared>, tenant: TenantId) -> Result<Self> {
        if shared.exports.held().insert(tenant) {
            return Ok(Self {
                shared: shared.clone(),
                tenant,
                _working: shared.drain.work(),
            });
        }
        Err(Error::RateLimited {
            retry_after: COME_BACK,
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.shared.exports.held().remove(&self.tenant);
    }
}

struct Made {
    name: String,
    file: File,
    bytes: u64,
    turn: Turn,
}

pub fn routes(config: &mut ServiceConfig) {
    config.route("/console/export.tar.gz", web::get().to(get));
}

async fn get(shared: Data<Shared>, request: HttpRequest) -> HttpResponse {
    let made = match same_site::check(&request) {
        Ok(()) => {
            let asked = shared.clone();
            let config = &shared.platform.config;
            let cookie = authenticate::session_cookie(config.environment);
            let cookie = credentials::cookie(request.headers(), cookie).map(str::to_owned);
            let trace_id = span::trace_id(request.headers(), &shared.platform.random);
            let origin = origin::of(request.head(), &config.trusted_proxies, &trace_id);
            let made = shared
                .runtime
                .spawn(async move { make(&asked, cookie.as_deref(), origin).await });
            made.await
                .unwrap_or_else(|_| Err(Error::internal("the task of a request ended early")))
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => {
            let disposition = format!("attachment; filename=\"{}\"", made.name);
            HttpResponse::Ok()
                .insert_header((header::CONTENT_TYPE, "application/gzip"))
                .insert_header((header::CONTENT_DISPOSITION, disposition))
                .insert_header((header::CACHE_CONTROL, "private, no-store"))
                .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                .body(SizedStream::new(made.bytes, chunks(shared, made)))
        }
        Err(error) => plain::refuse(error.into(), &request, &shared.platform),
    }
}

async fn make(shared: &Data<Shared>, cookie: Option<&str>, origin: Origin) -> Result<Made> {
    let session = match authenticate::console(&shared.platform, cookie, None, origin).await? {
        Actor::Member(session) => session,
        Actor::AccountManager(_) => return Err(Error::Forbidden("this is for the channel's own members")),
        _ => return Err(Error::Unauthenticated),
    };
    let owner = Owner::of(&session).ok_or(Error::Forbidden("your role does not allow this"))?;
    let turn = Turn::take(shared, owner.tenant.id())?;
    let (file, scratch) = (tempfile::tempfile(), tempfile::tempfile());
    let (mut file, scratch) = (file.map_err(Error::internal)?, scratch.map_err(Error::internal)?);
    let out = file.try_clone().map_err(Error::internal)?;
    archive::write(&owner, out, scratch).await?;
    let bytes = file.seek(SeekFrom::End(0)).map_err(Error::internal)?;
    file.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
    Ok(Made {
        name: format!(
            "{}-{}.tar.gz",
            owner.tenant.slug(),
            owner.now().format("%Y-%m-%d")
        ),
        file,
        bytes,
        turn,
    })
}

fn chunks(shared: Data<Shared>, made: Made) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    stream::try_unfold((made.file, made.turn), move |(mut file, turn)| {
        let runtime = shared.runtime.clone();
        async move {
            let read = runtime.spawn_blocking(move || {
                let mut chunk = vec![0; CHUNK];
                let read = file.read(&mut chunk)?;
                chunk.truncate(read);
                Ok::<_, std::io::Error>((chunk, file))
            });
            let (chunk, file) = read
                .await
                .map_err(|_| actix_web::error::ErrorInternalServerError("the archive breaks off"))??;
            Ok((!chunk.is_empty()).then(|| (Bytes::from(chunk), (file, turn))))
        }
    })
}
