//! `exceptions.txt`: read, and held to be needed.

use std::collections::BTreeSet;
use std::sync::Mutex;

use anyhow::{Context, Result};

const LIST: &str = include_str!("exceptions.txt");

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exception {
    /// `*` for all.
    pub attacker: String,
    pub field: String,
    pub what: String,
}

pub struct Exceptions {
    all: Vec<Exception>,
    needed: Mutex<BTreeSet<Exception>>,
}

impl Exceptions {
    pub fn read() -> Result<Self> {
        let lines = LIST
            .lines()
            .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        let read = lines.map(|line| {
            let mut parts = line.split('|').map(str::trim);
            let mut next = || parts.next().filter(|part| !part.is_empty()).map(str::to_owned);
            let read = next().zip(next()).zip(next()).zip(next());
            let (((attacker, field), what), _) =
                read.with_context(|| format!("exceptions.txt: four parts: {line}"))?;
            Ok(Exception {
                attacker,
                field,
                what,
            })
        });
        Ok(Self {
            all: read.collect::<Result<_>>()?,
            needed: Mutex::default(),
        })
    }

    pub fn find(&self, attacker: &str, field: &str, what: &str) -> Option<&Exception> {
        let fits = |one: &&Exception| {
            (one.attacker == "*" || one.attacker == attacker) && one.field == field && one.what == what
        };
        self.all.iter().find(fits)
    }

    pub fn note_needed(&self, exception: &Exception) {
        let mut needed = self
            .needed
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        needed.insert(exception.clone());
    }

    /// To be taken out of the file.
    pub fn not_needed(&self) -> Vec<Exception> {
        let needed = self
            .needed
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        self.all
            .iter()
            .filter(|one| !needed.contains(one))
            .cloned()
            .collect()
    }
}
