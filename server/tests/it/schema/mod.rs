//! Both APIs as they are checked in: what the server speaks, and what apps were promised.

mod agreed;

use std::fs;
use std::path::Path;

use ovation::schemas;

#[track_caller]
fn is_checked_in(face: &str, sdl: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schema/{face}.graphql"));
    let checked_in = fs::read_to_string(path).unwrap();
    if checked_in == sdl {
        return;
    }
    let lines = checked_in.lines().zip(sdl.lines()).enumerate();
    let first = lines.into_iter().find(|(_, (before, now))| before != now);
    panic!(
        "server/schema/{face}.graphql is not what the server speaks: run 'make schema'. First difference: {first:?}"
    );
}

#[test]
fn the_audience_api_is_checked_in() {
    is_checked_in("audience", &schemas::audience_sdl());
}

#[test]
fn the_console_api_is_checked_in() {
    is_checked_in("console", &schemas::console_sdl());
}
