//! Shows that what looks for leaks finds them: each lock is broken once, as the owner can, and must be missed by name.

use super::scratch::{Scratch, run};
use super::{aside, catalogue, leaks};

/// `(what the owner does, what is found, how it is put right)`.
const LEAKS: &[(&str, &str, &str)] = &[
    (
        "DROP POLICY tenant ON data.comments; CREATE POLICY tenant ON data.comments USING (true) WITH CHECK (true)",
        "comments: nobody reads",
        "DROP POLICY tenant ON data.comments; CREATE POLICY tenant ON data.comments USING (tenant_id = data.current_tenant()) \
         WITH CHECK (tenant_id = data.current_tenant())",
    ),
    (
        "ALTER POLICY tenant ON data.shows WITH CHECK (true)",
        "shows: tenant A inserts as B",
        "ALTER POLICY tenant ON data.shows WITH CHECK (tenant_id = data.current_tenant())",
    ),
    (
        "ALTER TABLE data.grants DISABLE ROW LEVEL SECURITY",
        "grants: tenant A copies",
        "ALTER TABLE data.grants ENABLE ROW LEVEL SECURITY",
    ),
    (
        "GRANT UPDATE ON data.ballots TO ovation",
        "ballots: locked as a whole, ACCESS EXCLUSIVE",
        "REVOKE UPDATE ON data.ballots FROM ovation; GRANT UPDATE (choices) ON data.ballots TO ovation",
    ),
    (
        "CREATE UNIQUE INDEX everybodys ON data.entries (viewer_id)",
        "entries: tenant A inserts under B's key",
        "DROP INDEX data.everybodys",
    ),
    (
        "ALTER TABLE data.segments ADD CONSTRAINT plain UNIQUE (id); CREATE TABLE data.notes (tenant_id uuid NOT NULL DEFAULT data.current_tenant(), \
         id uuid, segment_id uuid REFERENCES data.segments (id), PRIMARY KEY (tenant_id, id)); \
         ALTER TABLE data.notes ENABLE ROW LEVEL SECURITY; \
         CREATE POLICY tenant ON data.notes USING (tenant_id = data.current_tenant()); GRANT SELECT, INSERT ON data.notes TO ovation",
        "notes: tenant A points at segments of B",
        "DROP TABLE data.notes; ALTER TABLE data.segments DROP CONSTRAINT plain",
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_lock_is_missed_at_the_rows() {
    let database = Scratch::with_rows().await;
    for (broken, missed, mended) in LEAKS {
        run(&database.owner, broken).await;
        let found = leaks(&database).await;
        assert!(
            found.iter().any(|line| line.starts_with(missed)),
            "{broken}: {found:?}"
        );
        run(&database.owner, mended).await;
        assert_eq!(leaks(&database).await, Vec::<String>::new(), "after {mended}");
    }
    // The planner's knowledge.
    run(
        &database.owner,
        "ALTER TABLE data.comments ALTER COLUMN body SET STATISTICS 100",
    )
    .await;
    let found = aside::telling_estimates(&database).await;
    assert!(
        found.iter().any(|line| line.starts_with("comments.body")),
        "{found:?}"
    );
    database.end().await;
}

/// A table that has everything; each other one lacks one thing.
const GOOD: &str = "CREATE TABLE data.good (tenant_id uuid NOT NULL DEFAULT data.current_tenant(), id uuid NOT NULL, show_id uuid, \
    PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, show_id) REFERENCES data.shows (tenant_id, id)); \
    ALTER TABLE data.good ENABLE ROW LEVEL SECURITY; ALTER TABLE data.good FORCE ROW LEVEL SECURITY; \
    CREATE POLICY tenant ON data.good USING (tenant_id = data.current_tenant()) WITH CHECK (tenant_id = data.current_tenant()); \
    ALTER TABLE data.good ALTER COLUMN tenant_id SET STATISTICS 0; ALTER TABLE data.good ALTER COLUMN id SET STATISTICS 0; \
    ALTER TABLE data.good ALTER COLUMN show_id SET STATISTICS 0; GRANT SELECT, INSERT, UPDATE (show_id) ON data.good TO ovation";

/// `(what is done to GOOD, what is found)`.
const BAD: &[(&str, &str)] = &[
    (
        "ALTER TABLE data.good DISABLE ROW LEVEL SECURITY",
        "good has no row level security",
    ),
    (
        "ALTER TABLE data.good NO FORCE ROW LEVEL SECURITY",
        "good has no row level security",
    ),
    (
        "DROP POLICY tenant ON data.good",
        "good has not exactly one policy",
    ),
    (
        "ALTER POLICY tenant ON data.good USING (tenant_id = data.current_tenant() OR true)",
        "good has not exactly one policy",
    ),
    (
        "ALTER POLICY tenant ON data.good WITH CHECK (true)",
        "good has not exactly one policy",
    ),
    (
        "CREATE POLICY more ON data.good FOR SELECT USING (true)",
        "good has not exactly one policy",
    ),
    (
        "DROP POLICY tenant ON data.good; CREATE POLICY tenant ON data.good FOR SELECT USING (tenant_id = data.current_tenant())",
        "good has not exactly one policy",
    ),
    (
        "ALTER TABLE data.good ALTER tenant_id DROP DEFAULT",
        "good has no tenant_id that must be there",
    ),
    (
        "ALTER TABLE data.good DROP CONSTRAINT good_pkey; ALTER TABLE data.good ALTER tenant_id DROP NOT NULL",
        "good has no tenant_id that must be there",
    ),
    (
        "ALTER TABLE data.good DROP CONSTRAINT good_pkey",
        "good has no primary key",
    ),
    (
        "ALTER TABLE data.good DROP CONSTRAINT good_pkey; ALTER TABLE data.good ADD PRIMARY KEY (id, tenant_id)",
        "good_pkey is a unique key that does not begin with the tenant",
    ),
    (
        "CREATE UNIQUE INDEX everybodys ON data.good (id)",
        "everybodys is a unique key",
    ),
    (
        "CREATE UNIQUE INDEX everybodys ON data.good (md5(id::text))",
        "everybodys is a unique key",
    ),
    (
        "CREATE TABLE data.parents (id uuid PRIMARY KEY); ALTER TABLE data.good ADD CONSTRAINT plain FOREIGN KEY (show_id) REFERENCES data.parents (id)",
        "plain is a foreign key without the tenant",
    ),
    (
        "ALTER TABLE data.good ADD EXCLUDE USING btree (show_id WITH =)",
        "good_show_id_excl is an exclusion constraint",
    ),
    (
        "CREATE RULE r AS ON INSERT TO data.good DO NOTHING",
        "good has a rule",
    ),
    (
        "CREATE TRIGGER t BEFORE UPDATE ON data.good FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "good has a rule or a trigger",
    ),
    (
        "CREATE VIEW data.window AS SELECT * FROM data.good",
        "window is a view that reads as its owner",
    ),
    (
        "CREATE MATERIALIZED VIEW data.stored AS SELECT * FROM data.good",
        "stored is a stored view",
    ),
    (
        "CREATE SEQUENCE data.numbers",
        "numbers is a stored view, a foreign table or a sequence",
    ),
    (
        "ALTER TABLE data.good ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY",
        "good_number_seq is a stored view",
    ),
    (
        "CREATE FUNCTION data.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM data.good'",
        "peek is a function that runs as its owner",
    ),
    (
        "CREATE OR REPLACE FUNCTION data.current_tenant() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT ''bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb''::uuid'",
        "current_tenant is not the function",
    ),
    (
        "ALTER TABLE data.good ALTER COLUMN id SET STATISTICS 10",
        "good.id gives the planner statistics",
    ),
    (
        "CREATE STATISTICS data.both ON tenant_id, id FROM data.good",
        "both gives the planner statistics",
    ),
    (
        "GRANT UPDATE ON data.good TO ovation",
        "good may be taken from, pointed at or locked",
    ),
    (
        "GRANT TRUNCATE ON data.good TO ovation",
        "good may be taken from, pointed at or locked",
    ),
    (
        "GRANT REFERENCES (id) ON data.good TO ovation",
        "good may be taken from, pointed at or locked",
    ),
    (
        "GRANT UPDATE (tenant_id) ON data.good TO ovation",
        "good lets its rows change hands",
    ),
    (
        "GRANT UPDATE (tenant_id) ON control.api_keys TO ovation",
        "api_keys lets its rows change hands",
    ),
    ("GRANT SELECT ON data.good TO PUBLIC", "good is open to everybody"),
    (
        "GRANT USAGE ON SCHEMA data TO PUBLIC",
        "data is open to everybody",
    ),
    (
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        "public is open to everybody",
    ),
    (
        "CREATE PUBLICATION out FOR TABLE data.good",
        "out is a publication",
    ),
    ("SELECT lo_create(0)", "is a large object"),
    (
        "CREATE TABLE data.heir () INHERITS (data.good)",
        "heir has no row level security",
    ),
    (
        "CREATE TABLE data.parts (tenant_id uuid NOT NULL, id uuid) PARTITION BY HASH (tenant_id); \
         CREATE TABLE data.part PARTITION OF data.parts FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
        "part has no row level security",
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_table_is_found_by_name() {
    let database = Scratch::new().await;
    run(&database.admin, GOOD).await;
    run(&database.admin, "ALTER TABLE data.good OWNER TO ovation_owner").await;
    assert_eq!(catalogue::problems(&database.admin).await, Vec::<String>::new());
    for (done, found) in BAD {
        run(&database.admin, "BEGIN").await;
        run(&database.admin, done).await;
        let problems = catalogue::problems(&database.admin).await;
        assert!(
            problems.iter().any(|problem| problem.contains(found)),
            "{done}: {problems:?}"
        );
        run(&database.admin, "ROLLBACK").await;
    }
    database.end().await;
}
