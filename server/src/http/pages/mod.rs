//! The console at /console/, the viewer's page at /live/ and, in development, GraphiQL at /graphiql/: built by `make web`,
//! carried in the binary. Every address that is no file is the application's own (it routes in the browser) and gets its
//! index.html.

mod asset;

use std::collections::BTreeMap;

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Path, Redirect, ServiceConfig, get, route};
use actix_web::{HttpRequest, HttpResponse, Responder, Route, guard};
use rust_embed::{EmbeddedFile, RustEmbed};

use asset::Asset;

#[derive(RustEmbed)]
#[folder = "../web/console/dist"]
#[allow_missing = true]
struct Console;

#[derive(RustEmbed)]
#[folder = "../web/live/dist"]
#[allow_missing = true]
struct Live;

#[derive(RustEmbed)]
#[folder = "../web/graphiql/dist"]
#[allow_missing = true]
struct Graphiql;

/// Scripts are our own files only. Inline styles are antd's alone, which writes its rules into the console's page. The viewer's page
/// may stand in a frame of the console (the phone beside the controls); the console in nobody's. GraphiQL's editor
/// works in workers, writes its rules into the page and has its icons in a font.
const CONSOLE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' https: data:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; manifest-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const LIVE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' https: data:; font-src 'self' data:; connect-src 'self'; media-src 'self' https: blob:; \
     manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";
const GRAPHIQL_POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self' blob:; \
     style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Nothing of the phone.
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";

const FOREVER: &str = "public, max-age=31536000, immutable";
/// Asked for again each time, answered 304 while it is the same.
const REVALIDATE: &str = "no-cache";

pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/", get().to(async || Redirect::to("/console/").see_other()))
        .route(
            "/console",
            get().to(async || Redirect::to("/console/").permanent()),
        )
        .route("/console/{path:.*}", read().to(console))
        .route("/live/{path:.*}", read().to(live));
}

/// In development alone: production has no such page.
pub fn graphiql_routes(config: &mut ServiceConfig) {
    config
        .route(
            "/graphiql",
            get().to(async || Redirect::to("/graphiql/").see_other()),
        )
        .route("/graphiql/{path:.*}", read().to(graphiql));
}

/// To GraphiQL, opened at the API of this address.
pub fn to_graphiql(api: &str) -> HttpResponse {
    let page = if api.starts_with("/console/") {
        "/graphiql/console"
    } else {
        "/graphiql/audience"
    };
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, page))
        .finish()
}

/// What the viewer's page and the SDK send by hash: the manifest that their build has made.
#[must_use]
pub fn own_documents() -> Vec<String> {
    let manifest = Live::get("documents.json").map(|file| file.data);
    let manifest: BTreeMap<String, String> = manifest
        .and_then(|json| serde_json::from_slice(&json).ok())
        .unwrap_or_default();
    manifest.into_values().collect()
}

fn read() -> Route {
    route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

async fn console(request: HttpRequest, path: Path<String>) -> impl Responder {
    page::<Console>(&request, &path, CONSOLE_POLICY)
}

async fn live(request: HttpRequest, path: Path<String>) -> impl Responder {
    page::<Live>(&request, &path, LIVE_POLICY)
}

async fn graphiql(request: HttpRequest, path: Path<String>) -> impl Responder {
    page::<Graphiql>(&request, &path, GRAPHIQL_POLICY)
}

fn page<E: RustEmbed>(request: &HttpRequest, path: &str, policy: &'static str) -> HttpResponse {
    let mut response = match find::<E>(path) {
        Found::File(file, cache) => asset::serve(request, &Asset::of(path, file), cache),
        Found::Nothing => HttpResponse::NotFound().body("not found\n"),
        Found::NotBuilt => HttpResponse::ServiceUnavailable()
            .content_type("text/plain; charset=utf-8")
            .body("The pages are not in this build. Run `make web` and build the server again.\n"),
    };
    secure(&mut response, policy);
    response
}

enum Found {
    File(EmbeddedFile, &'static str),
    Nothing,
    NotBuilt,
}

fn find<E: RustEmbed>(path: &str) -> Found {
    if let Some(file) = E::get(path) {
        // Vite names these by their content.
        return Found::File(
            file,
            if path.starts_with("assets/") {
                FOREVER
            } else {
                REVALIDATE
            },
        );
    }
    if path.starts_with("assets/") {
        return Found::Nothing;
    }
    E::get("index.html").map_or(Found::NotBuilt, |file| Found::File(file, REVALIDATE))
}

/// What every page of ours says to the browser.
fn secure(response: &mut HttpResponse, policy: &str) {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
        (header::PERMISSIONS_POLICY, PERMISSIONS),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}
