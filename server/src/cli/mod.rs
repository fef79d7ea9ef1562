//! The command line: one file a command. The only place that prints. A command that fails says so in one sentence on
//! standard error and ends with 1; a command line that makes no sense ends with 2.

mod audit;
mod documents;
mod member;
mod migrate;
mod reconcile;
mod schema;
mod seed;
mod serve;
mod tenant;
mod token;
mod verify_draw;
mod viewer;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use clap::{Parser, Subcommand};

use crate::app;
use crate::config::Config;
use crate::ctx::Platform;

/// Live audience interaction for broadcasters: comments, votes, lucky draws and red packets.
///
/// Every setting has a default, and is overridden by a file named in OVATION_CONFIG and by the environment, such as
/// OVATION_LISTEN, OVATION_DATA_DIR, OVATION_DATABASE_URL, OVATION_REDIS_URL, OVATION_MASTER_KEY_FILE. Without a
/// database address the platform keeps SQLite files in OVATION_DATA_DIR and needs no other server.
#[derive(Debug, Parser)]
#[command(name = "ovation", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Args),
    Migrate(migrate::Args),
    #[command(subcommand)]
    Tenant(tenant::Command),
    #[command(subcommand)]
    Audit(audit::Command),
    #[command(subcommand)]
    Member(member::Command),
    #[command(subcommand)]
    Viewer(viewer::Command),
    #[command(subcommand)]
    Token(token::Command),
    #[command(subcommand)]
    Documents(documents::Command),
    Schema(schema::Args),
    Reconcile(reconcile::Args),
    Seed(seed::Args),
    VerifyDraw(verify_draw::Args),
}

/// Runs the command that the process was started with.
pub async fn main() -> ExitCode {
    let cli = Cli::parse();
    if rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .is_err()
    {
        return failed(&anyhow!("the TLS provider was installed twice"));
    }
    match run(cli.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

async fn run(command: Command) -> Result<()> {
    match command {
        Command::Serve(args) => serve::run(args).await,
        Command::Migrate(args) => migrate::run(args).await,
        Command::Tenant(command) => tenant::run(command).await,
        Command::Audit(command) => audit::run(command).await,
        Command::Member(command) => member::run(command).await,
        Command::Viewer(command) => viewer::run(command).await,
        Command::Token(command) => token::run(command).await,
        Command::Documents(command) => documents::run(command).await,
        Command::Schema(args) => schema::run(&args),
        Command::Reconcile(args) => reconcile::run(args).await,
        Command::Seed(args) => seed::run(args).await,
        Command::VerifyDraw(args) => verify_draw::run(&args),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("ovation: {}", sentence(error));
    ExitCode::FAILURE
}

/// What went wrong and why. Many an error repeats its cause in its own words: that is said once.
fn sentence(error: &anyhow::Error) -> String {
    error.chain().fold(String::new(), |said, cause| {
        let cause = cause.to_string();
        match said.as_str() {
            "" => cause,
            said if said.contains(&cause) => said.to_owned(),
            said => format!("{said}: {cause}"),
        }
    })
}

async fn platform() -> Result<Arc<Platform>> {
    app::platform(Config::load()?).await
}

/// A channel that the command line names by its slug.
fn channel(platform: &Platform, slug: &str) -> Result<tenants::Entry> {
    platform.registry.find(slug).ok_or_else(|| {
        anyhow!("there is no channel {slug} (`ovation tenant list` shows those that there are)")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_each_cause_once() {
        let error = anyhow!("no such file")
            .context("the record failed: no such file")
            .context("can't start");
        assert_eq!(sentence(&error), "can't start: the record failed: no such file");
    }

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
