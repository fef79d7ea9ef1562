//! A Redis of the test's own, to be flushed, stopped and killed. It ends with the value.

use std::path::Path;
use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::run;

pub struct PrivateRedis {
    dir: TempDir,
    pub url: String,
}

impl PrivateRedis {
    pub fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = manage("start", dir.path());
        Self { dir, url }
    }

    /// Loses everything, as an empty replica does that became primary.
    pub fn flush(&self) {
        let port = self.url.rsplit(':').next().unwrap();
        run(Command::new("redis-cli").args(["-p", port, "FLUSHALL"]));
    }

    /// Still accepts connections, but answers nobody.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    pub fn kill(&self) {
        self.signal(Signal::KILL);
    }

    /// After a kill: on the same port, with what its log has.
    pub fn restart(&self) {
        assert_eq!(manage("start", self.dir.path()), self.url);
    }

    fn signal(&self, signal: Signal) {
        let pid = std::fs::read_to_string(self.dir.path().join("data/redis.pid")).unwrap();
        let pid = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }
}

impl Drop for PrivateRedis {
    fn drop(&mut self) {
        self.thaw();
        manage("remove", self.dir.path());
    }
}

fn manage(command: &str, dir: &Path) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/dev/redis");
    let told = run(Command::new(script).arg(command).arg(dir));
    told.trim().trim_start_matches("OVATION_REDIS_URL=").to_owned()
}
