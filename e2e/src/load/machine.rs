//! What the machine tells of a process: the time it has had on its cores, and its memory.

use std::time::Duration;

use anyhow::{Context, Result};

/// Of a tick in `/proc`: the same on every Linux that Rust runs on.
const TICK: Duration = Duration::from_millis(10);

/// Time on a core, in user mode and in the kernel, of all threads since the process began.
///
/// # Errors
/// When it has ended.
pub fn cpu_time(pid: u32) -> Result<Duration> {
    let path = format!("/proc/{pid}/stat");
    let stat = std::fs::read_to_string(&path).with_context(|| format!("{path}: the process has ended"))?;
    ticks(&stat).with_context(|| format!("{path} has another form"))
}

/// The program's name stands in parentheses and may contain anything: count from behind it.
fn ticks(stat: &str) -> Option<Duration> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(TICK * (user + system))
}

/// At its highest, in MiB.
///
/// # Errors
/// When it has ended.
pub fn peak_memory_mib(pid: u32) -> Result<u64> {
    let path = format!("/proc/{pid}/status");
    let status = std::fs::read_to_string(&path).with_context(|| format!("{path}: the process has ended"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line
        .and_then(|line| line.trim().strip_suffix("kB"))
        .and_then(|n| n.trim().parse::<u64>().ok());
    Ok(kib.with_context(|| format!("{path} has no VmHWM"))? / 1024)
}

/// "AMD EPYC, 2 cores": what figures are to be read with.
pub fn class() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("unknown", |text| text.trim_start_matches([' ', '\t', ':']));
    let cores = info.lines().filter(|line| line.starts_with("processor")).count();
    format!("{model}, {cores} cores")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_blanks_and_parentheses_moves_nothing() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 1 0 1 1 1";
        assert_eq!(ticks(stat), Some(Duration::from_secs(3)));
    }

    #[test]
    fn this_process_is_known() {
        assert!(cpu_time(std::process::id()).is_ok());
        assert!(peak_memory_mib(std::process::id()).unwrap() > 0);
    }
}
