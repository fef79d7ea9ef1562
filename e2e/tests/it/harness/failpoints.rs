//! The fail points of the server, and how they are armed.

use std::path::Path;

use anyhow::{Result, ensure};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::root;

/// Every name, in order: read out of the sources, so that a new one is crashed at without anybody's adding it here.
pub fn failpoints() -> Result<Vec<String>> {
    let mut points = Vec::new();
    collect(&root().join("server/src"), &mut points)?;
    points.sort();
    ensure!(!points.is_empty(), "the server has no fail points");
    let mut once = points.clone();
    once.dedup();
    ensure!(once == points, "a fail point stands in two places: {points:?}");
    Ok(points)
}

fn collect(folder: &Path, points: &mut Vec<String>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, points)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&path)?;
            let after = source.split("failpoint::pass(\"").skip(1);
            points.extend(after.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
    }
    Ok(())
}

/// After a few passes, mostly an end on the spot; now and then a panic, which must cost no more than a batch its answers.
pub fn arms(point: &str, rng: &mut ChaCha8Rng) -> String {
    let action = if rng.random_ratio(1, 6) {
        "1*panic"
    } else {
        "abort"
    };
    match rng.random_range(0..6_u32).saturating_sub(2) {
        0 => format!("{point}={action}"),
        passes => format!("{point}={passes}*off->{action}"),
    }
}
