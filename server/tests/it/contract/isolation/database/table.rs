//! A table of the data plane, as the catalogue describes it.

use sea_orm::DatabaseConnection;

use super::scratch::column;

#[derive(Clone, Debug)]
pub struct Table {
    pub name: String,
    /// Name and type, `tenant_id` left out.
    pub columns: Vec<(String, String)>,
    pub parents: Vec<Parent>,
    /// Columns that a unique key has, the tenant aside.
    keys: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Parent {
    /// `(here, there)`, the tenant aside.
    pub columns: Vec<(String, String)>,
    pub table: String,
}

/// Names of tables; the list of migrations aside, which is of no tenant.
pub const TABLES: &str = "SELECT relname::text FROM pg_class WHERE relnamespace = 'data'::regnamespace AND relkind IN ('r', 'p') \
    AND relname <> 'seaql_migrations' ORDER BY 1";

impl Table {
    /// Parents before their children.
    pub async fn all(database: &DatabaseConnection) -> Vec<Self> {
        let mut waiting = Vec::new();
        for name in column(database, TABLES).await {
            waiting.push(Self::read(database, name).await);
        }
        let mut ordered: Vec<Self> = Vec::new();
        while !waiting.is_empty() {
            let is_ready = |table: &Self| {
                let mut parents = table.parents.iter().filter(|parent| parent.table != table.name);
                parents.all(|parent| ordered.iter().any(|done| done.name == parent.table))
            };
            // None: foreign keys in a circle.
            let ready = waiting.iter().position(is_ready).unwrap();
            ordered.push(waiting.remove(ready));
        }
        ordered
    }

    async fn read(database: &DatabaseConnection, name: String) -> Self {
        let of = format!("'data.{name}'::regclass");
        let columns = format!(
            "SELECT attname || ' ' || format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = {of} AND attnum > 0 \
             AND NOT attisdropped AND attname <> 'tenant_id' ORDER BY attnum"
        );
        let keys = format!(
            "SELECT DISTINCT attname::text FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey) \
             WHERE indrelid = {of} AND indisunique AND attname <> 'tenant_id'"
        );
        let parents = format!(
            "SELECT oid::text FROM pg_constraint WHERE contype = 'f' AND conrelid = {of} ORDER BY conname"
        );
        let mut table = Self {
            columns: column(database, &columns)
                .await
                .iter()
                .map(|line| pair(line))
                .collect(),
            keys: column(database, &keys).await,
            parents: Vec::new(),
            name,
        };
        for oid in column(database, &parents).await {
            table.parents.push(Parent::read(database, &oid).await);
        }
        table
    }

    /// Whether rows differ in this column because they must.
    pub fn is_key(&self, column: &str) -> bool {
        self.keys.iter().any(|key| key == column)
    }

    /// Whether this column names a parent.
    pub fn is_pointer(&self, column: &str) -> bool {
        let mut pointers = self.parents.iter().flat_map(|parent| &parent.columns);
        pointers.any(|(here, _)| here == column)
    }

    pub fn full_name(&self) -> String {
        format!("data.{}", self.name)
    }
}

impl Parent {
    async fn read(database: &DatabaseConnection, oid: &str) -> Self {
        let names = format!(
            "SELECT h.attname || ' ' || t.attname FROM pg_constraint CROSS JOIN LATERAL unnest(conkey, confkey) AS k (here, there) \
             JOIN pg_attribute h ON h.attrelid = conrelid AND h.attnum = k.here JOIN pg_attribute t ON t.attrelid = confrelid \
             AND t.attnum = k.there WHERE pg_constraint.oid = {oid} AND h.attname <> 'tenant_id'"
        );
        let table = format!(
            "SELECT relname::text FROM pg_constraint c JOIN pg_class t ON t.oid = c.confrelid WHERE c.oid = {oid}"
        );
        Self {
            columns: column(database, &names)
                .await
                .iter()
                .map(|line| pair(line))
                .collect(),
            table: column(database, &table).await.remove(0),
        }
    }
}

fn pair(line: &str) -> (String, String) {
    let (name, rest) = line.split_once(' ').unwrap();
    (name.to_owned(), rest.to_owned())
}
