//! What PostgreSQL itself says of the tables: a new one that is not locked is found here.

use ovation::app;

use super::database::{TABLES, column, connect};
use crate::contract::stage::{Services, config};

/// Names what the query finds, which is nothing where all is well.
async fn finds_nothing(what: &str, sql: &str) {
    let database = connect(&Services::ready().await.admin_database_url()).await;
    assert_eq!(column(&database, sql).await, Vec::<String>::new(), "{what}");
}

#[tokio::test]
async fn every_row_is_one_tenants() {
    let database = connect(&Services::ready().await.admin_database_url()).await;
    assert!(column(&database, TABLES).await.len() >= 8);
    let sql = format!(
        "SELECT t.relname FROM ({TABLES}) t WHERE NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = ('data.' || t.relname)::regclass \
         AND attname = 'tenant_id' AND attnotnull AND atttypid = 'uuid'::regtype)"
    );
    finds_nothing("tables without a tenant_id that must be there", &sql).await;
}

#[tokio::test]
async fn every_table_is_locked() {
    let unlocked = "SELECT relname::text FROM pg_class WHERE relnamespace = 'data'::regnamespace AND relkind IN ('r', 'p') \
        AND relname <> 'seaql_migrations' AND NOT (relrowsecurity AND relforcerowsecurity)";
    finds_nothing("tables without row level security, enabled and forced", unlocked).await;
    let sql = format!(
        "SELECT t.relname FROM ({TABLES}) t WHERE (SELECT count(*) FROM pg_policies WHERE schemaname = 'data' AND tablename = t.relname \
         AND permissive = 'PERMISSIVE' AND cmd = 'ALL' AND qual LIKE '%tenant_id = %current_tenant()%' AND with_check = qual) <> 1 \
         OR (SELECT count(*) FROM pg_policies WHERE schemaname = 'data' AND tablename = t.relname) <> 1"
    );
    finds_nothing("tables whose one policy is not the tenant's", &sql).await;
}

#[tokio::test]
async fn every_key_begins_with_the_tenant() {
    let keys = "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class t ON t.oid = indrelid \
        WHERE t.relnamespace = 'data'::regnamespace AND t.relname <> 'seaql_migrations' AND indisunique \
        AND (SELECT attname FROM pg_attribute WHERE attrelid = indrelid AND attnum = indkey[0]) <> 'tenant_id'";
    finds_nothing("unique keys that two tenants share", keys).await;
    let sql = format!(
        "SELECT t.relname FROM ({TABLES}) t WHERE NOT EXISTS (SELECT 1 FROM pg_index WHERE indrelid = ('data.' || t.relname)::regclass AND indisprimary)"
    );
    finds_nothing("tables without a primary key", &sql).await;
    let foreign = "SELECT conname::text FROM pg_constraint WHERE contype = 'f' AND connamespace = 'data'::regnamespace AND (cardinality(conkey) < 2 \
        OR (SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1]) <> 'tenant_id' \
        OR (SELECT attname FROM pg_attribute WHERE attrelid = confrelid AND attnum = confkey[1]) <> 'tenant_id')";
    finds_nothing("foreign keys that could point at another tenant's row", foreign).await;
}

#[tokio::test]
async fn there_is_no_way_around() {
    let others = "SELECT relname::text FROM pg_class WHERE relnamespace = 'data'::regnamespace AND relkind IN ('v', 'm', 'S', 'f')";
    finds_nothing("views, sequences and foreign tables", others).await;
    let functions = "SELECT proname::text FROM pg_proc WHERE pronamespace IN ('data'::regnamespace, 'control'::regnamespace) AND prosecdef";
    finds_nothing("functions that run as their owner", functions).await;
    let role = "SELECT rolname::text FROM pg_roles WHERE rolname = 'ovation' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)";
    finds_nothing("rights of the server's role", role).await;
    let owned = "SELECT relname::text FROM pg_class WHERE pg_get_userbyid(relowner) = 'ovation'";
    finds_nothing("tables that the server's role owns", owned).await;
}

#[tokio::test]
async fn the_server_refuses_to_be_the_owner_or_a_superuser() {
    let services = Services::ready().await;
    for (url, role) in [
        (&services.owner_url, "ovation_owner"),
        (&services.admin_database_url(), "postgres"),
    ] {
        let settings = format!("database_url = {url:?}\n");
        let error = app::platform(config(&settings))
            .await
            .err()
            .expect("it must not start");
        let said = format!("{error:#}");
        assert!(
            said.contains(role) && said.contains("OVATION_DATABASE_URL"),
            "{said}"
        );
        assert!(
            !said.contains('\n') && !said.contains("://"),
            "one sentence, without a password: {said}"
        );
    }
}
