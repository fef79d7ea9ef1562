//! A PostgreSQL and a Redis of one's own, by the scripts that `make run-full` uses, to be killed at will.

use std::path::{Path, PathBuf};
use std::process::{Command as Blocking, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use e2e::signal::{self, Signal};
use tokio::process::Command;

use super::root;

const POSTGRES: &str = "postgres";
const REDIS: &str = "redis";

pub struct Services {
    folder: PathBuf,
    settings: Vec<(String, String)>,
}

impl Services {
    pub async fn start(folder: &Path) -> Result<Self> {
        let mut services = Self {
            folder: folder.to_owned(),
            settings: Vec::new(),
        };
        services.settings.extend(services.begin(POSTGRES).await?);
        services.settings.extend(services.begin(REDIS).await?);
        Ok(services)
    }

    /// The value of `OVATION_…`.
    pub fn setting(&self, name: &str) -> Option<String> {
        self.settings
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    }

    /// The address of the database's owner, and its name.
    pub fn owner(&self) -> Option<(String, String)> {
        let name = "OVATION_DATABASE_OWNER_URL";
        Some((name.to_owned(), self.setting(name)?))
    }

    /// A database for this channel alone: the settings of the server and of the owner.
    pub async fn database_of(&self, slug: &str) -> Result<[(String, String); 2]> {
        self.sql(
            "postgres",
            &[
                &format!("CREATE DATABASE \"{slug}\" OWNER ovation_owner"),
                &format!("REVOKE ALL ON DATABASE \"{slug}\" FROM PUBLIC"),
                &format!("GRANT CONNECT ON DATABASE \"{slug}\" TO ovation"),
            ],
        )
        .await?;
        let address = |name: &str| {
            let url = self.setting(name).context("no address of the database")?;
            let (server, _) = url.rsplit_once('/').context("an address without a database")?;
            Ok::<_, anyhow::Error>(format!("{server}/{slug}"))
        };
        let variable = |what: &str| format!("OVATION_TENANT_{}_{what}", slug.to_uppercase());
        Ok([
            (variable("DATABASE_URL"), address("OVATION_DATABASE_URL")?),
            (
                variable("DATABASE_OWNER_URL"),
                address("OVATION_DATABASE_OWNER_URL")?,
            ),
        ])
    }

    /// Statements, one after the other, as the superuser.
    pub async fn sql(&self, database: &str, statements: &[&str]) -> Result<()> {
        let admin = self
            .setting("OVATION_DATABASE_ADMIN_URL")
            .context("no superuser")?;
        let (server, _) = admin.rsplit_once('/').context("an address without a database")?;
        let mut command = Command::new("bash");
        let psql = "source infra/dev/lib.sh; exec \"$(postgres_bin)/psql\" -X -q -v ON_ERROR_STOP=1 \"$@\"";
        let url = format!("{server}/{database}");
        command.current_dir(root()).args(["-c", psql, "psql", &url]);
        command.args(statements.iter().flat_map(|statement| ["-c", *statement]));
        let output = command.stdin(Stdio::null()).output().await?;
        if !output.status.success() {
            bail!("{statements:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    /// SIGKILL, and up again at the same address. What it had acknowledged must still be there.
    pub async fn kill_postgres(&self) -> Result<()> {
        self.kill(POSTGRES, "postmaster.pid")?;
        self.begin_again(POSTGRES).await
    }

    /// SIGKILL, everything that it had stored deleted, and up again at the same address: empty.
    pub async fn lose_redis(&self) -> Result<()> {
        self.kill(REDIS, "redis.pid")?;
        for entry in std::fs::read_dir(self.folder.join(REDIS).join("data"))? {
            let path = entry?.path();
            if path.is_dir() {
                std::fs::remove_dir_all(path)?
            } else {
                std::fs::remove_file(path)?
            }
        }
        self.begin_again(REDIS).await
    }

    /// SIGKILL, and up again with what it had written.
    pub async fn kill_redis(&self) -> Result<()> {
        self.kill(REDIS, "redis.pid")?;
        self.begin_again(REDIS).await
    }

    /// SIGSTOP, SIGCONT: stopped it still accepts connections, and answers nobody.
    pub async fn stop_redis(&self, lasting: Duration) -> Result<()> {
        let pid = self.pid(REDIS, "redis.pid")?;
        signal::send(Signal::STOP, pid)?;
        tokio::time::sleep(lasting).await;
        signal::send(Signal::CONT, pid)
    }

    /// `redis-cli ARGUMENTS`.
    pub async fn redis_cli(&self, arguments: &[&str]) -> Result<String> {
        let url = self.setting("OVATION_REDIS_URL").context("no Redis")?;
        let port = url.rsplit(':').next().unwrap_or_default();
        redis_cli(port, arguments).await
    }

    fn kill(&self, service: &str, pid_file: &str) -> Result<()> {
        signal::send(Signal::KILL, self.pid(service, pid_file)?)
    }

    fn pid(&self, service: &str, pid_file: &str) -> Result<u32> {
        let path = self.folder.join(service).join("data").join(pid_file);
        let text = std::fs::read_to_string(&path).with_context(|| format!("{service} has no pid file"))?;
        let pid = text.lines().next().unwrap_or_default().trim().parse();
        pid.with_context(|| format!("{} names no process", path.display()))
    }

    async fn begin_again(&self, service: &str) -> Result<()> {
        for (name, value) in self.begin(service).await? {
            if self.setting(&name).as_ref() != Some(&value) {
                bail!(
                    "{service} came back at another address, so the server can't find it: run this test again"
                );
            }
        }
        Ok(())
    }

    /// What the script says about it.
    async fn begin(&self, service: &str) -> Result<Vec<(String, String)>> {
        let mut command = Command::new(script(service));
        command
            .arg("start")
            .arg(self.folder.join(service))
            .stdin(Stdio::null());
        let output = command
            .output()
            .await
            .with_context(|| format!("starting {service}"))?;
        if !output.status.success() {
            bail!(
                "{service} does not start: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        let lines = String::from_utf8(output.stdout)?;
        let pair = |line: &str| {
            line.split_once('=')
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
        };
        Ok(lines.lines().filter_map(pair).collect())
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        for service in [REDIS, POSTGRES] {
            let folder = self.folder.join(service);
            let ended = Blocking::new(script(service))
                .arg("remove")
                .arg(folder)
                .stdin(Stdio::null())
                .output();
            if !ended.is_ok_and(|output| output.status.success()) {
                println!("{service} in {} could not be removed", self.folder.display());
            }
        }
    }
}

/// What it answers.
pub async fn redis_cli(port: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new("redis-cli")
        .args(["-p", port])
        .args(arguments)
        .output()
        .await?;
    if !output.status.success() {
        bail!(
            "redis-cli {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

pub(super) fn script(service: &str) -> PathBuf {
    root().join("infra/dev").join(service)
}
