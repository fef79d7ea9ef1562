//! The console, the viewer's page, the page to type queries into.

use crate::support::server::{CCTV, Server};

#[tokio::test]
async fn every_page_says_what_it_may_load() {
    let server = Server::start().await;
    for (path, frames) in [
        ("/console/", "frame-ancestors 'none'"),
        ("/console/shows/x", "frame-ancestors 'none'"),
        ("/live/cctv", "frame-ancestors 'self'"),
    ] {
        let page = server.get(path).send().await;
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'; script-src 'self';") && policy.contains(frames),
            "{policy}"
        );
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        // Without `make web` there are no pages, and that is said.
        assert!(
            page.status == 200 || (page.status == 503 && page.body.contains("make web")),
            "{page:?}"
        );
    }
    assert_eq!(server.get("/console/assets/nothing.js").send().await.status, 404);
    assert!(
        server
            .get("/")
            .send()
            .await
            .header("content-security-policy")
            .contains("script-src")
    );
}

#[tokio::test]
async fn queries_are_typed_in_development_alone() {
    let server = Server::start().await;
    let page = server
        .get("/graphql")
        .header("accept", "text/html,*/*")
        .send()
        .await;
    assert_eq!(page.status, 200);
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
            || page.body.contains("graphiql")
    );
    assert!(!page.body.contains("//cdn"));
    let production = Server::start_with("environment = \"production\"", &[CCTV]).await;
    production
        .get("/graphql")
        .header("accept", "text/html,*/*")
        .send()
        .await
        .is_refused(405, "BAD_USER_INPUT");
}
