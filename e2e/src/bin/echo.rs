//! The limit of the benches: actix-web alone, which reads the same JSON and writes the same JSON, and decides nothing.

use std::net::TcpListener;

use actix_web::http::header::{CACHE_CONTROL, ContentType};
use actix_web::{App, HttpResponse, HttpServer, web};
use serde::{Deserialize, Serialize};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked<'a> {
    operation_name: &'a str,
    variables: Variables<'a>,
    extensions: Extensions<'a>,
}

#[derive(Deserialize)]
struct Variables<'a> {
    campaign: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extensions<'a> {
    #[serde(borrow)]
    persisted_query: PersistedQuery<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PersistedQuery<'a> {
    version: u8,
    sha256_hash: &'a str,
}

#[derive(Serialize)]
struct Answer<P> {
    data: Data<P>,
}

#[derive(Serialize)]
struct Data<P> {
    play: P,
}

#[derive(Serialize)]
struct Grab {
    outcome: &'static str,
    grant: Option<()>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Enter {
    outcome: &'static str,
    entry_number: Option<u64>,
}

#[derive(Serialize)]
struct Vote {
    outcome: &'static str,
}

fn echo<P: Serialize>(body: &[u8], play: P) -> HttpResponse {
    let Ok(asked) = serde_json::from_slice::<Asked<'_>>(body) else {
        return HttpResponse::BadRequest().finish();
    };
    let hash = asked.extensions.persisted_query;
    if asked.operation_name.is_empty()
        || asked.variables.campaign.is_empty()
        || hash.version != 1
        || hash.sha256_hash.len() != 64
    {
        return HttpResponse::BadRequest().finish();
    }
    match serde_json::to_vec(&Answer { data: Data { play } }) {
        Ok(answer) => HttpResponse::Ok()
            .content_type(ContentType::json())
            .insert_header((CACHE_CONTROL, "private, no-store"))
            .body(answer),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

async fn grab(body: web::Bytes) -> HttpResponse {
    echo(
        &body,
        Grab {
            outcome: "SOLD_OUT",
            grant: None,
        },
    )
}

async fn enter(body: web::Bytes) -> HttpResponse {
    echo(
        &body,
        Enter {
            outcome: "ALREADY",
            entry_number: Some(1_150_000),
        },
    )
}

async fn vote(body: web::Bytes) -> HttpResponse {
    echo(&body, Vote { outcome: "ALREADY" })
}

/// Listens at the address in its first argument, such as 127.0.0.1:8081.
#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind(std::env::args().nth(1).unwrap_or_default())?;
    let app = || {
        App::new()
            .route("/grab", web::post().to(grab))
            .route("/enter", web::post().to(enter))
            .route("/vote", web::post().to(vote))
    };
    HttpServer::new(app).workers(1).listen(listener)?.run().await
}
