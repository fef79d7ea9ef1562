//! Whoever can write the database itself, past every guard, is found out.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "goes past everything, as its owner, to be found out"
)]

use data_encoding::HEXLOWER;
use ovation::audit::chain::Link;
use ovation::audit::verify::{Fault, Head};
use ovation::audit::{self, Row};
use ovation::ctx::Scope;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};

use crate::contract::stage::{Channel, Profile, Services};

on_both_profiles!(
    every_tampering_is_found,
    a_chain_written_anew_is_found_by_what_was_noted,
    where_from_can_be_forgotten_and_not_forged,
    the_database_itself_refuses_to_change_the_log,
    many_at_once_make_one_chain,
);

fn scope(channel: &Channel) -> Scope {
    Scope::Tenant(channel.entry().id)
}

/// The database as its owner has it. `guarded`: with its triggers.
pub(super) async fn owner(channel: &Channel, guarded: bool) -> DatabaseConnection {
    let storage = channel.server.platform.registry.storage();
    let full = channel.server.profile == Profile::Full;
    let url = if full {
        Services::ready().await.admin_database_url()
    } else {
        format!("sqlite://{}/control.sqlite", storage.data_dir.display())
    };
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    if full {
        options.set_schema_search_path("control");
    }
    let database = Database::connect(options).await.unwrap();
    if !guarded {
        let unguarded: &[&str] = if full {
            &["SET session_replication_role = replica"]
        } else {
            &[
                "DROP TRIGGER IF EXISTS audit_is_kept",
                "DROP TRIGGER IF EXISTS audit_is_not_deleted",
                "DROP TRIGGER IF EXISTS audit_is_not_replaced",
                "DROP TRIGGER IF EXISTS audit_heads_advance",
                "DROP TRIGGER IF EXISTS audit_heads_are_not_deleted",
            ]
        };
        for statement in unguarded {
            database.execute_unprepared(statement).await.unwrap();
        }
    }
    database
}

pub(super) async fn run(database: &DatabaseConnection, channel: &Channel, sql: &str) -> Result<u64, DbErr> {
    let sql = sql.replace("$SCOPE", &format!("'{}'", scope(channel).key()));
    Ok(database.execute_unprepared(&sql).await?.rows_affected())
}

async fn check(channel: &Channel, noted: Option<Head>) -> Result<Head, Fault> {
    audit::check(&channel.server.platform, scope(channel), noted)
        .await
        .unwrap()
}

/// A channel with eight links: made, its owner added and signed in, and a show with its segments.
pub(super) async fn eight_links(channel: &Channel) -> Vec<Row> {
    let show = channel.show().await;
    for title in ["一", "二", "三", "四", "五"] {
        show.add_segment(title).await;
    }
    let rows = audit::rows_after(&channel.server.platform, scope(channel), 0, 100)
        .await
        .unwrap();
    assert!(rows.len() >= 8, "{}", rows.len());
    rows
}

/// And what is said of each. A chain may be longer than eight: what is said of its end is adapted.
const TAMPERINGS: [(&str, Fault); 14] = [
    (
        "UPDATE audit SET action = 'show.delete' WHERE scope = $SCOPE AND seq = 4",
        Fault::Changed { seq: 4 },
    ),
    (
        "UPDATE audit SET actor_id = NULL WHERE scope = $SCOPE AND seq = 4",
        Fault::Changed { seq: 4 },
    ),
    (
        "UPDATE audit SET after = '{\"role\":\"ANALYST\"}' WHERE scope = $SCOPE AND seq = 4",
        Fault::Changed { seq: 4 },
    ),
    (
        "UPDATE audit SET after = after || ' ' WHERE scope = $SCOPE AND seq = 4",
        Fault::Changed { seq: 4 },
    ),
    (
        "UPDATE audit SET hash = prev_hash WHERE scope = $SCOPE AND seq = 4",
        Fault::Changed { seq: 4 },
    ),
    (
        "UPDATE audit SET origin = 'x' WHERE scope = $SCOPE AND seq = 4",
        Fault::OriginChanged { seq: 4 },
    ),
    (
        "DELETE FROM audit WHERE scope = $SCOPE AND seq = 1",
        Fault::Gap { seq: 1, found: 2 },
    ),
    (
        "DELETE FROM audit WHERE scope = $SCOPE AND seq IN (3, 4)",
        Fault::Gap { seq: 3, found: 5 },
    ),
    (
        "UPDATE audit SET seq = CASE seq WHEN 4 THEN -5 ELSE -4 END WHERE scope = $SCOPE AND seq IN (4, 5); \
             UPDATE audit SET seq = -seq WHERE scope = $SCOPE AND seq < 0",
        Fault::Changed { seq: 4 },
    ),
    ("DELETE FROM audit_heads WHERE scope = $SCOPE", Fault::NoHead),
    (
        "UPDATE audit_heads SET hash = $HASH4 WHERE scope = $SCOPE",
        Fault::OtherEnd { seq: 8 },
    ),
    (
        "UPDATE audit_heads SET seq = 7 WHERE scope = $SCOPE",
        Fault::Beyond { head: 7 },
    ),
    (
        "DELETE FROM audit WHERE scope = $SCOPE AND seq > 6",
        Fault::CutOff { last: 6, head: 8 },
    ),
    (
        "DELETE FROM audit WHERE scope = $SCOPE",
        Fault::CutOff { last: 0, head: 8 },
    ),
];

async fn every_tampering_is_found(channel: &Channel) {
    for (sql, expected) in TAMPERINGS {
        let one = channel.neighbour().await;
        let rows = eight_links(&one).await;
        let database = owner(&one, false).await;
        let expected = match expected {
            Fault::OtherEnd { .. } => Fault::OtherEnd {
                seq: rows.len() as i64,
            },
            Fault::CutOff { last, .. } => Fault::CutOff {
                last,
                head: rows.len() as i64,
            },
            other => other,
        };
        assert!(check(&one, None).await.is_ok(), "before: {sql}");
        let hash = HEXLOWER.encode(&rows[3].hash);
        let hash = if channel.server.profile == Profile::Full {
            format!("'\\x{hash}'")
        } else {
            format!("x'{hash}'")
        };
        assert!(
            run(&database, &one, &sql.replace("$HASH4", &hash)).await.unwrap() > 0,
            "{sql}"
        );
        assert_eq!(check(&one, None).await, Err(expected), "{sql}");
    }
}

fn bytes(profile: Profile, bytes: &[u8]) -> String {
    let hex = HEXLOWER.encode(bytes);
    if profile == Profile::Full {
        format!("'\\x{hex}'")
    } else {
        format!("x'{hex}'")
    }
}

/// Who can rewrite everything, heads as well, leaves a chain that is whole. Only what was noted elsewhere tells.
async fn a_chain_written_anew_is_found_by_what_was_noted(channel: &Channel) {
    let rows = eight_links(channel).await;
    let noted = check(channel, None).await.unwrap();
    let database = owner(channel, false).await;
    let profile = channel.server.profile;
    // One put in at the end, with a hash that fits: the head does not know it.
    let mut forged = rows[3].clone();
    forged.seq = rows.len() as i64 + 1;
    forged.prev_hash.clone_from(&noted.hash);
    forged.hash = Link::of(&forged).hash().to_vec();
    let put_in = format!(
        "INSERT INTO audit SELECT scope, {seq}, {id}, at, actor_kind, actor_id, action, channel, target, before, after, trace, origin, origin_hash, {prev}, {hash} \
         FROM audit WHERE scope = $SCOPE AND seq = 4",
        seq = forged.seq,
        id = if profile == Profile::Full {
            "gen_random_uuid()"
        } else {
            "randomblob(16)"
        },
        prev = bytes(profile, &forged.prev_hash),
        hash = bytes(profile, &forged.hash),
    );
    run(&database, channel, &put_in).await.unwrap();
    // The id is another one, so that even this hash does not fit.
    assert_eq!(
        check(channel, None).await,
        Err(Fault::Changed { seq: forged.seq })
    );
    run(
        &database,
        channel,
        &format!("DELETE FROM audit WHERE scope = $SCOPE AND seq = {}", forged.seq),
    )
    .await
    .unwrap();
    assert_eq!(check(channel, Some(noted.clone())).await, Ok(noted.clone()));
    // The last two taken out, and the head with them.
    let shorter = &rows[rows.len() - 3];
    let cut = format!("DELETE FROM audit WHERE scope = $SCOPE AND seq > {}", shorter.seq);
    run(&database, channel, &cut).await.unwrap();
    let head = bytes(profile, &shorter.hash);
    let back = format!(
        "UPDATE audit_heads SET seq = {}, hash = {head} WHERE scope = $SCOPE",
        shorter.seq
    );
    run(&database, channel, &back).await.unwrap();
    assert!(check(channel, None).await.is_ok());
    assert_eq!(
        check(channel, Some(noted.clone())).await,
        Err(Fault::NotAsNoted { noted })
    );
}

async fn where_from_can_be_forgotten_and_not_forged(channel: &Channel) {
    let rows = eight_links(channel).await;
    let known = rows.iter().filter(|row| row.origin.is_some()).count();
    assert!(known >= 6, "{known}");
    let platform = &channel.server.platform;
    let whole = check(channel, None).await;
    audit::forget_origins_of(platform, scope(channel)).await.unwrap();
    let rows = audit::rows_after(platform, scope(channel), 0, 100).await.unwrap();
    assert!(rows.iter().all(|row| row.origin.is_none()));
    assert!(rows.iter().any(|row| row.origin_hash.is_some()));
    assert_eq!(check(channel, None).await, whole);
    let database = owner(channel, false).await;
    run(&database, channel, "UPDATE audit SET origin = '{\"address\":\"1.2.3.4\",\"salt\":\"\"}' WHERE scope = $SCOPE AND seq = 5")
        .await
        .unwrap();
    assert_eq!(check(channel, None).await, Err(Fault::OriginChanged { seq: 5 }));
}

async fn the_database_itself_refuses_to_change_the_log(channel: &Channel) {
    eight_links(channel).await;
    let changes = [
        "UPDATE audit SET action = 'x' WHERE scope = $SCOPE AND seq = 2",
        "UPDATE audit SET origin = 'x' WHERE scope = $SCOPE AND seq = 2",
        "UPDATE audit SET origin = NULL, action = 'x' WHERE scope = $SCOPE AND seq = 2",
        "DELETE FROM audit WHERE scope = $SCOPE",
        "DELETE FROM audit_heads WHERE scope = $SCOPE",
        "UPDATE audit_heads SET seq = 1 WHERE scope = $SCOPE",
    ];
    let mut databases = vec![owner(channel, true).await];
    let mut changes = changes.to_vec();
    if channel.server.profile == Profile::Full {
        changes.extend(["TRUNCATE audit", "TRUNCATE audit_heads"]);
        let url = &Services::ready().await.database_url;
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(1)
            .sqlx_logging(false)
            .set_schema_search_path("control");
        databases.push(Database::connect(options).await.unwrap());
        // Nor may the server say which changes its database has had.
        changes.push("DELETE FROM seaql_migrations WHERE version = 'x'");
    } else {
        changes.push("REPLACE INTO audit SELECT * FROM audit WHERE scope = $SCOPE AND seq = 2");
    }
    for (number, database) in databases.iter().enumerate() {
        for change in &changes {
            if number == 0 && change.contains("seaql_migrations") {
                continue;
            }
            let refused = run(database, channel, change).await.unwrap_err().to_string();
            let reasons = ["only ever added to", "only moves on", "permission denied"];
            assert!(
                reasons.iter().any(|reason| refused.contains(reason)),
                "{change}: {refused}"
            );
        }
    }
    assert!(check(channel, None).await.is_ok());
}

async fn many_at_once_make_one_chain(channel: &Channel) {
    let shows: Vec<_> = (0..24).map(|number| format!("show-{number}")).collect();
    let made = shows.iter().map(|slug| channel.desk.create_show(slug));
    futures::future::join_all(made).await;
    let head = check(channel, None).await.unwrap();
    let rows = audit::rows_after(&channel.server.platform, scope(channel), 0, 100)
        .await
        .unwrap();
    assert_eq!(rows.iter().filter(|row| row.action == "show.create").count(), 24);
    assert_eq!(head.seq, rows.len() as i64);
}
