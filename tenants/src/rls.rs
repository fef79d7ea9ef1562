//! Row level security: the second lock, in the database itself. A data-plane table is declared through [`scoped`]
//! columns and ends with [`protect`]; a test of the catalogue fails on a table that lacks either.

/// The schema of the data plane and the function that names the tenant of the transaction.
///
/// `nullif`: a setting that was set in an earlier transaction reads as the empty string afterwards, not as null,
/// and `''::uuid` raises.
pub const CURRENT_TENANT: &str = "CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE \
     AS $$ SELECT nullif(current_setting('ovation.tenant', true), '')::uuid $$";

/// Sets the tenant of one transaction. The server calls it with every `BEGIN` ([`crate::Tenant`]).
pub(crate) const SET_TENANT: &str = "SELECT set_config('ovation.tenant', $1, true)";

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

/// Lets the server's role use a schema's tables, and nothing more: it owns none of them. One text, which PostgreSQL
/// carries out as one transaction, so that there is no moment at which it may do more.
#[must_use]
pub fn grant_to_server(schema: &str, role: &str, restricted: &[Restricted]) -> String {
    let role = format!("\"{}\"", role.replace('"', "\"\""));
    let mut statements = vec![
        format!("GRANT USAGE ON SCHEMA {schema} TO {role}"),
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}"),
        format!("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {role}"),
    ];
    for Restricted { table, rights } in restricted {
        statements.push(format!("REVOKE ALL ON {schema}.{table} FROM {role}"));
        statements.push(format!("GRANT {rights} ON {schema}.{table} TO {role}"));
    }
    statements.join("; ")
}
