//! The Lua scripts keep the rules of managed Redis clusters.

use std::path::Path;

#[test]
fn scripts_run_on_managed_clusters() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/live/lua");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let source = std::fs::read_to_string(&path).unwrap();
        for (number, line) in source.lines().enumerate() {
            let code = line.split("--").next().unwrap();
            let place = format!("{}:{}", path.display(), number + 1);
            for banned in [
                "unpack",
                "PUBLISH",
                "math.random",
                "'TIME'",
                "redis.pcall",
                "loadstring",
            ] {
                assert!(!code.contains(banned), "{place}: {banned} is not for scripts");
            }
            // A key that is computed could lie on another node: `redis.call('COMMAND', KEYS[n], …)` and nothing else.
            for call in code.split("redis.call(").skip(1) {
                let key = call.split_once(", ").map_or("", |(_, rest)| rest);
                let literal = key.starts_with("KEYS[") && key[5..].starts_with(|c: char| c.is_ascii_digit());
                assert!(literal, "{place}: the first key is not literally KEYS[n]");
            }
        }
        seen += 1;
    }
    assert_eq!(seen, 8, "every script is looked at");
}
