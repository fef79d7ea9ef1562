//! The `ovation` binary, for what only the command line can do: making members and viewer tokens, reconciling.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use hyper::header::HeaderValue;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::audience;
use crate::load::Tokens;

/// The binary and the settings of the server that it shall find.
#[derive(Debug, Clone)]
pub struct Ovation {
    pub binary: PathBuf,
    /// In addition to this process's own environment.
    pub env: Vec<(String, String)>,
}

pub struct NewMember<'a> {
    pub channel: &'a str,
    pub email: &'a str,
    pub name: &'a str,
    pub role: &'a str,
    pub password: &'a str,
}

impl Ovation {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).kill_on_drop(true).stdin(Stdio::null());
        command.envs(self.env.iter().map(|(key, value)| (key, value)));
        command
    }

    /// Runs `ovation ARGUMENTS`, giving it `input`; its standard output, when it succeeds.
    ///
    /// # Errors
    /// When it can't be run or fails; says what it wrote.
    pub async fn run(&self, arguments: &[&str], input: &str) -> Result<String> {
        let what = || format!("{} {}", self.binary.display(), arguments.join(" "));
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot run {}", what()))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that wants no input may have closed it: what it says counts, not that.
            let _ = stdin.write_all(input.as_bytes()).await;
        }
        let output = child.wait_with_output().await.with_context(what)?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            let error = String::from_utf8_lossy(&output.stderr);
            bail!("{} failed ({}): {said}{error}", what(), output.status);
        }
        Ok(said)
    }

    /// # Errors
    /// As [`run`](Self::run).
    pub async fn add_member(&self, member: &NewMember<'_>) -> Result<()> {
        let NewMember {
            channel,
            email,
            name,
            role,
            password,
        } = member;
        let arguments = [
            "member",
            "add",
            "--channel",
            channel,
            "--email",
            email,
            "--name",
            name,
        ];
        let arguments = [&arguments[..], &["--role", role, "--password-stdin"]].concat();
        self.run(&arguments, password).await.map(drop)
    }

    /// Publishes what a channel's viewers may ask: a manifest of documents by hash.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn publish(&self, channel: &str, manifest: &str) -> Result<()> {
        let arguments = ["documents", "publish", channel, "/dev/stdin"];
        self.run(&arguments, manifest).await.map(drop)
    }

    /// Compares the record with itself and the hot state with the record; what it says.
    ///
    /// # Errors
    /// When anything differs.
    pub async fn reconcile(&self) -> Result<String> {
        self.run(&["reconcile"], "").await
    }

    /// Tokens of the viewers `{prefix}0` to `{prefix}{count - 1}`, made while they are read.
    ///
    /// # Errors
    /// When the binary can't be started.
    pub fn viewer_tokens(&self, channel: &str, prefix: &str, count: u32) -> Result<ViewerTokens> {
        let count = count.to_string();
        let arguments = [
            "token",
            "viewer",
            "--channel",
            channel,
            "--prefix",
            prefix,
            "--count",
            &count,
        ];
        let mut command = self.command(&arguments);
        // Tokens are made ahead of the viewers' last asks: a day outlasts every show.
        command
            .env("OVATION_VIEWER_TOKEN_SECONDS", "86400")
            .stdout(Stdio::piped());
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot run {}", self.binary.display()))?;
        let stdout = child.stdout.take().context("the tokens have no pipe")?;
        Ok(ViewerTokens {
            child,
            lines: BufReader::with_capacity(1 << 16, stdout).lines(),
            headers: Vec::new(),
        })
    }
}

/// Viewer tokens in the order of the viewers' numbers, read as they are made.
pub struct ViewerTokens {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// Of those who were asked for by number.
    headers: Vec<HeaderValue>,
}

impl ViewerTokens {
    /// The `Authorization` header of `viewer`; waits until it is made.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn header(&mut self, viewer: u32) -> Result<HeaderValue> {
        while self.headers.len() <= viewer as usize {
            let token = self.next().await?;
            self.headers.push(audience::bearer(&token)?);
        }
        Ok(self.headers[viewer as usize].clone())
    }

    /// The token of the next viewer.
    ///
    /// # Errors
    /// When the binary ended before it made this one.
    pub async fn next(&mut self) -> Result<String> {
        let line = self
            .lines
            .next_line()
            .await
            .context("the tokens cannot be read")?;
        match line {
            Some(token) => Ok(token),
            None => bail!(
                "`ovation token viewer` ended ({}) too early",
                self.child.wait().await?
            ),
        }
    }

    /// Those of the next `count` viewers.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn all(mut self, count: u32) -> Result<Tokens> {
        let mut tokens = Tokens::default();
        for _ in 0..count {
            tokens.push(&self.next().await?);
        }
        Ok(tokens)
    }
}
