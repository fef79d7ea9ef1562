//! The audit log: one hash chain for each tenant and one for the platform, and where each chain ends.
//!
//! Rows are added and never changed; the one exception is forgetting where from (`origin`), which is personal. The
//! database itself says so, to its owner as well: the server's role may not even try ([`RESTRICTED`]).

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;
use tenants::rls::Restricted;

use crate::ddl::{Table, control_table, run};

/// What the server may do here: read, add, and forget where an action came from.
pub(crate) const RESTRICTED: [Restricted; 2] = [
    Restricted {
        table: "audit",
        rights: "SELECT, INSERT, UPDATE (origin)",
    },
    Restricted {
        table: "audit_heads",
        rights: "SELECT, INSERT, UPDATE (seq, hash)",
    },
];

const AUDIT: Table = Table {
    name: "audit",
    columns: &[
        // The tenant's id, or `platform`.
        "scope text NOT NULL",
        // From 1, without gaps.
        "seq bigint NOT NULL",
        // Of the event: the same in two chains when it belongs to both.
        "id :uuid NOT NULL",
        "at :time NOT NULL",
        "actor_kind text NOT NULL",
        "actor_id text",
        "action text NOT NULL",
        "channel text",
        "target text",
        // Canonical JSON, as it was hashed: a type of the database's own would rewrite it.
        "before text",
        "after text",
        "trace text",
        // {"address", "agent", "user", "salt"}; forgotten when its time is over.
        "origin text",
        // SHA-256 of it, which stays.
        "origin_hash :bytes",
        "prev_hash :bytes NOT NULL",
        "hash :bytes NOT NULL",
    ],
    primary: "scope, seq",
    unique: &["scope, id"],
    parents: &[],
    indexes: &["scope, action, seq", "scope, actor_id, seq", "scope, target, seq"],
};

const HEADS: Table = Table {
    name: "audit_heads",
    columns: &[
        "scope text NOT NULL",
        "seq bigint NOT NULL",
        "hash :bytes NOT NULL",
    ],
    primary: "scope",
    unique: &[],
    parents: &[],
    indexes: &[],
};

const POSTGRES: &[&str] = &[
    "CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
     IF TG_OP = 'UPDATE' THEN IF NEW.origin IS NULL AND to_jsonb(NEW) - 'origin' = to_jsonb(OLD) - 'origin' THEN RETURN NEW; END IF; END IF; \
     RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'insufficient_privilege'; END $$",
    "CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_kept()",
    "CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept()",
    "CREATE FUNCTION audit_heads_advance() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
     IF TG_OP = 'UPDATE' THEN IF NEW.scope = OLD.scope AND NEW.seq = OLD.seq + 1 THEN RETURN NEW; END IF; END IF; \
     RAISE EXCEPTION 'the head of an audit log only moves on' USING ERRCODE = 'insufficient_privilege'; END $$",
    "CREATE TRIGGER audit_heads_advance BEFORE UPDATE OR DELETE ON audit_heads FOR EACH ROW EXECUTE FUNCTION audit_heads_advance()",
    "CREATE TRIGGER audit_heads_are_not_emptied BEFORE TRUNCATE ON audit_heads FOR EACH STATEMENT EXECUTE FUNCTION audit_heads_advance()",
];

/// `REPLACE` deletes without asking a trigger, so a row that is there already is refused before.
const SQLITE: &[&str] = &[
    "CREATE TRIGGER audit_is_kept BEFORE UPDATE ON audit WHEN NEW.origin IS NOT NULL \
     OR (NEW.scope, NEW.seq, NEW.id, NEW.at, NEW.actor_kind, NEW.actor_id, NEW.action, NEW.channel, NEW.target, NEW.before, NEW.after, NEW.trace, NEW.origin_hash, NEW.prev_hash, NEW.hash) \
     IS NOT (OLD.scope, OLD.seq, OLD.id, OLD.at, OLD.actor_kind, OLD.actor_id, OLD.action, OLD.channel, OLD.target, OLD.before, OLD.after, OLD.trace, OLD.origin_hash, OLD.prev_hash, OLD.hash) \
     BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END",
    "CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END",
    "CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit \
     WHEN EXISTS (SELECT 1 FROM audit WHERE scope = NEW.scope AND (seq = NEW.seq OR id = NEW.id)) \
     BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END",
    "CREATE TRIGGER audit_heads_advance BEFORE UPDATE ON audit_heads WHEN NEW.scope <> OLD.scope OR NEW.seq <> OLD.seq + 1 \
     BEGIN SELECT RAISE(ABORT, 'the head of an audit log only moves on'); END",
    "CREATE TRIGGER audit_heads_are_not_deleted BEFORE DELETE ON audit_heads BEGIN SELECT RAISE(ABORT, 'the head of an audit log only moves on'); END",
    "CREATE TRIGGER audit_heads_are_not_replaced BEFORE INSERT ON audit_heads WHEN EXISTS (SELECT 1 FROM audit_heads WHERE scope = NEW.scope) \
     BEGIN SELECT RAISE(ABORT, 'the head of an audit log only moves on'); END",
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        control_table(manager, &AUDIT).await?;
        control_table(manager, &HEADS).await?;
        let guards = if manager.get_database_backend() == DbBackend::Postgres {
            POSTGRES
        } else {
            SQLITE
        };
        for statement in guards {
            run(manager, statement).await?;
        }
        Ok(())
    }
}
