//! For development: a page to type queries into. GraphiQL, where the console's build has brought it along; a plain form
//! otherwise. Nothing comes from elsewhere.

use std::sync::OnceLock;

use actix_web::{HttpRequest, HttpResponse};
use aws_lc_rs::digest;

use super::pages;

const PAGE: &str = include_str!("playground.html");

pub fn page(request: &HttpRequest) -> HttpResponse {
    if pages::has_console_file("graphiql/index.html") {
        let address = format!("/console/graphiql/?endpoint={}", request.path());
        return HttpResponse::SeeOther()
            .insert_header(("location", address))
            .finish();
    }
    let mut response = HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .body(PAGE);
    pages::secure(&mut response, policy());
    response
}

/// The one inline script by its hash.
fn policy() -> &'static str {
    static POLICY: OnceLock<String> = OnceLock::new();
    POLICY.get_or_init(|| {
        let script = PAGE
            .split_once("<script>")
            .and_then(|(_, rest)| rest.split_once("</script>"));
        let hash = digest::digest(
            &digest::SHA256,
            script.map_or("", |(script, _)| script).as_bytes(),
        );
        let hash = data_encoding::BASE64.encode(hash.as_ref());
        format!(
            "default-src 'none'; script-src 'sha256-{hash}'; style-src 'unsafe-inline'; connect-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
    })
}
