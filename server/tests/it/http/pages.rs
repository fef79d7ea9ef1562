//! The console, the viewer's page, GraphiQL.

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
async fn graphiql_opens_at_the_api_that_was_asked() {
    let server = Server::start().await;
    for (api, expected) in [
        ("/graphql", "/graphiql/audience"),
        ("/console/graphql", "/graphiql/console"),
    ] {
        let page = server.get(api).header("accept", "text/html,*/*").send().await;
        assert_eq!(page.path, expected);
        assert!(
            page.status == 200 || (page.status == 503 && page.body.contains("make web")),
            "{page:?}"
        );
        // What the editor needs, and nothing from elsewhere.
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'; script-src 'self'; worker-src 'self' blob:;")
                && policy.contains("connect-src 'self';")
                && !policy.contains("http"),
            "{policy}"
        );
    }
    // A program gets no page.
    server
        .get("/graphql")
        .header("accept", "application/json")
        .send()
        .await
        .is_refused(405, "BAD_USER_INPUT");
}

#[tokio::test]
async fn graphiql_is_not_in_production() {
    let production = Server::start_with("environment = \"production\"", &[CCTV]).await;
    for api in ["/graphql", "/console/graphql"] {
        production
            .get(api)
            .header("accept", "text/html,*/*")
            .send()
            .await
            .is_refused(405, "BAD_USER_INPUT");
    }
    for page in ["/graphiql", "/graphiql/", "/graphiql/audience"] {
        assert_eq!(production.get(page).send().await.status, 404);
    }
}

/// A build of the page that the server does not trust would be a page that does nothing in production.
#[tokio::test]
async fn what_the_viewers_page_sends_is_trusted_in_every_channel() {
    let server = Server::start_with("environment = \"production\"", &[CCTV]).await;
    let token = server.token("cctv", "v1");
    let own = ovation::http::own_documents();
    let page = server.get("/live/cctv").send().await;
    assert_eq!(page.status == 200, !own.is_empty(), "a page without its manifest");
    for text in own {
        let hash = data_encoding::HEXLOWER.encode(&ovation::persisted::hash_of(&text));
        let body = serde_json::json!({ "documentId": format!("sha256:{hash}") });
        let ask = server.ask(reqwest::Method::POST, "/graphql").token(&token);
        let answer = ask.json(&body).send().await;
        assert_ne!(answer.code(), "PERSISTED_QUERY_NOT_FOUND", "{text}");
    }
    server
        .audience("{ __typename }")
        .token(&token)
        .send()
        .await
        .is_refused(400, "PERSISTED_QUERY_NOT_FOUND");
}
