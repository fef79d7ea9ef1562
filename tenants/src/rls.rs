//! Row level security and rights: the second lock, in the database itself. A data-plane table ends with [`protect`], and
//! after every migration [`grant_to_server`] says what the server may do; tests of the catalogue and attacks on every table
//! that it lists fail where one of the two is missing.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

use crate::ids::TenantId;

/// The schema of the data plane and the function that names the tenant of the transaction.
///
/// `nullif`: a setting that was set in an earlier transaction reads as the empty string afterwards, not as null,
/// and `''::uuid` raises.
pub const CURRENT_TENANT: &str = "CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE \
     AS $$ SELECT nullif(current_setting('ovation.tenant', true), '')::uuid $$";

/// Sets the tenant of one transaction of the owner's, and says whether that means anything to this role. The server's go
/// through [`crate::fence`].
const SET_TENANT: &str = "SELECT set_config('ovation.tenant', $1, true), \
     (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) AS unbound";

/// From here to its end only this tenant's rows exist in the transaction. A SQLite file is one tenant's anyway.
///
/// # Errors
/// The owner is a role that row level security does not bind: what is meant for one tenant would be done to all.
pub(crate) async fn enter(tx: &DatabaseTransaction, tenant: TenantId) -> Result<(), DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let tenant = tenant.uuid().to_string();
        let set = Statement::from_sql_and_values(DbBackend::Postgres, SET_TENANT, [tenant.into()]);
        let row = tx.query_one_raw(set).await?;
        if row.map_or(Ok(true), |row| row.try_get("", "unbound"))? {
            return Err(DbErr::Custom(
                "the owner's database role is one that row level security does not bind: give the address of a role \
                 that owns the tables and has neither SUPERUSER nor BYPASSRLS"
                    .to_owned(),
            ));
        }
    }
    Ok(())
}

/// What ends a data-plane table: no tenant set, no rows and no writes; the owner is bound as well.
#[must_use]
pub fn protect(table: &str) -> Vec<String> {
    vec![
        format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"),
        format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"),
        format!(
            "CREATE POLICY tenant ON {table} USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant())"
        ),
    ]
}

/// A table on which the server's role may do less than on the others.
#[derive(Clone, Copy, Debug)]
pub struct Restricted {
    pub table: &'static str,
    /// As `GRANT` has them.
    pub rights: &'static str,
}

/// Tables from which the server takes rows away, by plane. `DELETE` is given nowhere else, for whoever may delete from a
/// table may also lock all of it (`LOCK TABLE … IN ACCESS EXCLUSIVE MODE`), and so hold up every tenant of the pool.
const DELETES: &[&str] = &[
    "control.idempotency",
    "control.members",
    "control.recovery_codes",
    "control.sessions",
    "control.sign_in_attempts",
    "control.totp",
    "data.audit_outbox",
    "data.campaigns",
    "data.segments",
];

/// After the tables have changed: the server's role may do what the server does, and nothing more. It owns nothing.
///
/// - `UPDATE` is given column by column, on all but `tenant_id`: a row never changes hands, and the right to a whole table
///   would be the right to lock it. `restricted` tables have what they say, and nothing else.
/// - The list of migrations is the owner's alone.
/// - No column of the data plane has statistics: they are made over all tenants, and `EXPLAIN` would tell anyone how often
///   a value stands in another tenant's rows. Its queries go by keys, which need none.
/// - Nobody makes tables or functions in this database but the owner, not even temporary ones.
///
/// One text, which PostgreSQL carries out as one transaction: a server that runs meanwhile never stands without its
/// rights, and there is no moment at which it may do more.
#[must_use]
pub fn grant_to_server(schema: &str, role: &str, restricted: &[Restricted]) -> String {
    let deletes: Vec<String> = DELETES.iter().map(|table| format!("'{table}'")).collect();
    let rights = RIGHTS
        .replace(":schema", &format!("'{schema}'"))
        .replace(":role", &format!("'{}'", role.replace('\'', "''")))
        .replace(":deletes", &format!("ARRAY[{}]", deletes.join(", ")));
    let role = format!("\"{}\"", role.replace('"', "\"\""));
    let mut statements = vec![rights];
    for Restricted { table, rights } in restricted {
        statements.push(format!("REVOKE ALL ON {schema}.{table} FROM {role}"));
        statements.push(format!("GRANT {rights} ON {schema}.{table} TO {role}"));
    }
    statements.join("; ")
}

const RIGHTS: &str = r"
DO $$
DECLARE
    t record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ovation rights', 0));
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM PUBLIC, %I', :schema, :role);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM PUBLIC, %I', :schema, :role);
    EXECUTE format('REVOKE ALL ON ALL ROUTINES IN SCHEMA %I FROM PUBLIC, %I', :schema, :role);
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC, %I', :schema, :role);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', :schema, :role);
    EXECUTE format('GRANT EXECUTE ON ALL ROUTINES IN SCHEMA %I TO %I', :schema, :role);
    FOR t IN
        SELECT c.oid, format('%I.%I', :schema, c.relname) AS name, :schema || '.' || c.relname AS plain,
            (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
                WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attname <> 'tenant_id') AS columns
        FROM pg_class c
        WHERE c.relnamespace = :schema::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'seaql_migrations'
    LOOP
        EXECUTE format('GRANT SELECT, INSERT ON %s TO %I', t.name, :role);
        EXECUTE format('GRANT UPDATE (%s) ON %s TO %I', t.columns, t.name, :role);
        IF t.plain = ANY (:deletes) THEN
            EXECUTE format('GRANT DELETE ON %s TO %I', t.name, :role);
        END IF;
    END LOOP;
    IF :schema = 'data' THEN
        FOR t IN
            SELECT format('ALTER TABLE data.%I ALTER COLUMN %I SET STATISTICS 0', c.relname, a.attname) AS statement
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'data'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'seaql_migrations'
                AND a.attnum > 0 AND NOT a.attisdropped AND coalesce(a.attstattarget, -1) <> 0
        LOOP
            EXECUTE t.statement;
        END LOOP;
    END IF;
    IF (SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()) THEN
        EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC, %I', current_database(), :role);
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    END IF;
END $$";
