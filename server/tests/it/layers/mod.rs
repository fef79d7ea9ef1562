//! The layers of ARCHITECTURE.md, kept: who may name whom, and how long a file may be.

mod source;

use std::fs;
use std::path::Path;

use source::{FACES, Source, files};

/// From the bottom up. A module uses what stands below it: never above, never beside. `faces` are the files that name
/// async-graphql (`<noun>/graphql…` and `api/`); they may use each other.
const ROWS: &[&[&str]] = &[
    &["error", "clock", "random", "recent", "config", "failpoint"],
    &["ids", "text", "page", "memo", "seen", "stripe", "telemetry"],
    &["words", "admission"],
    &["keyring", "persisted", "live", "analytics", "doer", "table"],
    &["ctx"],
    &["audit"],
    &["ledger", "idempotency", "viewer", "member"],
    &["api_key", "document", "signing", "support", "tenant"],
    KINDS,
    &["show"],
    &["campaign"],
    &["usage", "viewer_data", "archive", "removal", "relocation"],
    &[FACES],
    &["schemas", "reconcile", "seed", "verify_draw"],
    &["http"],
    &["app", "work"],
    &["serve"],
    &["cli"],
];

const KINDS: &[&str] = &["draw", "red_packet", "vote", "comment"];
/// Only assemble.
const ROOTS: [&str; 2] = ["lib.rs", "main.rs"];

/// Name sea-orm without being a store or an entity. This list only gets shorter.
const RECORD_TOO: [&str; 4] = [
    "error.rs",           // every store's error becomes one of ours
    "campaign/kind.rs",   // the enum of settings is the JSON column
    "draw/run.rs",        // hands a store's error on
    "red_packet/book.rs", // turns the ledger's error into the one that the engine knows
];

const LINES_MAX: usize = 400;

fn rank(layer: &str) -> usize {
    let row = ROWS.iter().position(|row| row.contains(&layer));
    row.unwrap_or_else(|| panic!("{layer} is in no row: say in tests/it/layers where it belongs"))
}

#[track_caller]
fn none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

fn naming(word: &str, allowed: impl Fn(&Source) -> bool) -> Vec<String> {
    let sources = Source::all();
    let wrong = sources
        .iter()
        .filter(|source| source.code.contains(word) && !allowed(source));
    wrong.map(|source| source.path.clone()).collect()
}

#[test]
fn a_module_uses_only_what_stands_below_it() {
    let mut wrong = Vec::new();
    for source in Source::all() {
        if ROOTS.contains(&source.path.as_str()) {
            continue;
        }
        let own = rank(source.layer());
        for used in source.uses() {
            let beside = used == FACES && source.is_face();
            if rank(&used) >= own && !beside {
                wrong.push(format!("{} uses {used}", source.path));
            }
        }
    }
    none("these use what stands above or beside them", &wrong);
}

#[test]
fn kinds_of_campaigns_know_nothing_of_each_other() {
    let mut wrong = Vec::new();
    for source in Source::all() {
        if KINDS.contains(&source.module.as_str()) {
            let others = KINDS
                .iter()
                .chain(&["campaign"])
                .filter(|other| **other != source.module);
            let named = others.filter(|other| source.code.contains(&format!("crate::{other}")));
            wrong.extend(named.map(|other| format!("{} names {other}", source.path)));
        }
    }
    none("a kind of campaign names another, or all of them", &wrong);
}

#[test]
fn only_http_names_actix() {
    none(
        "only http names actix",
        &naming("actix", |source| source.module == "http"),
    );
}

#[test]
fn only_faces_name_async_graphql() {
    let allowed = |source: &Source| {
        let only_derives = !source
            .code
            .replace("async_graphql::Enum", "")
            .contains("async_graphql");
        source.is_face() || only_derives || ["http", "schemas"].contains(&source.module.as_str())
    };
    none(
        "only faces, schemas and http name async-graphql",
        &naming("async_graphql", allowed),
    );
}

#[test]
fn only_stores_and_entities_name_the_database() {
    let is_store = |source: &Source| {
        let file = source.path.rsplit('/').next().unwrap_or_default();
        file == "store.rs" || file.ends_with("entity.rs")
    };
    let allowed = |source: &Source| is_store(source) || RECORD_TOO.contains(&source.path.as_str());
    none(
        "only stores and entities name sea-orm",
        &naming("sea_orm", allowed),
    );
    for path in RECORD_TOO {
        let sources = Source::all();
        let still = sources
            .iter()
            .any(|source| source.path == path && source.code.contains("sea_orm"));
        assert!(
            still,
            "{path} does not name sea-orm any more: take it off the list"
        );
    }
}

#[test]
fn no_file_is_long() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut long = Vec::new();
    for folder in ["server", "tenants", "migrations", "e2e", "web"] {
        for file in files(
            &root.join(folder),
            &["rs", "ts", "tsx", "css", "lua", "html", "mjs", "toml"],
        ) {
            let lines = fs::read_to_string(&file).unwrap().lines().count();
            if lines > LINES_MAX {
                long.push(format!("{}: {lines} lines", file.display()));
            }
        }
    }
    none("these files have more than 400 lines", &long);
}
