//! A channel is deleted in two steps, can be taken back, and then nothing of it is left but that it was.

use std::path::Path;
use std::sync::Arc;

use chrono::TimeDelta;
use ovation::audit;
use ovation::ctx::Scope;
use ovation::member::{AccountManager, Role};
use ovation::removal::{self, Confirmed, Requested, Restored};
use ovation::table::DATA;
use ovation::tenant::{self, Outcome};
use serde_json::{Value, json};
use tenants::RecordError;

use crate::contract::isolation::database::scratch::{column, connect};
use crate::contract::stage::{Channel, Desk, Plan, Profile, Server, Services, add_member};

on_both_profiles!(
    a_deletion_takes_two_steps_and_can_be_taken_back,
    wrong_codes_run_out,
    after_the_time_of_grace_nothing_is_left,
);

const REQUEST: &str = "mutation ($slug: String!) { requestChannelDeletion(slug: $slug) { outcome code } }";
const CONFIRM: &str = "mutation ($slug: String!, $typed: String!, $code: String!) { \
    confirmChannelDeletion(slug: $slug, typed: $typed, code: $code) { outcome deletesAt channel { status } } }";
const RESTORE: &str =
    "mutation ($slug: String!) { restoreChannel(slug: $slug) { outcome channel { status } } }";
const GRACE: TimeDelta = TimeDelta::minutes(1);
const WHO: &str = "{ viewer { id } }";

async fn office(server: &Server, email: &str) -> Desk {
    add_member(server, None, email, Role::AccountManager).await;
    Desk::sign_in(server, None, email).await
}

async fn a_deletion_takes_two_steps_and_can_be_taken_back(channel: &Channel) {
    let office = office(&channel.server, &format!("{}@example.org", channel.slug)).await;
    let slug = channel.slug.as_str();
    let asked = office.data(REQUEST, json!({ "slug": slug })).await["requestChannelDeletion"].clone();
    let code = asked["code"].as_str().unwrap();
    channel.viewer("ann").data(WHO, json!({})).await;
    let confirm = async |typed: &str, code: &str| {
        let variables = json!({ "slug": slug, "typed": typed, "code": code });
        office.data(CONFIRM, variables).await["confirmChannelDeletion"].clone()
    };
    // Four wrong codes are forgiven.
    for (typed, code) in [
        (slug, "AAAAAAAA"),
        ("another", code),
        ("", code),
        (slug, ""),
        (slug, "AAAAAAAB"),
        (slug, "AAAAAAAC"),
    ] {
        assert_eq!(
            confirm(typed, code).await["outcome"],
            "REJECTED",
            "{typed} {code}"
        );
    }
    channel.viewer("ann").data(WHO, json!({})).await;
    let confirmed = confirm(slug, code).await;
    assert_eq!(
        (&confirmed["outcome"], &confirmed["channel"]["status"]),
        (&json!("DONE"), &json!("DELETING"))
    );
    assert_eq!(
        channel.viewer("ann").code(WHO, json!({})).await,
        "CHANNEL_SUSPENDED"
    );
    assert_eq!(
        channel.desk.code("{ shows { nodes { id } } }", json!({})).await,
        "UNAUTHENTICATED"
    );
    // Once is enough, a suspension is another thing, and its time has not come.
    assert_eq!(confirm(slug, code).await["outcome"], "ILLEGAL_TRANSITION");
    let manager = AccountManager::of_command_line(channel.server.platform.clone());
    assert!(matches!(
        tenant::resume(&manager, slug).await.unwrap(),
        tenant::Switched::Refused(_)
    ));
    let restored = office.data(RESTORE, json!({ "slug": slug })).await["restoreChannel"].clone();
    assert_eq!(
        restored,
        json!({ "outcome": "DONE", "channel": { "status": "ACTIVE" } })
    );
    channel.viewer("ann").data(WHO, json!({})).await;
    assert_eq!(
        office.data(RESTORE, json!({ "slug": slug })).await["restoreChannel"]["outcome"],
        "ILLEGAL_TRANSITION"
    );
    // What a channel's own owner may not, and what is not there.
    assert_eq!(
        channel.desk.code(REQUEST, json!({ "slug": slug })).await,
        "FORBIDDEN"
    );
    let nowhere = office.data(REQUEST, json!({ "slug": "no-such" })).await["requestChannelDeletion"].clone();
    assert_eq!(nowhere, json!({ "outcome": "NOT_FOUND", "code": Value::Null }));
}

async fn wrong_codes_run_out(channel: &Channel) {
    let (manager, slug) = (channel.server.manager(), channel.slug.as_str());
    let told = async || match removal::request(&manager, slug).await.unwrap() {
        Requested::Code(code, _) => code,
        _ => panic!("no code was told"),
    };
    let confirm = async |code: &str| removal::confirm(&manager, slug, slug, code, None).await.unwrap();
    let code = told().await;
    for _ in 0..5 {
        assert!(matches!(confirm("AAAAAAAA").await, Confirmed::Rejected));
    }
    assert!(
        matches!(confirm(&code).await, Confirmed::Rejected),
        "the code is void by now"
    );
    // Another one is told, and good.
    let code = told().await;
    assert!(matches!(confirm(&code).await, Confirmed::Done(..)));
    assert!(matches!(
        removal::restore(&manager, slug).await.unwrap(),
        Restored::Done(_)
    ));
}

async fn after_the_time_of_grace_nothing_is_left(beside: &Channel) {
    let keys = tempfile::tempdir().unwrap();
    let services = Services::ready().await;
    let mut settings = format!("data_keys_dir = {:?}\n", keys.path());
    if beside.server.profile == Profile::Full {
        // With the others' data keys elsewhere, theirs would not open here: this one's own record has them all.
        settings = format!("database_owner_url = {:?}\n", services.owner_url);
    }
    let server = Server::start_with(beside.server.profile, &settings).await;
    let (doomed, neighbour) = (played(&server).await, played(&server).await);
    let (platform, entry, token) = (&server.platform, doomed.entry(), doomed.token("ann"));
    let slept = doomed.ctx().tenant;
    let id = entry.id.uuid().to_string();
    if server.profile == Profile::Full {
        assert_ne!(redis_keys(services, &id), "", "there is something to take away");
    }
    delete(&doomed).await;
    assert!(
        removal::purge_due(platform).await.unwrap().is_empty(),
        "its time has not come"
    );
    // Short of what other tests, which share this record, give their own channels.
    server.pass(GRACE);
    // Two nodes at once, as it happens.
    let (one, other) = tokio::join!(removal::purge_due(platform), removal::purge_due(platform));
    assert!(one.is_ok() || other.is_ok());
    removal::purge_due(platform).await.unwrap();
    assert!(platform.registry.find(&doomed.slug).is_none());
    assert!(
        platform.keyrings.sealer_of(entry.id).is_err(),
        "its data key is destroyed"
    );
    let late = slept.write().await;
    assert!(
        matches!(late, Err(RecordError::ReadOnly)),
        "written after its end: {late:?}"
    );
    let chain = audit::rows_after(platform, Scope::Tenant(entry.id), 0, 1_000)
        .await
        .unwrap();
    assert!(
        !chain.is_empty() && chain.iter().all(|row| row.origin.is_none()),
        "{chain:?}"
    );
    let refused = server.audience().bearer(&token).code(WHO, json!({})).await;
    assert_eq!(refused, "UNAUTHENTICATED");
    assert!(!keys.path().join(format!("{}.key", entry.id)).exists());
    match server.profile {
        Profile::Embedded => nothing_in_files(&platform.config.data_dir, &doomed.slug),
        Profile::Full => nothing_in_postgres(services, &id).await,
    }
    // Its slug is nobody's, and its neighbour is untouched.
    let manager = AccountManager::of_command_line(platform.clone());
    let again = tenant::apply(&manager, &Plan::default().manifest(&doomed.slug), false)
        .await
        .unwrap();
    assert_eq!((again.outcome, again.problems.len()), (Outcome::Rejected, 1));
    assert_eq!(
        neighbour.viewer("ann").code("{ nothing }", json!({})).await,
        "BAD_USER_INPUT"
    );
    neighbour.holds_its_promises().await;
    let rows = ovation::table::count(&neighbour.ctx().tenant.read().await.unwrap(), &DATA[3])
        .await
        .unwrap();
    assert_eq!((DATA[3].name, rows), ("grants", 3));
}

async fn played(server: &Arc<Server>) -> Channel {
    let channel = Channel::new(server, &Plan::default()).await;
    let show = channel.show().await;
    let (packet, draw) = (
        show.open_red_packet("1.00", 3).await,
        show.open_draw(&[("电视", 1, "1.00")]).await,
    );
    for viewer in channel.viewers(3) {
        viewer.grab(&packet).await;
        viewer.enter(&draw).await;
    }
    channel.flush().await;
    channel
}

async fn delete(channel: &Channel) {
    let manager = AccountManager::of_command_line(channel.server.platform.clone());
    let Requested::Code(code, _) = removal::request(&manager, &channel.slug).await.unwrap() else {
        panic!("no code was told");
    };
    let confirmed = removal::confirm(&manager, &channel.slug, &channel.slug, &code, Some(GRACE))
        .await
        .unwrap();
    assert!(matches!(confirmed, Confirmed::Done(..)));
}

fn nothing_in_files(dir: &Path, slug: &str) {
    let left = std::fs::read_dir(dir)
        .unwrap()
        .map(|file| file.unwrap().file_name());
    let left: Vec<_> = left
        .filter(|name| name.to_string_lossy().starts_with(slug))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

/// In every table of either plane that has a tenant, found in the catalogue; and in Redis.
async fn nothing_in_postgres(services: &Services, tenant: &str) {
    let database = connect(&services.admin_database_url()).await;
    let tables = "SELECT table_schema || '.' || table_name FROM information_schema.columns \
        WHERE column_name = 'tenant_id' AND table_schema IN ('control', 'data') AND table_name NOT IN ('deletions', 'fences')";
    let tables = column(&database, tables).await;
    assert!(tables.len() > 12, "{tables:?}");
    for table in tables {
        let left = format!("SELECT count(*)::text FROM {table} WHERE tenant_id = '{tenant}'");
        assert_eq!(column(&database, &left).await, ["0"], "{table}");
    }
    let left =
        format!("SELECT step FROM control.deletions WHERE tenant_id = '{tenant}' AND code_hash IS NULL");
    assert_eq!(column(&database, &left).await, ["DONE"]);
    // Its fence stays, for a node that has slept through all of this.
    let left = format!("SELECT closes FROM data.fences WHERE tenant_id = '{tenant}'");
    assert_eq!(column(&database, &left).await, ["WRITES"]);
    assert_eq!(redis_keys(services, tenant), "");
}

fn redis_keys(services: &Services, tenant: &str) -> String {
    let pattern = format!("{{{}:*", tenant.replace('-', ""));
    let told = std::process::Command::new("redis-cli")
        .args(["-u", &services.redis_url, "--scan", "--pattern", &pattern])
        .output()
        .unwrap();
    assert!(told.status.success(), "{told:?}");
    String::from_utf8(told.stdout).unwrap()
}

/// What hangs on a tenant goes with its row. A table that does not hang on it must be taken care of by name.
#[tokio::test]
async fn every_control_table_with_a_tenant_goes_with_it() {
    let database = connect(&Services::ready().await.admin_database_url()).await;
    let sql = "SELECT c.table_name::text FROM information_schema.columns c WHERE c.table_schema = 'control' AND c.column_name = 'tenant_id' \
        AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND confdeltype = 'c' \
        AND conrelid = ('control.' || c.table_name)::regclass AND confrelid = 'control.tenants'::regclass)";
    assert_eq!(column(&database, sql).await, ["deletions"]);
}
