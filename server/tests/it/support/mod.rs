//! What tests stand on: private servers and a fresh tenant.

pub mod channel;
pub mod platform;
pub mod postgres;
pub mod redis;
pub mod server;
pub mod spans;

use std::process::Command;

/// What it printed; a failure fails the test with its words.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {words}");
    String::from_utf8(output.stdout).unwrap()
}
