//! The server's sources, read as text.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The layer of the files that name async-graphql.
pub const FACES: &str = "faces";

/// A source file of the server.
pub struct Source {
    /// Below `src`.
    pub path: String,
    pub module: String,
    /// Without comments.
    pub code: String,
}

impl Source {
    pub fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let read = |file: &PathBuf| {
            let path = file.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            let first = path.split('/').next().unwrap();
            let text = fs::read_to_string(file).unwrap();
            let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
            Self {
                module: first.trim_end_matches(".rs").to_owned(),
                path,
                code: text.lines().map(code).collect::<Vec<_>>().join("\n"),
            }
        };
        let sources: Vec<Self> = files(&root, &["rs"]).iter().map(read).collect();
        assert!(sources.len() > 100, "these are not the sources");
        sources
    }

    pub fn is_face(&self) -> bool {
        self.module == "api" || self.path.contains("/graphql")
    }

    pub fn layer(&self) -> &str {
        if self.is_face() { FACES } else { &self.module }
    }

    /// The modules that it uses, each as the layer that it belongs to.
    pub fn uses(&self) -> BTreeSet<String> {
        let mut uses = BTreeSet::new();
        for rest in self.code.split("crate::").skip(1) {
            let named: Vec<&str> = match rest.strip_prefix('{') {
                Some(group) => top_level(group.split("};").next().unwrap_or_default()),
                None => vec![rest],
            };
            for name in named {
                let word = |text: &str| -> String {
                    text.chars()
                        .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                        .collect()
                };
                let module = word(name.trim());
                let below = name
                    .trim()
                    .strip_prefix(&format!("{module}::"))
                    .map(word)
                    .unwrap_or_default();
                let is_face = module == "api" || below == "graphql";
                uses.insert(if is_face { FACES.to_owned() } else { module });
            }
        }
        uses.retain(|module| !module.is_empty() && *module != self.module);
        uses
    }
}

/// `a::{b, c}, d` is two: what stands between braces is not looked at.
fn top_level(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[start..]);
    parts
}

pub fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let made = ["node_modules", "dist", "target", "generated", "snapshots"];
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && !made.contains(&name.as_str()) && !name.starts_with('.') {
            found.extend(files(&path, endings));
        } else if endings.iter().any(|ending| name.ends_with(&format!(".{ending}"))) {
            found.push(path);
        }
    }
    found.sort();
    found
}
