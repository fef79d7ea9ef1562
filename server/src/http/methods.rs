//! Everything but POST. Nothing is ever carried out by GET, so that a link, an image or a form of another site can't.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::form::Form;
use super::reply::Refusal;
use super::{Shared, pages};
use crate::config::Stage;

/// In development a browser gets a page to type queries into, opened at this API.
pub async fn get(shared: Data<Shared>, request: HttpRequest) -> HttpResponse {
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok());
    let is_browser = accept.is_some_and(|accept| accept.contains("text/html"));
    if is_browser && shared.platform.config.environment == Stage::Development {
        return pages::to_graphiql(request.path());
    }
    refuse(&shared, &request)
}

pub async fn other(shared: Data<Shared>, request: HttpRequest) -> HttpResponse {
    refuse(&shared, &request)
}

fn refuse(shared: &Shared, request: &HttpRequest) -> HttpResponse {
    let refusal = Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "operations are sent by POST");
    let form = Form::of_refused(request.headers(), &shared.platform);
    let mut response = form.refuse(refusal).into_response();
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("POST"));
    response
}
