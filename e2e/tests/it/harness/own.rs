//! A PostgreSQL of its own for one channel, beside the one that the others share, and the commands of its operator.

use std::path::{Path, PathBuf};
use std::process::{Command as Blocking, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use e2e::ovation::Ovation;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::services::script;
use super::{CHANNEL, Services};

pub struct OwnDatabase {
    folder: PathBuf,
    settings: Vec<(String, String)>,
}

impl OwnDatabase {
    pub async fn start(folder: &Path) -> Result<Self> {
        let mut own = Self {
            folder: folder.join("own"),
            settings: Vec::new(),
        };
        own.settings = own.begin().await?;
        Ok(own)
    }

    /// As a server of [`CHANNEL`] must know it.
    pub fn servers(&self) -> Result<(String, String)> {
        Ok((own_name("DATABASE_URL"), self.value("OVATION_DATABASE_URL")?))
    }

    /// Gone, in peace. What it holds stays.
    pub async fn stop(&self) -> Result<()> {
        self.told("stop").await.map(drop)
    }

    /// There again, at the same address.
    pub async fn start_again(&self) -> Result<()> {
        if self.begin().await? != self.settings {
            bail!("it came back at another address, so the server can't find it: run this test again");
        }
        Ok(())
    }

    /// `ovation` as its operator runs it, who is the owner of both databases.
    pub fn operator(&self, ovation: &Ovation, services: &Services) -> Result<Ovation> {
        let mut operator = ovation.clone();
        let owner = services
            .setting("OVATION_DATABASE_OWNER_URL")
            .context("no owner")?;
        operator
            .env
            .push(("OVATION_DATABASE_OWNER_URL".to_owned(), owner));
        operator.env.push(self.servers()?);
        let owner = self.value("OVATION_DATABASE_OWNER_URL")?;
        operator.env.push((own_name("DATABASE_OWNER_URL"), owner));
        Ok(operator)
    }

    fn value(&self, name: &str) -> Result<String> {
        let found = self.settings.iter().find(|(key, _)| key == name);
        Ok(found.with_context(|| format!("no {name}"))?.1.clone())
    }

    async fn begin(&self) -> Result<Vec<(String, String)>> {
        let lines = self.told("start").await?;
        let pairs = lines.lines().filter_map(|line| line.split_once('='));
        Ok(pairs
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect())
    }

    async fn told(&self, verb: &str) -> Result<String> {
        let mut command = Command::new(script("postgres"));
        let output = command
            .arg(verb)
            .arg(&self.folder)
            .stdin(Stdio::null())
            .output()
            .await?;
        if !output.status.success() {
            bail!("{verb}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

impl Drop for OwnDatabase {
    fn drop(&mut self) {
        let mut remove = Blocking::new(script("postgres"));
        let ended = remove
            .arg("remove")
            .arg(&self.folder)
            .stdin(Stdio::null())
            .output();
        if !ended.is_ok_and(|output| output.status.success()) {
            println!("the PostgreSQL in {} could not be removed", self.folder.display());
        }
    }
}

fn own_name(what: &str) -> String {
    format!("OVATION_TENANT_{}_{what}", CHANNEL.to_uppercase())
}

/// A command that runs, whose lines are heard one by one.
pub struct Told {
    child: Child,
    lines: tokio::io::Lines<BufReader<tokio::process::ChildStdout>>,
    /// All that it has said so far.
    pub said: Vec<String>,
}

impl Told {
    pub fn run(ovation: &Ovation, arguments: &[&str]) -> Result<Self> {
        let mut command = Command::new(&ovation.binary);
        command
            .args(arguments)
            .envs(ovation.env.iter().map(|(key, value)| (key, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn()?;
        let stdout = child.stdout.take().context("no pipe")?;
        Ok(Self {
            child,
            lines: BufReader::new(stdout).lines(),
            said: Vec::new(),
        })
    }

    /// SIGKILL after that time. True: it was done before that.
    pub async fn killed_in(mut self, time: Duration) -> Result<bool> {
        match tokio::time::timeout(time, self.child.wait()).await {
            Ok(status) => {
                let status = status?;
                anyhow::ensure!(status.success(), "{status}");
                Ok(true)
            }
            Err(_) => {
                self.child.kill().await?;
                Ok(false)
            }
        }
    }

    /// SIGKILL as soon as it has said so many lines. True: it was done before that.
    pub async fn killed_after(mut self, lines: usize) -> Result<bool> {
        while self.said.len() < lines {
            let Some(line) = self.lines.next_line().await? else {
                let status = self.child.wait().await?;
                anyhow::ensure!(status.success(), "{status}: {:#?}", self.said);
                return Ok(true);
            };
            self.said.push(line);
        }
        self.child.kill().await?;
        Ok(false)
    }
}
