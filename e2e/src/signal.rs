//! Signals to processes that are not ours to wait for. Sent by a system call: a minimal Debian has no `kill` program.

use anyhow::{Context, Result};
use rustix::process::{Pid, kill_process};

pub use rustix::process::Signal;

/// # Errors
/// When there is no such process, or it is not ours.
pub fn send(signal: Signal, pid: u32) -> Result<()> {
    let process = i32::try_from(pid).ok().and_then(Pid::from_raw);
    let process = process.with_context(|| format!("{pid} is no process id"))?;
    kill_process(process, signal).with_context(|| format!("process {pid} could not be sent {signal:?}"))
}
