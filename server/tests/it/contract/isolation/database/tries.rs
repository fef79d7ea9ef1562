//! Tries at the rows of one table, as tenant A and as nobody.

use uuid::Uuid;

use super::rows::{self, names, row, row_below};
use super::scratch::{A, B, Scratch, asked_as, column, done_as};
use super::table::Table;

/// Nobody's: a parent and a key that never were.
const NOBODY: Uuid = Uuid::from_u128(0xcccc_cccc_cccc_4ccc_8ccc_cccc_cccc_cccc);

pub async fn leaks(database: &Scratch, table: &Table) -> Vec<String> {
    let mut tries = Tries {
        database,
        table,
        tenant: None,
        found: Vec::new(),
    };
    for tenant in [None, Some(A)] {
        tries.tenant = tenant;
        tries.reads().await;
        tries.copies().await;
        tries.changes().await;
        tries.inserts().await;
        tries.points_at_parents().await;
    }
    tries.found
}

struct Tries<'a> {
    database: &'a Scratch,
    table: &'a Table,
    tenant: Option<Uuid>,
    found: Vec<String>,
}

impl Tries<'_> {
    fn finds(&mut self, what: impl std::fmt::Display) {
        let who = if self.tenant.is_some() {
            "tenant A"
        } else {
            "nobody"
        };
        self.found.push(format!("{}: {who} {what}", self.table.name));
    }

    /// How many rows there are for who asks: one's own.
    fn own(&self) -> u64 {
        u64::from(self.tenant.is_some())
    }

    async fn asks(&self, sql: &str) -> Result<Vec<String>, String> {
        asked_as(&self.database.server, self.tenant, sql).await
    }

    async fn does(&self, sql: &str) -> Result<u64, String> {
        done_as(&self.database.server, self.tenant, sql).await
    }

    async fn reads(&mut self) {
        let table = self.table.full_name();
        let places: Vec<String> = (1..=20).map(|line| format!("'(0,{line})'")).collect();
        let (own, none) = (self.own().to_string(), "0".to_owned());
        for (condition, expected) in [
            ("true".to_owned(), &own),
            (format!("tenant_id <> '{A}'"), &none),
            (format!("tenant_id = '{B}' OR true"), &own),
            // By place on the disk.
            (format!("ctid = ANY (ARRAY[{}]::tid[])", places.join(", ")), &own),
            // What fails on another's row would tell of it.
            (
                format!("1 / (CASE WHEN tenant_id = '{B}' THEN 0 ELSE 1 END) = 1"),
                &own,
            ),
            (
                format!("(CASE WHEN tenant_id = '{B}' THEN 'x' ELSE '1' END)::int = 1"),
                &own,
            ),
        ] {
            let count = self
                .asks(&format!("SELECT count(*)::text FROM {table} WHERE {condition}"))
                .await;
            if count.as_ref() != Ok(&vec![expected.clone()]) {
                self.finds(format!("reads {count:?} where {condition}"));
            }
        }
        let off = format!("SET LOCAL row_security = off; SELECT * FROM {table}");
        match self.does(&off).await {
            Err(said) if said.contains("row-level security") => {}
            other => self.finds(format!("turns row security off: {other:?}")),
        }
    }

    async fn copies(&mut self) {
        let pool = self.database.server.get_postgres_connection_pool().clone();
        let setting = self.tenant.map(|tenant| tenant.to_string()).unwrap_or_default();
        let mut connection = pool.acquire().await.unwrap();
        let set = format!("SELECT set_config('ovation.tenant', '{setting}', false)");
        let run = |sql: String| sea_orm::sqlx::raw_sql(sea_orm::sqlx::AssertSqlSafe(sql));
        run(set).execute(&mut *connection).await.unwrap();
        let copy = format!("COPY {} TO STDOUT", self.table.full_name());
        let mut lines = 0;
        let mut stream = connection.copy_out_raw(&copy).await.unwrap();
        while let Some(part) = futures::StreamExt::next(&mut stream).await {
            lines += part.unwrap().iter().filter(|byte| **byte == b'\n').count() as u64;
        }
        drop(stream);
        run("RESET ovation.tenant".to_owned())
            .execute(&mut *connection)
            .await
            .unwrap();
        drop(connection);
        if lines != self.own() {
            self.finds(format!("copies {lines} rows out"));
        }
    }

    async fn changes(&mut self) {
        let table = self.table.full_name();
        for (name, _) in &self.table.columns {
            for (condition, most) in [("true".to_owned(), self.own()), (format!("tenant_id = '{B}'"), 0)] {
                let update = format!("UPDATE {table} SET {name} = {name} WHERE {condition}");
                match self.does(&update).await {
                    Ok(count) if count > most => self.finds(format!("changes {name} of {count} rows")),
                    Ok(_) => {}
                    Err(said) if said.contains("permission denied") => {}
                    Err(said) => self.finds(format!("is told about {name}: {said}")),
                }
            }
        }
        for update in [
            format!("UPDATE {table} SET tenant_id = '{B}'"),
            format!("UPDATE {table} SET tenant_id = '{A}' WHERE tenant_id = '{B}'"),
        ] {
            match self.does(&update).await {
                Err(said) if said.contains("permission denied") => {}
                other => self.finds(format!("gives rows away: {other:?}")),
            }
        }
        for (condition, most) in [("true".to_owned(), self.own()), (format!("tenant_id = '{B}'"), 0)] {
            match self.does(&format!("DELETE FROM {table} WHERE {condition}")).await {
                Ok(count) if count > most => self.finds(format!("deletes {count} rows")),
                Ok(_) => {}
                Err(said) if said.contains("permission denied") => {}
                Err(said) => self.finds(format!("is told by deleting: {said}")),
            }
        }
    }

    async fn inserts(&mut self) {
        let table = self.table.full_name();
        let may = format!("SELECT has_table_privilege('ovation', '{table}', 'INSERT')::text");
        let may = column(&self.database.owner, &may).await == ["true"];
        let names = names(self.table);
        let insert = |tenant: &str, values: &[String]| {
            format!(
                "INSERT INTO {table} (tenant_id, {names}) VALUES ({tenant}, {})",
                values.join(", ")
            )
        };
        // In another's name: the same words, whether or not such a row stands there.
        let (theirs, new) = (row(self.table, B), row(self.table, NOBODY));
        let known = self.does(&insert(&format!("'{B}'"), &theirs)).await;
        let unknown = self.does(&insert(&format!("'{B}'"), &new)).await;
        let refusal = if may {
            "row-level security"
        } else {
            "permission denied"
        };
        match (&known, &unknown) {
            (Err(one), Err(other)) if one == other && one.contains(refusal) => {}
            other => self.finds(format!("inserts as B: {other:?}")),
        }
        for clause in [
            "ON CONFLICT DO NOTHING".to_owned(),
            format!("ON CONFLICT ON CONSTRAINT {}_pkey DO NOTHING", self.table.name),
        ] {
            let insert = format!("{} {clause}", insert(&format!("'{B}'"), &theirs));
            match self.does(&insert).await {
                Err(said) if said.contains(refusal) => {}
                other => self.finds(format!("inserts as B, {clause}: {other:?}")),
            }
        }
        // In one's own name, below one's own parents, under a key that B has: nothing tells that B has it.
        let mine = row(self.table, A).into_iter().zip(theirs);
        let own: Vec<String> = (self.table.columns.iter().zip(mine))
            .map(|((name, _), (mine, theirs))| if self.table.is_pointer(name) { mine } else { theirs })
            .collect();
        let inserted = self.does(&insert("DEFAULT", &own)).await;
        match (self.tenant, &inserted) {
            (Some(_), Ok(1)) if may => {}
            (None, Err(said)) if said.contains(refusal) => {}
            (Some(_), Err(said)) if !may && said.contains(refusal) => {}
            _ => self.finds(format!("inserts under B's key: {inserted:?}")),
        }
    }

    async fn points_at_parents(&mut self) {
        if self.tenant.is_none() {
            return;
        }
        let names = names(self.table);
        for parent in self.table.parents.clone() {
            let mut said = Vec::new();
            for owner in [B, NOBODY] {
                let mut values = row_below(self.table, A, &parent, owner);
                // A key of its own, so that only the parent can be at fault.
                for (value, (name, kind)) in values.iter_mut().zip(&self.table.columns) {
                    if self.table.is_key(name) && !self.table.is_pointer(name) {
                        *value = rows::value(self.table, name, kind, NOBODY, Some("0"));
                    }
                }
                let insert = format!(
                    "INSERT INTO {} ({names}) VALUES ({})",
                    self.table.full_name(),
                    values.join(", ")
                );
                said.push(self.does(&insert).await);
            }
            let alike = matches!((&said[0], &said[1]), (Err(one), Err(other)) if one == other && one.contains("foreign key"));
            if !alike {
                self.finds(format!("points at {} of B: {said:?}", parent.table));
            }
        }
    }
}
