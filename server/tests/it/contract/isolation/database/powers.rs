//! Everything that is no row: what the server's role may make, change, become and read besides.

use super::scratch::{A, Scratch, done_as};
use super::table::Table;

/// What an owner does to a table.
const TO_A_TABLE: &[&str] = &[
    "TRUNCATE {t} CASCADE",
    "DROP TABLE {t} CASCADE",
    "ALTER TABLE {t} DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE {t} NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE {t} OWNER TO ovation",
    "ALTER TABLE {t} ADD COLUMN loot text",
    "ALTER TABLE {t} ALTER COLUMN tenant_id DROP NOT NULL",
    "ALTER TABLE {t} ALTER COLUMN tenant_id SET STATISTICS 100",
    "CREATE POLICY all_of_it ON {t} USING (true)",
    "ALTER POLICY tenant ON {t} USING (true)",
    "DROP POLICY tenant ON {t}",
    "CREATE RULE r AS ON INSERT TO {t} DO NOTHING",
    "CREATE INDEX ON {t} (tenant_id)",
    "CREATE STATISTICS data.s ON tenant_id, ctid FROM {t}",
    "COMMENT ON TABLE {t} IS 'mine'",
    "COPY {t} FROM STDIN",
    "COPY {t} TO PROGRAM 'cat'",
    "COPY {t} TO '/tmp/loot'",
    "CREATE TRIGGER t BEFORE INSERT ON {t} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CLUSTER {t}",
    "REINDEX TABLE {t}",
];

const TO_THE_REST: &[&str] = &[
    "SET ROLE ovation_owner",
    "SET SESSION AUTHORIZATION ovation_owner",
    "ALTER ROLE ovation BYPASSRLS",
    "ALTER ROLE ovation_owner PASSWORD 'x'",
    "CREATE ROLE thief",
    "GRANT ovation_owner TO ovation",
    "CREATE SCHEMA loot",
    "CREATE TABLE data.loot (id int)",
    "CREATE TABLE control.loot (id int)",
    "CREATE TABLE public.loot (id int)",
    "CREATE TEMPORARY TABLE loot (id int)",
    "CREATE VIEW data.loot AS SELECT 1",
    "CREATE TEMPORARY VIEW loot AS SELECT * FROM data.shows",
    "CREATE FUNCTION data.current_tenant() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
    "CREATE OR REPLACE FUNCTION data.current_tenant() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
    "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION postgres_fdw",
    "CREATE PUBLICATION p FOR ALL TABLES",
    "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "ALTER DEFAULT PRIVILEGES FOR ROLE ovation_owner IN SCHEMA data GRANT ALL ON TABLES TO ovation",
    "DROP SCHEMA data CASCADE",
    "ALTER SYSTEM SET row_security = off",
    "SET session_replication_role = replica",
    "SET log_statement = 'all'",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_statistic",
    "SELECT * FROM pg_hba_file_rules",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT pg_switch_wal()",
    "SELECT pg_create_logical_replication_slot('s', 'test_decoding')",
    "UPDATE pg_class SET relrowsecurity = false",
    "DELETE FROM pg_policy",
    "SELECT * FROM data.seaql_migrations",
    "INSERT INTO data.seaql_migrations (version, applied_at) VALUES ('m99999999_000001_nothing', 0)",
    "DELETE FROM data.seaql_migrations",
    "SELECT * FROM control.seaql_migrations",
    "DELETE FROM control.seaql_migrations",
    "TRUNCATE control.tenants CASCADE",
    "LOCK TABLE control.tenants IN ACCESS EXCLUSIVE MODE",
    "DELETE FROM control.tenants",
    "DELETE FROM control.signing_keys",
    "DELETE FROM control.api_keys",
    "DELETE FROM control.audit",
    "UPDATE control.audit SET hash = hash",
    "UPDATE control.audit_heads SET scope = scope",
    "UPDATE control.api_keys SET tenant_id = tenant_id",
    "UPDATE control.signing_keys SET tenant_id = tenant_id",
];

/// Fails where one of them is carried out, or fails for another reason than that it may not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_role_makes_changes_and_becomes_nothing() {
    let database = Scratch::new().await;
    let mut allowed = Vec::new();
    for table in Table::all(&database.owner).await {
        for one in TO_A_TABLE {
            tries(&database, &one.replace("{t}", &table.full_name()), &mut allowed).await;
        }
    }
    for one in TO_THE_REST {
        tries(&database, one, &mut allowed).await;
    }
    assert_eq!(allowed, Vec::<String>::new());
    database.end().await;
}

async fn tries(database: &Scratch, sql: &str, allowed: &mut Vec<String>) {
    const REFUSALS: [&str; 7] = [
        "permission denied",
        "must be owner",
        "must be superuser",
        "must be member",
        "must have admin option",
        "COPY FROM not supported with row-level security",
        "cannot run inside a transaction block",
    ];
    match done_as(&database.server, Some(A), sql).await {
        Err(said) if REFUSALS.iter().any(|refusal| said.contains(refusal)) => {}
        other => allowed.push(format!("{sql}: {other:?}")),
    }
}
