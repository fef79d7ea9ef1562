//! Applying manifests, suspending, resuming.

use ovation::tenant::{self, Application, Outcome, Switched};
use tenants::{Status, Turn};

use crate::support::platform::{CCTV, HUNAN, Node};

async fn apply(node: &Node, manifest: &str) -> Application {
    tenant::apply(&node.manager(), manifest, false).await.unwrap()
}

fn problems(application: &Application) -> Vec<(Option<usize>, Option<&str>, &str)> {
    application
        .problems
        .iter()
        .map(|p| (p.line, p.field.as_deref(), p.message.as_str()))
        .collect()
}

#[tokio::test]
async fn a_channel_is_created_once_and_the_same_manifest_changes_nothing() {
    let node = Node::bare().await;
    let first = apply(&node, CCTV).await;
    assert_eq!(first.outcome, Outcome::Created);
    assert!(first.changes.iter().all(|change| change.before.is_none()));
    let second = apply(&node, CCTV).await;
    assert_eq!(second.outcome, Outcome::Unchanged);
    assert!(second.changes.is_empty());
    assert_eq!(first.entry.unwrap().id, second.entry.unwrap().id);
}

#[tokio::test]
async fn a_changed_manifest_tells_what_it_changes_before_and_when_it_does() {
    let node = Node::new().await;
    let manifest = CCTV.replace("members = 50", "members = 60");
    let dry = tenant::apply(&node.manager(), &manifest, true).await.unwrap();
    assert_eq!(dry.outcome, Outcome::WouldUpdate);
    assert_eq!(
        node.platform
            .registry
            .find("cctv")
            .unwrap()
            .manifest
            .quotas
            .members,
        50
    );
    let done = apply(&node, &manifest).await;
    assert_eq!((done.outcome, &done.changes), (Outcome::Updated, &dry.changes));
    let change = &done.changes[0];
    assert_eq!(
        (change.field, change.before.as_deref(), &*change.after),
        ("quotas.members", Some("50"), "60")
    );
    assert_eq!(
        node.platform
            .registry
            .find("cctv")
            .unwrap()
            .manifest
            .quotas
            .members,
        60
    );
}

#[tokio::test]
async fn a_dry_run_creates_nothing() {
    let node = Node::bare().await;
    let dry = tenant::apply(&node.manager(), CCTV, true).await.unwrap();
    assert_eq!(dry.outcome, Outcome::WouldCreate);
    assert!(node.platform.registry.list().is_empty());
    assert!(!node.platform.config.data_dir.join("cctv.sqlite").exists());
}

#[tokio::test]
async fn a_bad_manifest_is_rejected_with_every_line_and_changes_nothing() {
    let node = Node::bare().await;
    let manifest = CCTV
        .replace("slug = \"cctv\"", "slug = \"C C\"")
        .replace("time_zone = \"Asia/Shanghai\"", "time_zone = \"Asia/Nowhere\"")
        .replace("#c8102e", "red");
    let application = apply(&node, &manifest).await;
    assert_eq!(application.outcome, Outcome::Rejected);
    let found = problems(&application);
    let fields: Vec<_> = found
        .iter()
        .map(|(line, field, _)| (line.unwrap(), field.unwrap()))
        .collect();
    assert_eq!(
        fields,
        [(2, "slug"), (5, "time_zone"), (17, "branding.primary_color")]
    );
    assert!(node.platform.registry.list().is_empty());
}

#[tokio::test]
async fn currency_and_placement_stay_as_they_were_created() {
    let node = Node::new().await;
    let manifest = CCTV
        .replace("\"CNY\"", "\"JPY\"")
        .replace("10000000.00", "10000000")
        .replace("\"pooled\"\n", "\"own\"\n");
    let application = apply(&node, &manifest).await;
    assert_eq!(application.outcome, Outcome::Rejected);
    assert_eq!(
        problems(&application),
        [
            (
                Some(6),
                Some("currency"),
                "a channel's currency can't be changed: it is CNY"
            ),
            (
                Some(29),
                Some("placement"),
                "a manifest does not move a channel's data, which is pooled: `ovation tenant move cctv --to own` does, \
                 and changes the manifest with it"
            ),
        ]
    );
    assert_eq!(
        node.platform
            .registry
            .find("cctv")
            .unwrap()
            .manifest
            .currency
            .code(),
        "CNY"
    );
}

#[tokio::test]
async fn a_channel_is_suspended_and_resumed_for_every_node() {
    let node = Node::new().await;
    let other = node.another().await;
    assert!(matches!(
        tenant::suspend(&node.manager(), "cctv").await.unwrap(),
        Switched::Done(_)
    ));
    assert!(matches!(
        tenant::suspend(&other.manager(), "cctv").await.unwrap(),
        Switched::Already(_)
    ));
    assert_eq!(
        other.platform.registry.find("cctv").unwrap().status,
        Status::Suspended
    );
    assert_eq!(
        other.platform.registry.find("hunan").unwrap().status,
        Status::Active
    );
    assert!(matches!(
        tenant::resume(&other.manager(), "cctv").await.unwrap(),
        Switched::Done(_)
    ));
    assert!(matches!(
        tenant::resume(&node.manager(), "nowhere").await.unwrap(),
        Switched::NotFound
    ));
}

#[tokio::test]
async fn applying_finishes_what_a_crash_has_left_undone() {
    let node = Node::bare().await;
    // The registry knows the channel; its first key was never made.
    let manifest = tenants::Manifest::parse(CCTV).unwrap();
    let database = tenants::Owner::of_tenant(node.platform.registry.storage(), &manifest)
        .await
        .unwrap()
        .unwrap();
    migrations::up(&database).await.unwrap();
    let turn = node.platform.registry.apply(manifest, node.platform.clock.now());
    let Turn::Taken(pending) = turn.await.unwrap() else {
        panic!("it is there already, elsewhere");
    };
    let entry = pending.commit().await.unwrap();
    let mint = || {
        node.platform
            .keyrings
            .mint(entry.id, "v1", "n", node.platform.clock.now())
    };
    assert!(mint().is_err());
    assert_eq!(apply(&node, CCTV).await.outcome, Outcome::Unchanged);
    assert!(mint().is_ok());
}

#[tokio::test]
async fn the_registrys_generation_moves_exactly_when_somebody_is_admitted_otherwise() {
    let node = Node::new().await;
    let (registry, manager) = (&node.platform.registry, node.manager());
    let at = registry.generation();
    registry.refresh().await.unwrap();
    apply(&node, CCTV).await;
    assert_eq!(registry.generation(), at, "nothing has changed");
    tenant::suspend(&manager, "cctv").await.unwrap();
    let suspended = registry.generation();
    assert_ne!(suspended, at);
    tenant::suspend(&manager, "cctv").await.unwrap();
    registry.refresh().await.unwrap();
    assert_eq!(registry.generation(), suspended, "it was so already");
    tenant::resume(&manager, "cctv").await.unwrap();
    let resumed = registry.generation();
    assert_ne!(resumed, suspended);
    apply(&node, &CCTV.replace("members = 50", "members = 60")).await;
    assert_ne!(
        registry.generation(),
        resumed,
        "another handle, with other limits"
    );
}

fn identity(block: &str) -> String {
    format!("{CCTV}\n[identity]\n{block}\n")
}

const NAMES: &str = "issuer = \"https://login.example\"\naudience = \"app\"";
const BY_URL: &str = "jwks_url = \"https://login.example/keys\"";

/// A block, the line within it (its head is line 0), the field, and a part of what is said.
type Wrong = (String, usize, &'static str, &'static str);

fn wrong_keys() -> Vec<Wrong> {
    let secret = "jwks = '''\n{\"keys\": [\n  {\"kty\": \"oct\", \"kid\": \"s\", \"k\": \"c2VjcmV0\"}\n]}'''";
    let broken = "jwks = '''\n{\"keys\": [\n}'''";
    let given = |keys: &str| format!("{NAMES}\n{keys}");
    let field = "identity.jwks";
    vec![
        (given(secret), 3, field, "key 1: a shared secret"),
        (given(broken), 5, field, "no JWKS"),
        (given("jwks = '{\"keys\": []}'"), 3, field, "at least one key"),
        (NAMES.to_owned(), 0, field, "either jwks or jwks_url"),
        (
            given(&format!("{BY_URL}\njwks = '{{}}'")),
            0,
            field,
            "either jwks or jwks_url",
        ),
    ]
}

fn wrong_words() -> Vec<Wrong> {
    let at = |url: &str| (format!("{NAMES}\njwks_url = {url:?}"), 3, "identity.jwks_url");
    let with = |(block, line, field): (String, usize, &'static str), said| (block, line, field, said);
    let named =
        |issuer: &str, audience: &str| format!("issuer = {issuer:?}\naudience = {audience:?}\n{BY_URL}");
    let more = |line: &str| format!("{NAMES}\n{BY_URL}\n{line}");
    vec![
        with(at("http://login.example/keys"), "https://"),
        with(at("file:///etc/passwd"), "https://"),
        with(at("https://a:b@login.example/"), "without a user"),
        (
            more("viewer_claim = \"exp\""),
            4,
            "identity.viewer_claim",
            "who the viewer is",
        ),
        (
            more("token_seconds_max = 1000000"),
            4,
            "identity.token_seconds_max",
            "a day",
        ),
        (named("hunan", "app"), 1, "identity.issuer", "that of a channel"),
        (
            named("https://login.example", ""),
            2,
            "identity.audience",
            "1 to 200",
        ),
    ]
}

#[tokio::test]
async fn what_is_wrong_with_a_channels_own_identity_is_told_with_its_line() {
    let node = Node::bare().await;
    let head = CCTV.lines().count() + 2;
    for (block, line, field, message) in [wrong_keys(), wrong_words()].concat() {
        let application = apply(&node, &identity(&block)).await;
        assert_eq!(application.outcome, Outcome::Rejected, "{block}");
        let found = problems(&application);
        assert_eq!(found.len(), 1, "{block}: {found:?}");
        assert_eq!(
            (found[0].0, found[0].1),
            (Some(head + line), Some(field)),
            "{block}: {found:?}"
        );
        assert!(found[0].2.contains(message), "{block}: {found:?}");
    }
    assert!(node.platform.registry.list().is_empty());
}

#[tokio::test]
async fn one_issuer_and_audience_are_one_channels_and_changes_of_them_show() {
    let node = Node::new().await;
    let block = |audience: &str| {
        format!(
            "issuer = \"https://login.example\"\naudience = \"{audience}\"\njwks_url = \"https://login.example/keys\""
        )
    };
    let done = apply(&node, &identity(&block("app"))).await;
    assert_eq!(done.outcome, Outcome::Updated);
    let changed: Vec<_> = done
        .changes
        .iter()
        .map(|change| (change.field, &*change.after))
        .collect();
    assert!(
        changed.contains(&("identity.issuer", "https://login.example")),
        "{changed:?}"
    );
    let of_hunan = |audience: &str| format!("{HUNAN}\n[identity]\n{}\n", block(audience));
    let refused = apply(&node, &of_hunan("app")).await;
    assert_eq!(refused.outcome, Outcome::Rejected);
    assert_eq!(problems(&refused)[0].1, Some("identity.audience"));
    assert_eq!(
        apply(&node, &of_hunan("hunan-app")).await.outcome,
        Outcome::Updated
    );
    assert_eq!(
        apply(&node, CCTV).await.outcome,
        Outcome::Updated,
        "taken away again"
    );
}
