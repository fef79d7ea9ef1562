//! What no answer tells: the server's make, the schema where it is not public, anything of the inside when it breaks.

#![expect(
    clippy::disallowed_methods,
    reason = "breaks the record behind the server's back"
)]

use ovation::member::Role;
use reqwest::Method;
use sea_orm::{ConnectionTrait, Database};

use crate::support::server::{Answer, CCTV, HUNAN, Server};

const PRODUCTION: &str = "environment = \"production\"\naudience_documents = \"any\"";

#[tokio::test]
async fn every_answer_says_what_a_browser_may_do_with_it() {
    let server = Server::start_with(PRODUCTION, &[CCTV]).await;
    let token = server.token("cctv", "v1");
    let answers = [
        server.get("/healthz").send().await,
        server.get("/readyz").send().await,
        server.get("/nothing").send().await,
        server.get("/metrics").send().await,
        server.get("/graphql").send().await,
        server.get("/live/cctv").send().await,
        server.get("/live/cctv/draws/nothing").send().await,
        server.get("/console/").send().await,
        server.get("/console/../../etc/passwd").send().await,
        server.get("/console/assets/..%2f..%2fCargo.toml").send().await,
        server.audience("{ __typename }").token(&token).send().await,
        server.audience("{ __typename }").send().await,
        server.console("{ __typename }").send().await,
        server
            .ask(Method::POST, "/live/cctv/guest")
            .body("{\"nickname\":\"好\"}")
            .send()
            .await,
        server.ask(Method::OPTIONS, "/graphql").send().await,
        server
            .ask(Method::from_bytes(b"TRACE").unwrap(), "/graphql")
            .send()
            .await,
    ];
    for answer in &answers {
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{answer:?}");
        assert!(!answer.header("content-security-policy").is_empty(), "{answer:?}");
        assert!(!answer.header("cache-control").is_empty(), "{answer:?}");
        assert!(
            answer.header("strict-transport-security").contains("max-age"),
            "{answer:?}"
        );
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        for tells in ["server", "x-powered-by", "via"] {
            assert_eq!(answer.header(tells), "", "{answer:?}");
        }
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        assert!(
            !answer.body.contains("[workspace]") && !answer.body.contains("root:"),
            "{answer:?}"
        );
    }
    // What is somebody's own is kept by nobody on the way.
    for personal in &answers[10..14] {
        assert_eq!(
            personal.header("cache-control"),
            "private, no-store",
            "{personal:?}"
        );
    }
    for answered in &answers[10..13] {
        assert_eq!(answered.header("trace-id").len(), 32, "{answered:?}");
    }
}

#[tokio::test]
async fn the_schema_is_not_told_name_by_name() {
    let server = Server::start_with(PRODUCTION, &[CCTV]).await;
    let token = server.token("cctv", "v1");
    let cookie = server.member(Role::Producer).await;
    for query in [
        "{ chanel { id } }",
        "{ channel { nam } }",
        "{ campain(id: 7) { id } }",
        "mutation { grabRedPackets(campaignId: 1) { outcome } }",
        "mutation { creatShow { outcome } }",
        "{ ... on Qery { __typename } }",
        "{ __schema { types { name } } }",
        "{ __type(name: \"Mutation\") { fields { name } } }",
    ] {
        let audience = server.audience(query).token(&token).send().await;
        let console = server.console(query).header("cookie", &cookie).send().await;
        for answer in [audience, console] {
            for told in [
                "Did you mean",
                "grabRedPacket\"",
                "createShow",
                "RedPacketCampaign",
                "nameZh",
            ] {
                assert!(!answer.body.contains(told), "{query}: {answer:?}");
            }
        }
    }
}

/// Names of the inside: SQL, files, types, addresses.
fn tells_nothing(answer: &Answer) {
    for inside in [
        "SELECT",
        "select",
        "shows",
        "table",
        "sqlite",
        "SQL",
        "sqlx",
        "Sqlx",
        "sea_orm",
        "DbErr",
        "Query Error",
        ".rs",
        "/",
        "panicked",
        "tenant",
        "Internal(",
        "anyhow",
        "0x",
    ] {
        assert!(!answer.body.contains(inside), "{inside}: {answer:?}");
    }
}

#[tokio::test]
async fn a_fault_of_ours_is_a_trace_id_and_nothing_else() {
    let server = Server::start_with(PRODUCTION, &[CCTV]).await;
    let token = server.token("cctv", "v1");
    let cookie = server.member(Role::Producer).await;
    let file = server.platform.config.data_dir.join("cctv.sqlite");
    let record = Database::connect(format!("sqlite://{}", file.display()))
        .await
        .unwrap();
    record
        .execute_unprepared("ALTER TABLE shows RENAME TO gone")
        .await
        .unwrap();
    for answer in [
        server
            .audience("{ channel { currentShow { id } } }")
            .token(&token)
            .send()
            .await,
        server
            .console("{ mine: shows { nodes { id } } }")
            .header("cookie", &cookie)
            .send()
            .await,
    ] {
        assert_eq!(answer.code(), "INTERNAL", "{answer:?}");
        tells_nothing(&answer);
        let told = answer.json();
        assert_eq!(told["errors"][0]["message"], "internal error");
        assert_eq!(
            told["errors"][0]["extensions"]["traceId"],
            answer.header("trace-id")
        );
    }
}

#[tokio::test]
async fn a_channels_own_address_serves_no_other_channel() {
    let server = Server::start_with("", &[CCTV, HUNAN]).await;
    let (cctv, hunan) = (server.token("cctv", "v1"), server.token("hunan", "v1"));
    let ask = async |token: &str, host: &str| {
        let ask = server
            .audience("{ __typename }")
            .token(token)
            .header("host", host);
        ask.send().await
    };
    for own in ["cctv.ovation.example", "CCTV.ovation.example:443"] {
        assert_eq!(ask(&cctv, own).await.status, 200);
        let stranger = ask(&hunan, own).await;
        let invalid = ask("nonsense", own).await;
        assert_eq!((stranger.status, stranger.body), (invalid.status, invalid.body));
    }
    assert_eq!(ask(&hunan, "ovation.example").await.status, 200);
    let guest = |slug: &str| {
        let ask = server.ask(Method::POST, &format!("/live/{slug}/guest"));
        ask.body("{\"nickname\":\"好\"}")
            .header("host", "cctv.ovation.example")
            .send()
    };
    assert_eq!(guest("cctv").await.status, 200);
    assert_eq!(guest("hunan").await.status, 404);
    // A member of CCTV works at CCTV's own address, and not at Hunan's.
    let cookie = server.member(Role::Producer).await;
    let me = async |host: &str| {
        let ask = server
            .console("{ shows { nodes { id } } }")
            .header("cookie", &cookie);
        ask.header("host", host).send().await
    };
    assert_eq!(me("cctv.ovation.example").await.status, 200);
    me("hunan.ovation.example")
        .await
        .is_refused(401, "UNAUTHENTICATED");
}
