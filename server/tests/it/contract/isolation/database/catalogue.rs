//! How the tables are made, as PostgreSQL itself tells it: a new one that is not locked is found here, by name.

use sea_orm::DatabaseConnection;

use super::scratch::{Scratch, column};

/// What is wrong, and a query for the names of what is wrong in that way: none, where all is well. `{tables}` are the
/// data plane's tables, partitions and heirs among them, as `t (oid, name)`.
const RULES: &[(&str, &str)] = &[
    (
        "has no tenant_id that must be there and is the transaction's own by default",
        "SELECT t.name FROM {tables} WHERE NOT EXISTS (SELECT 1 FROM pg_attribute a JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum \
         WHERE attrelid = t.oid AND attname = 'tenant_id' AND attnotnull AND atttypid = 'uuid'::regtype \
         AND pg_get_expr(adbin, adrelid) IN ('current_tenant()', 'data.current_tenant()'))",
    ),
    (
        "has no row level security, enabled and forced",
        "SELECT t.name FROM {tables} JOIN pg_class c ON c.oid = t.oid WHERE NOT (relrowsecurity AND relforcerowsecurity)",
    ),
    (
        "has not exactly one policy: the tenant's, for reading and for writing, for everybody",
        "SELECT t.name FROM {tables} WHERE (SELECT count(*) FROM pg_policy WHERE polrelid = t.oid) <> 1 \
         OR NOT EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = t.oid AND polpermissive AND polcmd = '*' AND polroles = '{0}' \
         AND pg_get_expr(polqual, polrelid) IN ('(tenant_id = current_tenant())', '(tenant_id = data.current_tenant())') \
         AND pg_get_expr(polwithcheck, polrelid) = pg_get_expr(polqual, polrelid))",
    ),
    (
        "has no primary key",
        "SELECT t.name FROM {tables} WHERE NOT EXISTS (SELECT 1 FROM pg_index WHERE indrelid = t.oid AND indisprimary)",
    ),
    (
        "is a unique key that does not begin with the tenant",
        "SELECT i.relname::text FROM {tables} JOIN pg_index x ON indrelid = t.oid JOIN pg_class i ON i.oid = indexrelid \
         WHERE indisunique AND (SELECT attname FROM pg_attribute WHERE attrelid = t.oid AND attnum = indkey[0]) IS DISTINCT FROM 'tenant_id'",
    ),
    (
        "is a foreign key without the tenant at its head on both sides",
        "SELECT conname::text FROM {tables} JOIN pg_constraint ON conrelid = t.oid WHERE contype = 'f' AND (cardinality(conkey) < 2 \
         OR (SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1]) <> 'tenant_id' \
         OR (SELECT attname FROM pg_attribute WHERE attrelid = confrelid AND attnum = confkey[1]) <> 'tenant_id')",
    ),
    (
        "is an exclusion constraint, which tenants would share",
        "SELECT conname::text FROM {tables} JOIN pg_constraint ON conrelid = t.oid WHERE contype = 'x'",
    ),
    (
        "has a rule or a trigger of its own",
        "SELECT t.name FROM {tables} WHERE EXISTS (SELECT 1 FROM pg_rewrite WHERE ev_class = t.oid) \
         OR EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = t.oid AND NOT tgisinternal)",
    ),
    (
        "is a view that reads as its owner",
        "SELECT relname::text FROM pg_class WHERE relnamespace IN ('data'::regnamespace, 'control'::regnamespace, 'public'::regnamespace) \
         AND relkind = 'v' AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false)",
    ),
    (
        "is a stored view, a foreign table or a sequence",
        "SELECT relname::text FROM pg_class WHERE relnamespace IN ('data'::regnamespace, 'control'::regnamespace, 'public'::regnamespace) \
         AND relkind IN ('m', 'f', 'S')",
    ),
    (
        "is a function that runs as its owner",
        "SELECT proname::text FROM pg_proc WHERE prosecdef AND pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)",
    ),
    (
        "is not the function that names the tenant of a transaction",
        "SELECT 'current_tenant' WHERE (SELECT count(*) FROM pg_proc WHERE proname = 'current_tenant' AND pronamespace = 'data'::regnamespace \
         AND btrim(prosrc) = 'SELECT nullif(current_setting(''ovation.tenant'', true), '''')::uuid' AND provolatile = 's') <> 1",
    ),
    (
        "gives the planner statistics over all tenants",
        "SELECT t.name || '.' || attname FROM {tables} JOIN pg_attribute ON attrelid = t.oid WHERE attnum > 0 AND NOT attisdropped \
         AND coalesce(attstattarget, -1) <> 0 UNION ALL SELECT stxname::text FROM pg_statistic_ext",
    ),
    (
        "may be taken from, pointed at or locked as a whole by the server's role",
        "SELECT t.name FROM {tables} WHERE has_table_privilege('ovation', t.oid, 'UPDATE') OR has_table_privilege('ovation', t.oid, 'TRUNCATE') \
         OR has_any_column_privilege('ovation', t.oid, 'REFERENCES') OR has_table_privilege('ovation', t.oid, 'TRIGGER')",
    ),
    (
        "lets its rows change hands",
        "SELECT relname::text FROM pg_class c JOIN pg_attribute ON attrelid = c.oid WHERE relnamespace IN ('data'::regnamespace, 'control'::regnamespace) \
         AND relkind IN ('r', 'p') AND attname = 'tenant_id' AND has_column_privilege('ovation', c.oid, attnum, 'UPDATE')",
    ),
    (
        "is owned by the server's role",
        "SELECT relname::text FROM pg_class WHERE pg_get_userbyid(relowner) = 'ovation' UNION ALL \
         SELECT proname::text FROM pg_proc WHERE pg_get_userbyid(proowner) = 'ovation' UNION ALL \
         SELECT nspname::text FROM pg_namespace WHERE pg_get_userbyid(nspowner) = 'ovation'",
    ),
    (
        "is open to everybody",
        "SELECT nspname::text FROM pg_namespace n, aclexplode(nspacl) a WHERE nspname IN ('data', 'control') AND grantee = 0 UNION ALL \
         SELECT relname::text FROM pg_class c, aclexplode(relacl) a WHERE relnamespace IN ('data'::regnamespace, 'control'::regnamespace) AND grantee = 0 \
         UNION ALL SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_' AND has_schema_privilege('ovation', oid, 'CREATE') \
         UNION ALL SELECT datname::text FROM pg_database WHERE datname = current_database() AND has_database_privilege('ovation', oid, 'TEMPORARY')",
    ),
    (
        "is more than a role that signs in",
        "SELECT rolname::text FROM pg_roles WHERE rolname = 'ovation' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication) \
         UNION ALL SELECT roleid::regrole::text FROM pg_auth_members WHERE member = 'ovation'::regrole",
    ),
    (
        "is a large object, which is everybody's",
        "SELECT oid::text FROM pg_largeobject_metadata",
    ),
    ("is a publication", "SELECT pubname::text FROM pg_publication"),
];

/// The list of migrations is of no tenant; the server's role has no right to it (`powers`).
const TABLES: &str = "(SELECT oid, relname::text AS name FROM pg_class WHERE relnamespace = 'data'::regnamespace AND relkind IN ('r', 'p') \
     AND relname <> 'seaql_migrations') t";

/// `NAME WHAT`, a line each.
pub async fn problems(admin: &DatabaseConnection) -> Vec<String> {
    let mut found = Vec::new();
    for (what, sql) in RULES {
        for name in column(admin, &sql.replace("{tables}", TABLES)).await {
            found.push(format!("{name} {what}"));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_is_locked() {
    let database = Scratch::new().await;
    assert_eq!(problems(&database.admin).await, Vec::<String>::new());
    database.end().await;
}
