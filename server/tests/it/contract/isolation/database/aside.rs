//! Where rows leave traces: the planner's statistics, its estimates, what other sessions are running.

use ovation::ids::{CampaignId, Prefixed};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::Value;
use uuid::Uuid;

use super::rows::value;
use super::scratch::{A, B, Scratch, asked_as, begin, column, connect, run};
use super::table::Table;
use crate::contract::stage::{Channel, Plan, Profile, Server, Services};

/// A tenant without a row.
const NOBODY: Uuid = Uuid::from_u128(0xdddd_dddd_dddd_4ddd_8ddd_dddd_dddd_dddd);

/// What the planner expects of a condition that B's rows fulfil and of one that nobody's do.
pub async fn telling_estimates(database: &Scratch) -> Vec<String> {
    run(&database.admin, "ANALYZE").await;
    let mut found = Vec::new();
    for table in Table::all(&database.owner).await {
        let named = format!("tenant_id = '{B}'");
        let unnamed = format!("tenant_id = '{NOBODY}'");
        let mut pairs = vec![("tenant_id".to_owned(), named, unnamed)];
        for (name, kind) in &table.columns {
            let of = |tenant| value(&table, name, kind, tenant, table.is_key(name).then_some("7"));
            for compare in ["=", "<", ">="] {
                let condition = |tenant| format!("{name} {compare} {}", of(tenant));
                pairs.push((name.clone(), condition(B), condition(NOBODY)));
            }
        }
        for (name, theirs, nobodys) in pairs {
            let (one, other) = (
                expected(database, &table, &theirs).await,
                expected(database, &table, &nobodys).await,
            );
            if one != other {
                found.push(format!(
                    "{}.{name}: {one} rows where {theirs}, {other} where {nobodys}",
                    table.name
                ));
            }
        }
    }
    found
}

async fn expected(database: &Scratch, table: &Table, condition: &str) -> String {
    let name = table.full_name();
    let explain = format!("EXPLAIN (FORMAT JSON) SELECT 1 FROM {name} WHERE {condition}");
    begin(&database.server, Some(A)).await;
    let asked = Statement::from_string(DbBackend::Postgres, explain);
    let row = database.server.query_one_raw(asked).await.unwrap().unwrap();
    run(&database.server, "ROLLBACK").await;
    let plan: Value = row.try_get_by_index(0).unwrap();
    plan[0]["Plan"]["Plan Rows"].to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_planner_knows_nothing_of_another_tenants_values() {
    let database = Scratch::with_rows().await;
    assert_eq!(telling_estimates(&database).await, Vec::<String>::new());
    for view in ["pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"] {
        let rows = format!("SELECT count(*)::text FROM {view} WHERE schemaname = 'data'");
        assert_eq!(
            asked_as(&database.server, Some(A), &rows).await.unwrap(),
            ["0"],
            "{view}"
        );
    }
    database.end().await;
}

/// What runs in other sessions is seen by every session of the same role: so there is never a value in it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_sessions_show_no_values() {
    let server = Server::start(Profile::Full).await;
    let channel = Channel::new(&server, &Plan::default()).await;
    let packet = channel.show().await.open_red_packet("1.00", 1).await;
    let url = &Services::ready().await.database_url;
    let (holder, watcher) = (connect(url).await, connect(url).await);
    let tenant = channel.entry().id.uuid();
    let campaign = CampaignId::parse(&packet.id, "id").unwrap().0;
    // The campaign's row is held, so that the grab stands still in the middle of a statement.
    begin(&holder, Some(tenant)).await;
    let hold = format!("SELECT id::text FROM data.campaigns WHERE id = '{campaign}' FOR UPDATE");
    assert_eq!(column(&holder, &hold).await.len(), 1);
    let viewer = Uuid::new_v4().simple().to_string();
    let ann = channel.viewer(&viewer);
    let grab = tokio::spawn(async move { ann.grab(&packet).await });
    let waiting = "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%campaigns%' \
         AND wait_event_type = 'Lock'";
    let mut seen = Vec::new();
    while seen.is_empty() && !grab.is_finished() {
        seen = column(&watcher, waiting).await;
    }
    assert!(!seen.is_empty(), "the grab did not wait");
    let everything = "SELECT query FROM pg_stat_activity WHERE datname = current_database()";
    for query in column(&watcher, everything).await {
        let values = [&viewer, &tenant.to_string(), &channel.slug];
        assert!(values.iter().all(|value| !query.contains(*value)), "{query}");
    }
    run(&holder, "ROLLBACK").await;
    assert!(grab.await.unwrap().grant.is_some());
    channel.holds_its_promises().await;
}
