//! Mutants rot quietly: a patch that does not apply, or names a test that is no more, would show nothing. `make mutants`
//! builds and runs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn patches() -> Vec<PathBuf> {
    let files = fs::read_dir(root().join("e2e/mutants")).unwrap();
    let mut patches: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    patches.sort();
    patches
}

#[test]
fn every_mutant_still_applies() {
    let patches = patches();
    assert!(patches.len() >= 20, "{patches:?}");
    let mut rotten = Vec::new();
    for patch in patches {
        let tried = Command::new("git")
            .args(["apply", "--check"])
            .arg(&patch)
            .current_dir(root())
            .output()
            .unwrap();
        if !tried.status.success() {
            rotten.push(String::from_utf8_lossy(&tried.stderr).into_owned());
        }
    }
    assert!(
        rotten.is_empty(),
        "make these patches again:\n{}",
        rotten.join("")
    );
}

/// Of the sources of a test's module, which is a file or a folder: does it have a test of this name?
fn is_there(test: &str) -> bool {
    let on_profiles = test
        .rsplit_once("::")
        .filter(|(_, run)| ["embedded", "full"].contains(run));
    let path = on_profiles.map_or(test, |(path, _)| path);
    let (module, name) = path.rsplit_once("::").unwrap();
    let module = module.replace("::", "/");
    let places =
        ["server/tests/it", "server/src", "e2e/tests/it"].map(|folder| root().join(folder).join(&module));
    let files = places
        .iter()
        .flat_map(|place| [place.with_extension("rs"), place.join("mod.rs")]);
    let mut sources = files.filter_map(|file| fs::read_to_string(file).ok());
    sources.any(|source| source.contains(&format!("fn {name}(")))
}

#[test]
fn every_mutant_names_its_guard_and_a_test_that_there_is() {
    for patch in patches() {
        let text = fs::read_to_string(&patch).unwrap();
        let mut lines = text.lines();
        assert!(
            lines.next().is_some_and(|guard| guard.ends_with('.')),
            "{patch:?}"
        );
        let test = lines.next().and_then(|line| line.strip_prefix("test: ")).unwrap();
        assert!(is_there(test), "{patch:?}: there is no {test}");
    }
}
