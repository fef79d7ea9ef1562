//! `POST /live/{slug}/guest`: a token for whoever opens the viewer's page of a channel that allows guests. The same
//! browser stays the same viewer, by a cookie that only we can make.

use std::time::Instant;

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{self, Data, Path, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use tenants::{Absent, Entry, Tenant, TenantId};

use super::reply::Refusal;
use super::{Shared, body, credentials, media, plain, quota, same_site};
use crate::config::Stage;
use crate::ctx::Platform;
use crate::error::{Error, Result};
use crate::keyring::Purpose;
use crate::viewer;

const ABOUT: &str = "guest";
const SEALED_NAME: &[u8] = b"viewer";
const COOKIE_SECONDS: u32 = 365 * 24 * 3600;

#[derive(Deserialize)]
struct Wish {
    nickname: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Welcome {
    token: String,
    expires_at: String,
    nickname: String,
}

pub fn routes(config: &mut ServiceConfig) {
    config.route("/live/{slug}/guest", web::post().to(post));
}

async fn post(
    shared: Data<Shared>,
    slug: Path<String>,
    request: HttpRequest,
    mut payload: Payload,
) -> HttpResponse {
    let _working = shared.drain.work();
    let started = Instant::now();
    shared.metrics.began(ABOUT);
    let answer = welcome(&shared, &slug, &request, &mut payload).await;
    let code = answer
        .as_ref()
        .map_or_else(|refusal| refusal.error.code(), |_| "OK");
    let response = answer.unwrap_or_else(|refusal| plain::refuse(refusal, &request, &shared.platform));
    shared
        .metrics
        .ended(ABOUT, response.status().as_u16(), code, started.elapsed());
    body::hold(response, payload)
}

async fn welcome(
    shared: &Shared,
    slug: &str,
    request: &HttpRequest,
    payload: &mut Payload,
) -> Result<HttpResponse, Refusal> {
    same_site::check(request)?;
    if !media::is_json(request.headers()) {
        let message = "the body must be application/json in UTF-8";
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    let platform = &shared.platform;
    let body = body::read(request.headers(), payload, platform.config.body_bytes_max).await?;
    let entry = open_to_guests(platform, slug)
        .filter(|entry| {
            !shared
                .hosts
                .is_anothers(request.headers(), &platform.registry, entry.id)
        })
        .ok_or(Error::NotFound("channel"))?;
    let name = format!("ovation_guest_{slug}");
    let known =
        credentials::cookie(request.headers(), &name).and_then(|cookie| opened(platform, entry.id, cookie));
    let tenant = admitted(platform, &entry, known.is_some())?;
    quota::admit(&tenant, &platform.random)?;
    let wish: Wish = serde_json::from_slice(&body)
        .map_err(|_| Error::bad_input("nickname", "a nickname in a JSON object is wanted"))?;
    let nickname = viewer::parse_nickname(&wish.nickname, "nickname")?;
    let id =
        known.unwrap_or_else(|| format!("guest-{}", BASE64URL_NOPAD.encode(&platform.random.bytes::<16>())));
    let minted = platform
        .keyrings
        .mint(tenant.id(), &id, &nickname, platform.clock.now())?;
    let secure = if platform.config.environment == Stage::Production {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!(
        "{name}={}; Path=/live/{slug}; HttpOnly; SameSite=Lax; Max-Age={COOKIE_SECONDS}{secure}",
        sealed(platform, &tenant, &id)?
    );
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::SET_COOKIE, cookie))
        .json(Welcome {
            token: minted.token,
            expires_at: minted
                .expires_at
                .to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            nickname,
        }))
}

/// None alike for a channel that is not there, or wants no guests.
fn open_to_guests(platform: &Platform, slug: &str) -> Option<Entry> {
    platform.registry.find(slug).filter(|entry| entry.manifest.guests)
}

/// A suspended channel is as good as none, but to a guest of that channel's own.
fn admitted(platform: &Platform, entry: &Entry, is_known: bool) -> Result<Tenant> {
    match platform.registry.admit(entry.id) {
        Ok(tenant) => Ok(tenant),
        Err(Absent::Suspended) if is_known => Err(Error::ChannelSuspended),
        Err(Absent::Suspended | Absent::Unknown) => Err(Error::NotFound("channel")),
    }
}

fn sealed(platform: &Platform, tenant: &Tenant, id: &str) -> Result<String> {
    let context = tenant.id().uuid();
    let sealed = platform.keyrings.sealer_of(tenant.id())?.seal(
        Purpose::Guest,
        context.as_bytes(),
        SEALED_NAME,
        id.as_bytes(),
    )?;
    Ok(BASE64URL_NOPAD.encode(&sealed))
}

/// None for a cookie that is not ours, or of another channel.
fn opened(platform: &Platform, tenant: TenantId, cookie: &str) -> Option<String> {
    let sealed = BASE64URL_NOPAD.decode(cookie.as_bytes()).ok()?;
    let context = tenant.uuid();
    let id = platform
        .keyrings
        .sealer_of(tenant)
        .ok()?
        .open(Purpose::Guest, context.as_bytes(), SEALED_NAME, &sealed)
        .ok()?;
    String::from_utf8(id.to_vec()).ok()
}
